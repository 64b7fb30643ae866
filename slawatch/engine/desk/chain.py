"""From incidents to the problems behind them, and from changes to the incidents that they caused."""

from collections.abc import Iterator

import numpy as np

from slawatch.engine.availability import Span
from slawatch.engine.columns import Flags
from slawatch.engine.desk.links import RELATION_CODE
from slawatch.engine.desk.process import resolved, share
from slawatch.engine.desk.rows import CaseRows, DeskRows, LinkRows, Tells
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Vocabulary
from slawatch.model.desk import CHANGE, INCIDENT, Relation
from slawatch.model.desk_figures import ProblemLoad, ProcessIndicator, ProcessShare


def chain(desk: DeskRows, window: Span, words: Vocabulary) -> Iterator[ProcessShare]:
    """Yield by service which share of the incidents created in a window has a problem, and how its changes came out.

    A change counts in the window of its first resolution. What a source never tells, outcomes, types or links, is
    unknown; so is the type of a change whose word nothing maps.
    """
    incidents = _created(desk.cases, window)
    incidents = incidents.take(incidents.kind == words.code(INCIDENT))
    linked = _linking(incidents, desk.links)
    yield from _shares(incidents, incidents.has_problem, linked, ProcessIndicator.PROBLEM_LINKED, words)
    changes = resolved(desk.cases, window)
    changes = changes.take(changes.kind == words.code(CHANGE))
    broke = np.isin(changes.name, _incidents(desk.links, Relation.CAUSED_BY, words).other)
    linked = _linking(changes, desk.links)
    yield from _shares(changes, broke, linked, ProcessIndicator.CHANGE_CAUSED_INCIDENTS, words)
    told = (changes.tells & Tells.OUTCOME) > 0
    yield from _shares(changes, changes.failed, told, ProcessIndicator.CHANGE_FAILED, words)
    typed = changes.emergency >= 0
    yield from _shares(changes, changes.emergency > 0, typed, ProcessIndicator.CHANGE_EMERGENCY, words)


def problem_loads(links: LinkRows, window: Span, words: Vocabulary) -> Iterator[ProblemLoad]:
    """Yield by service how many incidents created in a window are symptoms of how many problems."""
    start, end = window
    own = _incidents(links, Relation.PROBLEM, words)
    own = own.take((start <= own.created_at) & (own.created_at < end))
    for (service,), places in grouped(own.service).parts():
        _, incidents = np.unique(own.other[places], return_counts=True)
        yield ProblemLoad(
            service_id=words.words[service],
            problems=len(incidents),
            incidents=int(incidents.sum()),
            recurring=int(np.count_nonzero(incidents > 1)),
            most=int(incidents.max()),
        )


def _created(cases: CaseRows, window: Span) -> CaseRows:
    start, end = window
    return cases.take((start <= cases.created_at) & (cases.created_at < end) & ~cases.void)


def _incidents(links: LinkRows, relation: Relation, words: Vocabulary) -> LinkRows:
    return links.take((links.relation == RELATION_CODE[relation]) & (links.kind == words.code(INCIDENT)))


def _linking(cases: CaseRows, links: LinkRows) -> Flags:
    """Tell of tickets whether their source tells links: by fields that the map names, or because it has told one."""
    told: Flags = ((cases.tells & Tells.LINKS) > 0) | np.isin(cases.source, links.source)
    return told


def _shares(
    cases: CaseRows, counts: Flags, told: Flags, indicator: ProcessIndicator, words: Vocabulary
) -> Iterator[ProcessShare]:
    for (kind, service), own in grouped(cases.kind, cases.service).parts():
        known = own[told[own]]
        named = words.words[kind], indicator, words.words[service]
        yield share(named, counts[known], unknown=len(own) - len(known))
