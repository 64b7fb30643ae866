"""Where time stands on a drawn axis, and which of its days are named."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.model.interval import Interval

STEPS: Final = (1, 2, 3, 4, 5, 7)
"""Days from one named day to the next."""


def placed(stretch: Interval, span: Interval, *, narrowest: float) -> tuple[float, float]:
    """Return start and width of a stretch in percent of a span; what is shorter than the narrowest is still seen."""
    whole = max(span.seconds, 1)
    start = min(max((stretch.start - span.start).total_seconds() / whole, 0), 1) * 100
    end = min(max((stretch.end - span.start).total_seconds() / whole, 0), 1) * 100
    width = max(end - start, narrowest)
    return min(start, 100 - width), width


def named_days(span: Interval, timezone: str, *, most: int) -> Iterator[tuple[datetime, bool]]:
    """Yield local midnights, evenly apart, and whether each is named by its day; where days are too many, by month."""
    zone = ZoneInfo(timezone)
    first = span.start.astimezone(zone).date()
    count = (span.end.astimezone(zone).date() - first).days + 1
    step = next((step for step in STEPS if count <= step * most + 1), None)
    for day in (first + timedelta(days=n) for n in range(0, count, step or 1)):
        if step or day.day == 1:
            yield datetime.combine(day, time(), zone), step is not None
