"""The desk's figures as cells."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from slawatch.model.desk_figures import DeskFigures, Dimension, ProcessShare
from slawatch.model.interval import Interval
from slawatch.reports import naming
from slawatch.reports.cells import Cell, Clock, Count, Foreign, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.material import Material

DECIMALS = 1
"""Of the desk's shares: they belong to no agreement that could say otherwise."""
_NOBODY = {
    Dimension.TEAM: "no team",
    Dimension.QUEUE: "no queue",
    Dimension.SERVICE: "no service, or not mapped",
    Dimension.KIND: "no kind, or not mapped",
    Dimension.PERSON: "nobody",
}
SHARE_COLUMNS: Final = (
    column("indicator", "What is counted"),
    column("share", "Share"),
    column("counted", "Of them"),
    column("n", "Tickets"),
    column("low", "At least", "95 % interval (Wilson)"),
    column("high", "At most", "95 % interval (Wilson)"),
    column("unknown", "Not told", "tickets of which the source can't tell it"),
)
"""Of shares of tickets (see share_cells)."""
_KINDS = {"incident": "incident", "request": "request", "problem": "problem", "change": "change"}


def holder(material: Material, dimension: Dimension, value: str) -> Cell:
    """Return who or what has tickets: a team, queue, service, kind or person."""
    if not value:
        return Unknown(Phrase(_NOBODY[dimension]))
    match dimension:
        case Dimension.SERVICE:
            return naming.service(material.definitions, value)
        case Dimension.KIND:
            return kind(value)
        case Dimension.PERSON:
            return Foreign(material.definitions.desk.names.get(value, value))
        case _:
            return Foreign(value)


def service(material: Material, service_id: str) -> Cell:
    """Return a service that tickets are about."""
    return holder(material, Dimension.SERVICE, service_id)


def kind(value: str) -> Cell:
    """Return a kind of ticket."""
    if not value:
        return Unknown(Phrase(_NOBODY[Dimension.KIND]))
    return Phrase(_KINDS[value]) if value in _KINDS else Foreign(value)


def length(seconds: float | None, clock: Clock = Clock.ELAPSED) -> Cell:
    """Return a length of time; without any ticket there is none."""
    return Unknown(Phrase("no tickets")) if seconds is None else Seconds(seconds, clock)


def share(counted: int, n: int, *, otherwise: str = "no tickets") -> Cell:
    """Return a share of n things."""
    return Ratio(Fraction(counted, n), DECIMALS) if n else Unknown(Phrase(otherwise))


def share_cells(told: ProcessShare, what: str) -> tuple[Cell, ...]:
    """Return a share of tickets with all that it stands on, under SHARE_COLUMNS; `what` is counted."""
    return (
        Phrase(what),
        share(told.counted, told.n),
        Count(told.counted),
        Count(told.n),
        _bound(told.lower),
        _bound(told.upper),
        Count(told.unknown),
    )


def _bound(ratio: float | None) -> Cell:
    """Return a bound of an interval; an estimate, so as near as it was told."""
    return Unknown(Phrase("no tickets")) if ratio is None else Ratio(Fraction(repr(ratio)), DECIMALS)


def told(number: int | None) -> Cell:
    """Return a number that not every source tells."""
    return Unknown(Phrase("its source does not tell it")) if number is None else Count(number)


def compared_desk(material: Material, figures: DeskFigures, of: Callable[[DeskFigures], Cell]) -> Cell:
    """Return a total of the desk's figures, or why it can't be told: a past that is stored in part is not compared."""
    span = Interval(figures.starts_at, figures.ends_at)
    is_own = span == material.desk.span and material.stored.touch(span)
    lack = None if is_own else material.stored.lack(span, sources=material.sources(material.covered.services))
    return of(figures) if lack is None else Unknown(lack)
