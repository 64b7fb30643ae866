"""Response and resolution by priority: how many were in time, and how long the tickets took."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from slawatch.engine.timer_spread import TimerSpread
from slawatch.model.result import Outcome
from slawatch.reports import naming, paths
from slawatch.reports.cells import Cell, Count, Foreign, Linked, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.material import Material

_HEADS: Final = (
    column("service", "Service"),
    column("agreement", "Agreement"),
    column("objective", "Objective"),
    column("priority", "Priority"),
)
_NONE: Final = Unknown(Phrase("no ticket has a verdict yet"))
_LEFT_OVER: Final = (Outcome.CANCELLED, Outcome.EXCLUDED, Outcome.UNKNOWN)


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks; none where no agreement of the subject judges tickets one by one."""
    if any(promise.objective.is_timer for promise in draft.material.promises):
        rows = _ordered(draft.material)
        yield _table(draft.material, rows)
        if rows:
            yield _detail(draft.material, rows)


def _table(material: Material, rows: Sequence[TimerSpread]) -> Table:
    return Table(
        id="response",
        title=Phrase("Tickets by objective and priority"),
        columns=(
            *_HEADS,
            column("share", "In time"),
            column("n", "Judged"),
            column("median", "Median"),
            column("p90", "p90", "nine of ten took no longer"),
        ),
        rows=tuple(_row(material, each) for each in rows),
        empty=Phrase("No ticket was judged in this period."),
        is_reference=True,
        note=Phrase("Times are working time of each objective's hours, without pauses."),
    )


def _detail(material: Material, rows: Sequence[TimerSpread]) -> Table:
    return Table(
        id="response-detail",
        title=Phrase("Tickets by objective and priority: pauses, and what is not judged"),
        columns=(
            *_HEADS,
            column("met", "In time, number"),
            column("longest", "Longest"),
            column("paused", "Paused", "of the judged ones, so many waited at some time with the clock stopped"),
            column("paused_median", "Median pause", "of those that paused"),
            column("open", "Still open"),
            column("uncounted", "Not counted", "cancelled, taken out by a correction, or not told by their source"),
        ),
        rows=tuple(_more(material, each) for each in rows),
        empty=Phrase("No ticket was judged in this period."),
        is_evidence=True,
    )


def _ordered(material: Material) -> Sequence[TimerSpread]:
    """Return the rows in the order of the objectives' table, priorities by name, tickets without one last."""
    place = {(each.service_id, each.sla, each.objective): n for n, each in enumerate(material.figures.objectives)}
    own = [each for each in material.timer_spreads if (each.service_id, each.sla, each.objective) in place]
    return sorted(
        own, key=lambda each: (place[each.service_id, each.sla, each.objective], not each.priority, each.priority)
    )


def _heads(material: Material, each: TimerSpread) -> tuple[Cell, ...]:
    period = material.cuts.name(material.agreement(each.sla))
    path = paths.objective(each.service_id, each.sla, each.objective, period)
    return (
        naming.service(material.definitions, each.service_id),
        naming.agreement(material.definitions, each.sla),
        Linked(material.called(each.sla, each.objective), path),
        Foreign(each.priority) if each.priority else Unknown(Phrase("not mapped")),
    )


def _row(material: Material, each: TimerSpread) -> tuple[Cell, ...]:
    decimals = material.agreement(each.sla).decimals
    return (
        *_heads(material, each),
        Ratio(Fraction(each.met, each.judged), decimals) if each.judged else _NONE,
        Count(each.judged),
        _length(each.elapsed.median_seconds, _NONE),
        _length(each.elapsed.p90_seconds, _NONE),
    )


def _more(material: Material, each: TimerSpread) -> tuple[Cell, ...]:
    return (
        *_heads(material, each),
        Count(each.met),
        _length(each.elapsed.max_seconds, _NONE),
        Count(each.paused.n),
        _length(each.paused.median_seconds, Unknown(Phrase("none paused"))),
        Count(each.outcomes.get(Outcome.RUNNING, 0) + each.outcomes.get(Outcome.PAUSED, 0)),
        Count(sum(each.outcomes.get(outcome, 0) for outcome in _LEFT_OVER)),
    )


def _length(seconds: int | None, otherwise: Cell) -> Cell:
    return otherwise if seconds is None else Seconds(seconds)
