"""Working hours by brute force: one look at the wall clock for each second or minute, and nothing else.

Shares no code with slawatch, on purpose: it is what slawatch is checked against.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = 86400


class Oracle:
    """Hours as plain data: `weekly` Monday first, `dated` by date (an empty list closes it)."""

    def __init__(self, timezone: str, weekly: list, dated: dict[date, list] | None = None) -> None:
        self.zone = ZoneInfo(timezone)
        self.weekly = weekly
        self.dated = dated or {}

    def counts(self, at: int) -> bool:
        wall = datetime.fromtimestamp(at, self.zone)
        second = wall.hour * 3600 + wall.minute * 60 + wall.second
        today = wall.date()
        return self._within(today, second) or self._within(today - timedelta(days=1), second + DAY)

    def between(self, start: int, end: int, step: int = 60) -> int:
        """Every edge must be a multiple of the step."""
        return sum(step for at in range(start, end, step) if self.counts(at))

    def _within(self, day: date, second: int) -> bool:
        windows = self.dated.get(day, self.weekly[day.weekday()])
        return any(opens <= second < closes for opens, closes in windows)
