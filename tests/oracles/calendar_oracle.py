"""Working hours by brute force: one look at the wall clock for each second or minute, and nothing else.

Shares no code with slawatch, on purpose: it is what slawatch is checked against.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 86400


@lru_cache(maxsize=1 << 18)
def wall_clock(zone: ZoneInfo, at: int) -> tuple[date, int]:
    """Return the date and the second of the day that it shows."""
    wall = datetime.fromtimestamp(at, zone)
    return wall.date(), wall.hour * 3600 + wall.minute * 60 + wall.second


class Oracle:
    """Hours as plain data: `weekly` Monday first, `dated` by date (an empty list closes it)."""

    def __init__(self, timezone: str, weekly: list, dated: dict[date, list] | None = None) -> None:
        self.zone = ZoneInfo(timezone)
        self.weekly = weekly
        self.dated = dated or {}
        self._windows: dict[date, list] = {}

    def counts(self, at: int) -> bool:
        today, second = wall_clock(self.zone, at)
        if today not in self._windows:
            self._windows[today] = self._of(today)
        for opens, closes in self._windows[today]:  # noqa: SIM110  millions of times
            if opens <= second < closes:
                return True
        return False

    def between(self, start: int, end: int, step: int = 60) -> int:
        """Every edge must be a multiple of the step."""
        return sum(step for at in range(start, end, step) if self.counts(at))

    def _of(self, day: date) -> list:
        """Return the windows in seconds of a date, those of the date before as they last into it."""
        before = day - timedelta(days=1)
        own, earlier = (self.dated.get(each, self.weekly[each.weekday()]) for each in (day, before))
        return [*own, *((opens - DAY, closes - DAY) for opens, closes in earlier)]
