"""Cells as a spreadsheet has them: a value, how it is shown, and how it looks."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from slawatch.model.result import State
from slawatch.reports import cells
from slawatch.reports.cells import Cell
from slawatch.reports.shown import Shown

_DAY: Final = 86_400
_FIRST_YEAR: Final = 1900
"""Before it spreadsheets have no dates."""
_MOST_DECIMALS: Final = 10
_BARS: Final = "▁▂▃▄▅▆▇█"
_COLOURS: Final = {
    State.MET: "#1A6B35",
    State.AT_RISK: "#8A5A00",
    State.BREACHED: "#B3261E",
}
_GREY: Final = "#5F6368"

Properties = tuple[tuple[str, str | int], ...]
_AS_SECONDS: Final[Properties] = (("num_format", r'[h]:mm:ss;\-0.0000" d"'),)
"""Spreadsheets show no time below zero; of what is overdrawn the days are shown."""
_AS_COUNT: Final[Properties] = (("num_format", "#,##0"),)
_AS_INSTANT: Final[Properties] = (("num_format", "yyyy-mm-dd hh:mm:ss"), ("align", "left"))
_AS_DAY: Final[Properties] = (("num_format", "yyyy-mm-dd"), ("align", "left"))


class Value(NamedTuple):
    """What stands in a cell."""

    value: str | int | float | datetime | date
    properties: Properties = ()
    """Of XlsxWriter's formats."""


def valued(cell: Cell, shown: Shown) -> Value:
    """Return a cell as a number or a date with its format where it is one, else as text."""
    return _VALUES.get(type(cell), _text)(cell, shown)


def _text(cell: Cell, shown: Shown) -> Value:
    return Value(shown.text(cell))


def _foreign(cell: cells.Foreign, shown: Shown) -> Value:
    """What somebody wrote keeps its lines."""
    if cell.text.isprintable():  # one line, of which nothing acts
        return Value(cell.text)
    return Value("\n".join(shown.text(cells.Foreign(line)) for line in cell.text.splitlines()))


def _ratio(cell: cells.Ratio, _: Shown) -> Value:
    """A share is cut off to what is shown: the number behind it reads no better."""
    decimals = _decimals(cell)
    scale = 10 ** (decimals + 2)
    places = f".{'0' * decimals}" if decimals else ""
    return Value(float(Fraction(cell.value * scale // 1, scale)), (("num_format", rf"0{places}\ %"),))


def _decimals(cell: cells.Ratio) -> int:
    """A promise has the digits that it was written with."""
    whole = (n for n in range(_MOST_DECIMALS) if (cell.value * 100 * 10**n).denominator == 1)
    return next(whole, cell.decimals) if cell.is_limit else cell.decimals


def _seconds(cell: cells.Seconds, _: Shown) -> Value:
    return Value(cell.value / _DAY, _AS_SECONDS)


def _count(cell: cells.Count, _: Shown) -> Value:
    return Value(cell.value, _AS_COUNT)


def _number(cell: cells.Number, _: Shown) -> Value:
    places = f".{'0' * cell.decimals}" if cell.decimals else ""
    return Value(cell.value, (("num_format", f"#,##0{places}"),))


def _money(cell: cells.Money, shown: Shown) -> Value:
    places = max(2, _places(cell.amount))
    currency = shown.text(cells.Foreign(cell.currency)).replace('"', "")
    return Value(float(cell.amount), (("num_format", f'#,##0.{"0" * places}" {currency}"'),))


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _instant(cell: cells.Instant, shown: Shown) -> Value:
    local = cell.at.astimezone(ZoneInfo(shown.timezone)).replace(tzinfo=None, microsecond=0)
    if local.year < _FIRST_YEAR:
        return _text(cell, shown)
    return Value(local, _AS_INSTANT)


def _day(cell: cells.Day, shown: Shown) -> Value:
    if cell.date.year < _FIRST_YEAR:
        return _text(cell, shown)
    return Value(cell.date, _AS_DAY)


def _standing(cell: cells.Standing, shown: Shown) -> Value:
    return Value(shown.text(cell), (("bold", 1), ("font_color", _COLOURS.get(cell.state, _GREY))))


def _spark(cell: cells.Spark, _: Shown) -> Value:
    """A line of bars, from the least to the greatest; a dot where there is no value."""
    known = [each for each in cell.values if each is not None]
    if not known:
        return Value("")
    low, span = min(known), (max(known) - min(known)) or 1
    bars = ("·" if each is None else _BARS[round((each - low) / span * (len(_BARS) - 1))] for each in cell.values)
    return Value("".join(bars))


def _unknown(cell: cells.Unknown, shown: Shown) -> Value:
    return Value(shown.text(cell), (("italic", 1), ("font_color", _GREY)))


_VALUES: Final[Mapping[type, Callable[[Any, Shown], Value]]] = {
    cells.Foreign: _foreign,
    cells.Ratio: _ratio,
    cells.Seconds: _seconds,
    cells.Count: _count,
    cells.Number: _number,
    cells.Money: _money,
    cells.Instant: _instant,
    cells.Day: _day,
    cells.Standing: _standing,
    cells.Spark: _spark,
    cells.Linked: lambda cell, shown: valued(cell.cell, shown),
    cells.Unknown: _unknown,
}
