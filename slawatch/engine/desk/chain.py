"""From incidents to the problems behind them, and from changes to the incidents that they caused."""

from collections.abc import Iterator
from typing import Final

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

_NEEDS: Final = {ProcessIndicator.CHANGE_FAILED: Tells.OUTCOME}
"""What the source must tell for an indicator; no entry: nothing special."""


def chain(desk: DeskRows, window: Span, words: Vocabulary) -> Iterator[ProcessShare]:
    """Yield by service which share of the incidents created in a window has a problem, and how its changes came out.

    A change counts in the window of its first resolution; one of which the source tells no outcome is unknown.
    """
    incidents = _created(desk.cases, window)
    incidents = incidents.take(incidents.kind == words.code(INCIDENT))
    yield from _shares(incidents, incidents.has_problem, ProcessIndicator.PROBLEM_LINKED, words)
    changes = resolved(desk.cases, window)
    changes = changes.take(changes.kind == words.code(CHANGE))
    broke = np.isin(changes.name, _incidents(desk.links, Relation.CAUSED_BY, words).other)
    yield from _shares(changes, broke, ProcessIndicator.CHANGE_CAUSED_INCIDENTS, words)
    yield from _shares(changes, changes.failed, ProcessIndicator.CHANGE_FAILED, words)


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


def _shares(cases: CaseRows, counts: Flags, indicator: ProcessIndicator, words: Vocabulary) -> Iterator[ProcessShare]:
    needed = _NEEDS.get(indicator, Tells(0))
    told = (cases.tells & needed) == needed
    for (kind, service), own in grouped(cases.kind, cases.service).parts():
        known = own[told[own]]
        named = words.words[kind], indicator, words.words[service]
        yield share(named, counts[known], unknown=len(own) - len(known))
