"""What happened, in words that the figures give: of why, and of what is done, only what somebody stated."""

from collections.abc import Iterator, Sequence
from typing import Final

from slawatch.engine.findings import Breach
from slawatch.model.outage import Severity
from slawatch.model.reference import FindingRef
from slawatch.model.result import State
from slawatch.reports import naming, promise_cells
from slawatch.reports.answers import answered, causes_told
from slawatch.reports.cells import Cell, Clock, Count, Foreign, Instant, Phrase, Seconds
from slawatch.reports.compared import Compared
from slawatch.reports.draft import Draft
from slawatch.reports.material import Material
from slawatch.reports.merged_outages import MergedOutage
from slawatch.reports.totals import judged

_MOST_BREACHES: Final = 5
_MOST_OUTAGES: Final = 3
_WAS: Final = {
    Severity.DOWN: "{service} was down from {at} for {length}; {lost} of agreed time were lost.",
    Severity.DEGRADED: "{service} was degraded from {at} for {length}; {lost} of agreed time were lost.",
}


def told_summary(draft: Draft) -> Iterator[Phrase]:
    """Yield sentences: objectives met and breached, the outages that cost most, and what is open."""
    found = draft.breaches
    costly = [each for each in draft.outages if each.one.lost_seconds]
    yield from _verdicts(draft.material)
    yield from _counted_by_period(draft.compared)
    yield from (_breach(draft, each) for each in found[:_MOST_BREACHES])
    yield from _more(len(found) - _MOST_BREACHES, "{n} more breaches stand in the section on breaches.")
    yield from _outages(draft, costly)
    yield from _open(draft, found, costly)


def _verdicts(material: Material) -> Iterator[Phrase]:
    figures = judged(material.own_periods)
    states = [each.state for each in figures]
    parts: dict[str, Cell] = {"n": Count(len(figures)), "met": Count(states.count(State.MET))}
    if not figures:
        yield Phrase("No objective could be judged: no data.")
    elif states.count(State.MET) == len(states):
        yield Phrase("All {n} objectives that could be judged were met.", {"n": parts["n"]})
    else:
        yield Phrase("{met} of {n} objectives that could be judged were met.", parts)
    open_ = len(states) - states.count(State.MET) - states.count(State.BREACHED)
    if open_:
        yield Phrase("{n} are at risk or not decided yet.", {"n": Count(open_)})


def _counted_by_period(compared: Compared) -> Iterator[Phrase]:
    """Say that a promise is counted as often as it was judged, where that is more than once."""
    if any(len(compared.material.cuts.own(each)) > 1 for each in compared.agreements):
        yield Phrase("A promise is counted once for each period that its agreement judges by itself.")


def _breach(draft: Draft, breach: Breach) -> Phrase:
    material, figure = draft.material, breach.figure
    objective = material.objective(figure)
    parts: dict[str, Cell] = {
        "service": naming.service(material.definitions, figure.service_id),
        "agreement": naming.agreement(material.definitions, figure.sla),
        "promise": naming.promise(material.definitions, material.agreement(figure.sla), objective),
        "attained": promise_cells.result(figure),
        "target": promise_cells.target(objective, figure.decimals),
    }
    causes = causes_told(breach.ref, draft.notes, draft.material)
    if not causes:
        return Phrase("{service}, {agreement}: {promise}: {attained}, promised {target}.", parts)
    parts["cause"] = Foreign("; ".join(causes))
    return Phrase("{service}, {agreement}: {promise}: {attained}, promised {target}. Cause: {cause}.", parts)


def _outages(draft: Draft, costly: Sequence[MergedOutage]) -> Iterator[Phrase]:
    if not draft.material.covered.agreements:
        return
    if not draft.material.stored.touch(draft.material.cuts.span):
        return
    unseen = sum(service in draft.material.untold for service in draft.material.covered.services)
    if unseen:
        yield Phrase("No source tells outages of {n} services.", {"n": Count(unseen)})
    if not costly and unseen < len(draft.material.covered.services):
        yield Phrase("No outage cost agreed time.")
    for each in costly[:_MOST_OUTAGES]:
        parts: dict[str, Cell] = {
            "service": naming.service(draft.material.definitions, each.one.service_id),
            "at": Instant(each.one.started_at),
            "length": Seconds(each.one.outage_seconds, Clock.ELAPSED),
            "lost": promise_cells.seconds(each.one.lost_seconds),
        }
        yield Phrase(_WAS[each.one.severity], parts)
    yield from _more(len(costly) - _MOST_OUTAGES, "{n} more outages stand in the section on outages.")


def _open(draft: Draft, found: Sequence[Breach], costly: Sequence[MergedOutage]) -> Iterator[Phrase]:
    findings: list[FindingRef] = [*(each.ref for each in found), *(each.ref for each in costly)]
    if not findings:
        return
    open_ = sum(not answered(each, draft.notes, draft.material) for each in findings)
    parts: dict[str, Cell] = {"n": Count(open_), "all": Count(len(findings))}
    if open_:
        yield Phrase(
            "{n} of {all} breaches and outages have neither an improvement action nor an acceptance yet.", parts
        )
    else:
        yield Phrase("Each breach and outage has an improvement action or an acceptance.")


def _more(n: int, phrase: str) -> Iterator[Phrase]:
    if n > 0:
        yield Phrase(phrase, {"n": Count(n)})
