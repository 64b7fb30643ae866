"""Trends as drawings: lines or bars in percent of the width, on a scale with round values."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from slawatch.reports import cells
from slawatch.reports.cells import Cell, bare
from slawatch.reports.document import Series, Trend
from slawatch.reports.html.markup import Cells
from slawatch.reports.html.scale import Scale, amount, scale
from slawatch.reports.periods_told import month_told

MOST_SERIES: Final = 4
"""More than these no eye keeps apart: each gets a small line in the table instead."""
SIGNS: Final = ("●", "■", "▲", "◆")
_TOP: Final = 14
HEIGHT: Final = 150
_LEFT: Final = 11.0
_WIDTH: Final = 88.0
_GROUP: Final = 0.72


@dataclass(frozen=True, slots=True)
class Point:
    """A value on the drawing: percent from the left, pixels from the top."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """A line or a row of bars."""

    name: Markup
    sign: str
    points: Sequence[Point]
    segments: Sequence[tuple[Point, Point]]
    limit: str
    """The promise in words, where others have another; else empty."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A trend, drawn."""

    series: Sequence[DrawnSeries]
    ticks: Sequence[tuple[float, str]]
    limits: Sequence[float]
    labels: Sequence[tuple[float, str, str]]
    """Where a period stands, its name, and its year where that begins."""
    is_bars: bool
    bar_width: float
    promise: str
    """In words, where there is one and the same for all."""


def plot(trend: Trend, told: Cells) -> Plot | None:
    """Return the drawing; None where nothing is known, values are of several kinds, or there are too many series."""
    known = [cell for series in trend.series for cell in series.cells if amount(cell) is not None]
    if not known or len({type(bare(cell)) for cell in known}) > 1 or len(trend.series) > MOST_SERIES:
        return None
    limits = [series.limit for series in trend.series if series.limit is not None and amount(series.limit) is not None]
    is_bars = isinstance(bare(known[0]), cells.Count)
    axis = scale([*known, *limits], from_zero=is_bars)
    pencil = _Pencil(trend, axis, told, is_bars=is_bars)
    return Plot(
        series=[pencil.series(n, series) for n, series in enumerate(trend.series)],
        ticks=[(_height(axis, cell), told.shown.text(cell)) for _, cell in axis.ticks],
        limits=sorted({_height(axis, limit) for limit in limits}),
        labels=[pencil.label(n) for n in range(len(trend.periods))],
        is_bars=is_bars,
        bar_width=pencil.bar_width,
        promise=pencil.promised(limits[0]) if len(set(limits)) == 1 else "",
    )


def _height(axis: Scale, cell: Cell) -> float:
    value = amount(cell)
    assert value is not None  # noqa: S101  only cells with a value are drawn
    return round(_TOP + HEIGHT * (1 - axis.share(value)), 1)


class _Pencil:
    def __init__(self, trend: Trend, axis: Scale, told: Cells, *, is_bars: bool) -> None:
        self._trend, self._axis, self._told, self._is_bars = trend, axis, told, is_bars
        self._step = _WIDTH / max(len(trend.periods), 1)
        self.bar_width = self._step * _GROUP / max(len(trend.series), 1)

    def series(self, n: int, series: Series) -> DrawnSeries:
        points = [self._point(n, period, cell) for period, cell in enumerate(series.cells)]
        limits = {each.limit for each in self._trend.series} - {None}
        return DrawnSeries(
            name=self._told.html(series.name),
            sign="■" if self._is_bars else SIGNS[n],
            points=[point for point in points if point is not None],
            segments=[(one, other) for one, other in pairwise(points) if one and other],
            limit=self.promised(series.limit) if series.limit and len(limits) > 1 else "",
        )

    def promised(self, limit: Cell) -> str:
        return f"{self._told.shown.speech.say('promised')} {self._told.shown.text(limit)}"

    def label(self, n: int) -> tuple[float, str, str]:
        period, before = self._trend.periods[n], self._trend.periods[n - 1] if n else ""
        month = month_told(period, self._told.shown.locale)
        year = period[:4] if month != period and period[:4] != before[:4] else ""
        return self._middle(n), month, year

    def _middle(self, n: int) -> float:
        return _LEFT + self._step * (n + 0.5)

    def _point(self, n: int, period: int, cell: Cell) -> Point | None:
        if amount(cell) is None:
            return None
        offset = self.bar_width * (n - len(self._trend.series) / 2) if self._is_bars else 0.0
        title = f"{self._trend.periods[period]}: {self._told.shown.text(cell)}"
        return Point(self._middle(period) + offset, _height(self._axis, cell), title)
