"""The simulator as a source: it passes through the same poll, store and engine as every other one."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import Batch, Caps, Check, Finding, Limits
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.outage import Outage
from slawatch.sources.simulator.day import Day, day, day_number
from slawatch.sources.simulator.life import LONGEST, Life
from slawatch.sources.simulator.notes import LOOKS_BACK, Planned, noted, planned
from slawatch.sources.simulator.options import Options
from slawatch.sources.simulator.world import DAY, TICKETS_A_DAY, office

STRETCH: Final = 10 * DAY
"""A backfill tells so much at a time."""


class Simulator:
    """Tells what happened between two polls in a world that follows from the seed."""

    kind = "simulator"
    caps = Caps(history="full", delta="time_id", grain=1, public_replies=True)

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._office = office()
        days = LONGEST // DAY + 30
        self._way = lru_cache(maxsize=days + LOOKS_BACK)(self._made_up)
        self._planned = lru_cache(maxsize=days + LOOKS_BACK)(self._planned_on)
        self._day = lru_cache(maxsize=days)(self._noted)

    def check(self) -> Check:
        """Return that the world exists; it can't fail."""
        found = Finding(level="ok", text=f"simulated desk, seed {self._options.seed}")
        return Check(findings=(found,), identity="simulator", server_time=self._clock.now(), timezone="UTC")

    def poll(self, cursor: str | None, limits: Limits) -> Iterator[Batch]:
        """Tell what happened since the cursor, in stretches of some days."""
        del limits  # a stretch is small enough
        now = epoch(self._clock.now())
        begin, through = self._begin(cursor, now)
        expected = round((now - through) / DAY * TICKETS_A_DAY)
        while through < now:
            until = min(now, through + STRETCH)
            yield self._told(begin, through, until, more=until < now, expected=expected)
            through = until

    def _begin(self, cursor: str | None, now: int) -> tuple[int, int]:
        if cursor is not None:
            known = json.loads(cursor)
            return int(known["begin"]), int(known["through"])
        first = from_epoch(now) - timedelta(days=self._options.history)
        begin = epoch(first.replace(hour=0, minute=0, second=0))
        return begin, begin

    def _told(self, begin: int, after: int, until: int, *, more: bool, expected: int) -> Batch:
        days = [self._day(number) for number in range(day_number(max(begin, after - LONGEST)), day_number(until) + 1)]
        lives = [life for one in days for life in one.lives if _touched(life, begin, after, until)]
        low, high = from_epoch(after), from_epoch(until)
        return Batch(
            cursor=json.dumps({"begin": begin, "through": until}),
            tickets=tuple(life.ticket for life in lives),
            events=tuple(event for life in lives for event in life.events if low < event.at <= high),
            outages=tuple(_seen(outage, high) for one in days for outage in one.outages if _news(outage, low, high)),
            exclusions=tuple(
                exclusion
                for one in days
                for exclusion in one.exclusions
                if exclusion.approved_at is not None and low < exclusion.approved_at <= high
            ),
            complete_through=high,
            more=more,
            expected=expected,
        )

    def _made_up(self, number: int) -> Day:
        return day(self._options.seed, number, office=self._office)

    def _noted(self, number: int) -> Day:
        """Return a day with what its desk noted, which looks back on the days before."""
        told, seed = self._way(number), self._options.seed
        before = [each for earlier in range(number - LOOKS_BACK, number + 1) for each in self._planned(earlier)]
        return dataclasses.replace(told, lives=noted(seed, told.lives, before))

    def _planned_on(self, number: int) -> tuple[Planned, ...]:
        return planned(self._options.seed, self._way(number).lives)


def _touched(life: Life, begin: int, after: int, until: int) -> bool:
    """Return whether a life that lies within the history has an event in (after, until]."""
    if life.first_at <= begin or life.first_at > until or life.last_at <= after:
        return False
    low, high = from_epoch(after), from_epoch(until)
    return any(low < event.at <= high for event in life.events)


def _news(outage: Outage, low: datetime, high: datetime) -> bool:
    told = (outage.started_at, outage.detected_at, outage.acknowledged_at, outage.ended_at)
    return any(at is not None and low < at <= high for at in told)


def _seen(outage: Outage, now: datetime) -> Outage:
    """Return the outage as far as it has happened."""
    if outage.ended_at is not None and outage.ended_at > now:
        outage = dataclasses.replace(outage, ended_at=None)
    if outage.acknowledged_at is not None and outage.acknowledged_at > now:
        outage = dataclasses.replace(outage, acknowledged_at=None)
    if outage.detected_at is not None and outage.detected_at > now:
        outage = dataclasses.replace(outage, detected_at=None)
    return outage
