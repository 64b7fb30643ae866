"""Business days by brute force: dates one by one, the wall clock minute by minute. Shares no code with slawatch."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from oracles.calendar_oracle import Oracle

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)


class DateOracle(Oracle):
    """Edges of windows and changes of the clock must be whole minutes."""

    def add_days(self, start: int, days: int, mode: str) -> int:
        wall = datetime.fromtimestamp(start, self.zone).replace(tzinfo=None)
        day = wall.date()
        for _ in range(abs(days)):
            day += ONE_DAY if days > 0 else -ONE_DAY
            while not self.works(day):
                day += ONE_DAY if days > 0 else -ONE_DAY
        at = self.first(datetime.combine(day, wall.time())) if days else start
        while not self.works(day):  # only for no days from a date on which nothing counts
            day += ONE_DAY
        if mode == "end_of_day":
            return self.closing(day)
        if self.counts(at):
            return at
        return self.closing(day) if mode == "clamp_to_close" else self.opening(at)

    def works(self, day: date) -> bool:
        return any(self.shown(minute) for minute in self._minutes(day))

    def closing(self, day: date) -> int:
        return max(at for minute in self._minutes(day) for at in self.shown(minute)) + 60

    def opening(self, at: int) -> int:
        at = -(-at // 60) * 60
        while not self.counts(at):
            at += 60
        return at

    def first(self, local: datetime) -> int:
        if not self.shown(local) and local.second:
            local = local.replace(second=0) + MINUTE
        while not self.shown(local):
            local += MINUTE
        return min(self.shown(local))

    def shown(self, local: datetime) -> set[int]:
        """Return the instants at which the clock shows a local time: none, one or two."""
        told = {int(local.replace(tzinfo=self.zone, fold=fold).timestamp()) for fold in (0, 1)}
        return {at for at in told if datetime.fromtimestamp(at, self.zone).replace(tzinfo=None) == local}

    def _minutes(self, day: date) -> Iterator[datetime]:
        midnight = datetime.combine(day, time())
        for opens, closes in self.dated.get(day, self.weekly[day.weekday()]):
            yield from (midnight + n * MINUTE for n in range(opens // 60, closes // 60))
