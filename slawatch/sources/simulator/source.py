"""The simulator as a source: it passes through the same poll, store and engine as every other one."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from typing import Final

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Batch, Caps, Check, Finding, Limits
from slawatch.model.instant import epoch, from_epoch
from slawatch.sources.simulator.day import Day, day, day_number
from slawatch.sources.simulator.drill import Drill, drill
from slawatch.sources.simulator.happened import news, seen
from slawatch.sources.simulator.life import LONGEST, Life
from slawatch.sources.simulator.notes import LOOKS_BACK, Planned, noted, planned
from slawatch.sources.simulator.options import Options
from slawatch.sources.simulator.rehearsal import Rehearsed, rehearsed
from slawatch.sources.simulator.world import DAY, TICKETS_A_DAY, office

STRETCH: Final = 10 * DAY
"""A backfill tells so much at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far the story has been told."""

    begin: int
    through: int
    drill: Rehearsed = field(default_factory=Rehearsed)

    @classmethod
    def read(cls, cursor: str) -> "Position":
        """Return the position that a cursor keeps."""
        known = json.loads(cursor)
        return cls(begin=known["begin"], through=known["through"], drill=Rehearsed(**known.get("drill", {})))

    def cursor(self) -> str:
        """Return the position as text."""
        return json.dumps(asdict(self))


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
        """Return what world it is, and whether its drill can be told."""
        found = Finding(level="ok", text=f"simulated desk, seed {self._options.seed}")
        return Check(
            findings=(found, *self._drill_findings()),
            identity="simulator",
            server_time=self._clock.now(),
            timezone="UTC",
        )

    def poll(self, cursor: str | None, limits: Limits) -> Iterator[Batch]:
        """Tell what happened since the cursor, in stretches of some days, and with the last one the drill."""
        del limits  # a stretch is small enough
        rehearsal, now = self._drill(), epoch(self._clock.now())
        position = self._beginning(now) if cursor is None else Position.read(cursor)
        expected = round((now - position.through) / DAY * TICKETS_A_DAY)
        more = True
        while more:
            until = max(position.through, min(now, position.through + STRETCH))
            more = until < now
            batch, position = replace(self._told(position, until), more=more), replace(position, through=until)
            if not more:
                batch, told = rehearsed(batch, rehearsal, position.drill, now=from_epoch(now))
                position = replace(position, drill=told)
            yield replace(batch, cursor=position.cursor(), expected=expected)

    def _drill(self) -> Drill:
        told = drill(self._options.drill)
        if told.unreachable:
            raise RetriableSourceError("the drill says that the source can't be reached")
        return told

    def _drill_findings(self) -> Iterator[Finding]:
        if self._options.drill is None:
            return
        try:
            told = self._drill()
        except FatalSourceError as error:
            yield Finding(level="error", text=str(error))
            return
        text = f"drill: {len(told.outages)} outages and {len(told.tickets)} tickets in {self._options.drill}"
        there = self._options.drill.exists()
        yield Finding(level="ok", text=text if there else f"no drill: {self._options.drill} does not exist")

    def _beginning(self, now: int) -> Position:
        first = from_epoch(now) - timedelta(days=self._options.history)
        begin = epoch(first.replace(hour=0, minute=0, second=0))
        return Position(begin=begin, through=begin)

    def _told(self, position: Position, until: int) -> Batch:
        """Return what happened of itself between a position and an instant."""
        begin, after, low, high = position.begin, position.through, from_epoch(position.through), from_epoch(until)
        days = [] if self._options.quiet else self._days(max(begin, after - LONGEST), until)
        lives = [life for one in days for life in one.lives if _touched(life, begin, after, until)]
        return Batch(
            cursor=position.cursor(),
            tickets=tuple(life.ticket for life in lives),
            events=tuple(event for life in lives for event in life.events if low < event.at <= high),
            outages=tuple(seen(outage, high) for one in days for outage in one.outages if news(outage, low, high)),
            exclusions=tuple(
                exclusion
                for one in days
                for exclusion in one.exclusions
                if exclusion.approved_at is not None and low < exclusion.approved_at <= high
            ),
            complete_through=high,
        )

    def _days(self, start: int, until: int) -> list[Day]:
        return [self._day(number) for number in range(day_number(start), day_number(until) + 1)]

    def _made_up(self, number: int) -> Day:
        return day(self._options.seed, number, office=self._office)

    def _noted(self, number: int) -> Day:
        """Return a day with what its desk noted, which looks back on the days before."""
        told, seed = self._way(number), self._options.seed
        before = [each for earlier in range(number - LOOKS_BACK, number + 1) for each in self._planned(earlier)]
        return replace(told, lives=noted(seed, told.lives, before))

    def _planned_on(self, number: int) -> tuple[Planned, ...]:
        return planned(self._options.seed, self._way(number).lives)


def _touched(life: Life, begin: int, after: int, until: int) -> bool:
    """Return whether a life that lies within the history has an event in (after, until]."""
    if life.first_at <= begin or life.first_at > until or life.last_at <= after:
        return False
    low, high = from_epoch(after), from_epoch(until)
    return any(low < event.at <= high for event in life.events)
