"""How a key figure moved against another period: as much as a reader finds who subtracts what is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from slawatch.reports import cells
from slawatch.reports.cells import Cell, bare
from slawatch.reports.document import Better
from slawatch.reports.shown import Shown


class Turn(StrEnum):
    """What a movement means, in the words that say it."""

    BETTER = "better"
    WORSE = "worse"
    UNCHANGED = "unchanged"
    NEITHER = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against another of its kind."""

    arrow: str
    """▲ for more, ▼ for less, = for the same."""
    text: str
    """By how much, with its sign: "+2", "-0.075 pp"; empty where it is the same."""
    turn: Turn


_ARROWS: Final = {1: "▲", 0: "=", -1: "▼"}
_SIGNS: Final = {Better.HIGHER: 1, Better.LOWER: -1, Better.NEITHER: 0}


def change(value: Cell, before: Cell, better: Better, shown: Shown) -> Change | None:
    """Return how a figure moved; None where one of the two is not known, or they are not of one kind."""
    value, before = bare(value), bare(before)
    difference = _DIFFERENCES.get(type(value))
    if difference is None or type(value) is not type(before):
        return None
    told = difference(value, before, shown)
    return None if told is None else _told(*told, better)


def _told(amount: Any, text: str, better: Better) -> Change:  # noqa: ANN401  any number
    way = (amount > 0) - (amount < 0)
    if not way:
        return Change(_ARROWS[0], "", Turn.UNCHANGED)
    turns = {1: Turn.BETTER, 0: Turn.NEITHER, -1: Turn.WORSE}
    return Change(_ARROWS[way], f"{'+' if way > 0 else '-'}{text}", turns[way * _SIGNS[better]])


def _ratio(value: cells.Ratio, before: cells.Ratio, shown: Shown) -> tuple[Decimal, str]:
    points = _floored(value) - _floored(before)
    decimals = max(value.decimals, before.decimals)
    return points, shown.speech.say("{n} pp", n=f"{abs(points):.{decimals}f}")


def _floored(cell: cells.Ratio) -> Decimal:
    """Return the percentage that is shown."""
    units = cell.value * 100 * 10**cell.decimals
    return Decimal(units.numerator // units.denominator).scaleb(-cell.decimals)


def _seconds(value: cells.Seconds, before: cells.Seconds, shown: Shown) -> tuple[float, str]:
    amount = value.value - before.value
    return amount, shown.text(cells.Seconds(abs(amount), value.clock))


def _count(value: cells.Count, before: cells.Count, shown: Shown) -> tuple[int, str]:
    amount = value.value - before.value
    return amount, shown.text(cells.Count(abs(amount)))


def _number(value: cells.Number, before: cells.Number, _shown: Shown) -> tuple[Decimal, str]:
    decimals = max(value.decimals, before.decimals)
    amount = Decimal(f"{value.value:.{value.decimals}f}") - Decimal(f"{before.value:.{before.decimals}f}")
    return amount, f"{abs(amount):,.{decimals}f}"


def _money(value: cells.Money, before: cells.Money, shown: Shown) -> tuple[Decimal, str] | None:
    if value.currency != before.currency:
        return None
    amount = value.amount - before.amount
    return amount, shown.text(cells.Money(abs(amount), value.currency))


_DIFFERENCES: Final[Mapping[type[Cell], Callable[[Any, Any, Shown], tuple[Any, str] | None]]] = {
    cells.Ratio: _ratio,
    cells.Seconds: _seconds,
    cells.Count: _count,
    cells.Number: _number,
    cells.Money: _money,
}
