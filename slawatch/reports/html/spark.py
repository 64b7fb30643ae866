"""Small lines of values, as SVG of a fixed size."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from markupsafe import Markup

from slawatch.reports.cells import Spark
from slawatch.reports.html.templating import TEMPLATES

WIDTH: Final = 96
HEIGHT: Final = 22
_EDGE: Final = 3

Point = tuple[float, float]


def spark(cell: Spark, label: str) -> Markup:
    """Return a line with its promise dashed beneath and its last value as a dot."""
    scale = _Scale(cell)
    points = [None if value is None else (scale.x(n), scale.y(value)) for n, value in enumerate(cell.values)]
    macro = TEMPLATES.get_template("spark.html").module.spark  # type: ignore[attr-defined]
    limit = None if cell.limit is None else scale.y(cell.limit)
    return Markup(macro(label, list(runs(points)), limit, WIDTH, HEIGHT))  # noqa: S704  the template escapes


def runs(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    """Yield the points between gaps."""
    for is_gap, run in groupby(points, key=lambda point: point is None):
        if not is_gap:
            yield [point for point in run if point is not None]


class _Scale:
    def __init__(self, cell: Spark) -> None:
        known = [value for value in (*cell.values, cell.limit) if value is not None]
        self._low, self._high = min(known), max(known)
        self._steps = max(len(cell.values) - 1, 1)

    def x(self, n: int) -> float:
        return round(_EDGE + (WIDTH - 2 * _EDGE) * n / self._steps, 1)

    def y(self, value: float) -> float:
        span = self._high - self._low
        share = (value - self._low) / span if span else 0.5
        return round(HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * share, 1)
