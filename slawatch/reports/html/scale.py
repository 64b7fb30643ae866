"""The vertical axis of a trend: from where to where, and which round values are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10
from typing import Final

from slawatch.reports import cells
from slawatch.reports.cells import Cell, bare

_GAPS: Final = 4
"""Between named values, at the most."""
_ROUND_SECONDS: Final = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800),
    *(3600 * hours for hours in (1, 2, 4, 6, 12, 24, 48, 96, 240, 480, 960, 2400)),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """A range of values, exact, with those that are named."""

    low: Fraction
    high: Fraction
    ticks: Sequence[tuple[Fraction, Cell]]

    def share(self, value: Fraction) -> float:
        """Return how high a value stands: 0 at the bottom, 1 at the top."""
        return float((value - self.low) / (self.high - self.low))


def amount(cell: Cell | None) -> Fraction | None:
    """Return a cell's value as a number; None where it has none."""
    match cell:
        case cells.Linked(cell=inner):
            return amount(inner)
        case cells.Ratio(value=value) | cells.Seconds(value=value) | cells.Count(value=value):
            return Fraction(value)
        case cells.Number(value=value) | cells.Money(amount=value):
            return Fraction(value)
        case _:
            return None


def scale(known: Sequence[Cell], *, from_zero: bool) -> Scale:
    """Return the axis of cells of one kind; no share stands above 100 %."""
    values = [value for value in map(amount, known) if value is not None]
    kind = bare(known[0])
    low, high = Fraction(0) if from_zero else min(values), max(values)
    step = _step(kind, high - low)
    bottom, top = floor(low / step) * step, ceil(high / step) * step
    if top == bottom:
        bottom, top = (bottom - step, top) if isinstance(kind, cells.Ratio) and top else (bottom, top + step)
    ticks = [bottom + step * n for n in range(int((top - bottom) / step) + 1)]
    return Scale(bottom, top, [(tick, _named(tick, kind)) for tick in ticks])


def _step(kind: Cell, span: Fraction) -> Fraction:
    if isinstance(kind, cells.Seconds):
        return Fraction(next((step for step in _ROUND_SECONDS if step * _GAPS >= span), ceil(span / _GAPS) or 1))
    least = Fraction(1) if isinstance(kind, cells.Count) else Fraction(1, 10**5)
    wanted = max(span / _GAPS, least)
    power = Fraction(10) ** floor(log10(wanted))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= wanted)


def _named(tick: Fraction, kind: Cell) -> Cell:
    match kind:
        case cells.Ratio():
            return cells.Ratio(tick, kind.decimals, is_limit=True)
        case cells.Seconds():
            return cells.Seconds(int(tick), kind.clock)
        case cells.Count():
            return cells.Count(int(tick))
        case _:
            return cells.Number(float(tick), 0 if tick.denominator == 1 else 2)
