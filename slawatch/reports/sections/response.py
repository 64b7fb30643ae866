"""Response and resolution by priority: how many were in time, and how long the tickets took."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from slawatch.engine.timer_spread import TimerSpread
from slawatch.model.result import ObjectiveFigure, Outcome
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
_Row = tuple[ObjectiveFigure, TimerSpread]
"""An objective's figure, and those of its timers that are of one priority."""
_LEFT_OVER: Final = (Outcome.CANCELLED, Outcome.EXCLUDED, Outcome.UNKNOWN)


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks; none where no agreement of the subject judges tickets one by one."""
    if any(promise.objective.is_timer for promise in draft.material.promises):
        rows = _ordered(draft.material)
        yield _table(draft.material, rows)
        if rows:
            yield _detail(draft.material, rows)


def _table(material: Material, rows: Sequence[_Row]) -> Table:
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
        rows=tuple(_share(material, each) for each in rows),
        empty=Phrase("No ticket was judged in this period."),
        is_reference=True,
        note=Phrase("Times are working time of each objective's hours, without pauses."),
    )


def _detail(material: Material, rows: Sequence[_Row]) -> Table:
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


def _ordered(material: Material) -> Sequence[_Row]:
    """Return the rows in the order of the objectives' table, priorities by name, tickets without one last."""
    found: dict[tuple[str, str, str], list[TimerSpread]] = defaultdict(list)
    for each in sorted(material.timer_spreads, key=lambda each: (not each.priority, each.priority)):
        found[each.service_id, each.sla, each.objective].append(each)
    figures = material.figures.objectives
    return [(figure, each) for figure in figures for each in found[figure.service_id, figure.sla, figure.objective]]


def _heads(material: Material, row: _Row) -> tuple[Cell, ...]:
    figure, each = row
    period = material.cuts.name(material.agreement(figure.sla))
    path = paths.objective(figure.service_id, figure.sla, figure.objective, period)
    return (
        naming.service(material.definitions, figure.service_id),
        naming.agreement(material.definitions, figure.sla),
        Linked(material.in_words(figure), path),
        Foreign(each.priority) if each.priority else Unknown(Phrase("not mapped")),
    )


def _share(material: Material, row: _Row) -> tuple[Cell, ...]:
    figure, each = row
    return (
        *_heads(material, row),
        Ratio(Fraction(each.met, each.judged), figure.decimals) if each.judged else _NONE,
        Count(each.judged),
        _length(each.elapsed.median_seconds, _NONE),
        _length(each.elapsed.p90_seconds, _NONE),
    )


def _more(material: Material, row: _Row) -> tuple[Cell, ...]:
    _, each = row
    return (
        *_heads(material, row),
        Count(each.met),
        _length(each.elapsed.max_seconds, _NONE),
        Count(each.paused.n),
        _length(each.paused.median_seconds, Unknown(Phrase("none paused"))),
        Count(each.outcomes.get(Outcome.RUNNING, 0) + each.outcomes.get(Outcome.PAUSED, 0)),
        Count(sum(each.outcomes.get(outcome, 0) for outcome in _LEFT_OVER)),
    )


def _length(seconds: int | None, otherwise: Cell) -> Cell:
    return otherwise if seconds is None else Seconds(seconds)
