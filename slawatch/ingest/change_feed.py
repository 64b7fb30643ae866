"""The frame of sources whose systems list tickets by their last change: all passes, from what a desk answers."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import Desk, Row
from slawatch.ingest.http import HttpClient
from slawatch.ingest.misread import understood
from slawatch.ingest.overlap import overlap
from slawatch.ingest.position import Position
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, Stamp
from slawatch.ingest.telling import batch, named, stamp

RESERVE: Final = 0.2
"""Of a poll's time: with less left no further page is begun, so that what was read gets stored."""
TOGETHER: Final = 50
"""Tickets that are hydrated into one batch."""
MEMORY: Final = timedelta(minutes=5)
"""How much longer than the overlap it is kept what was told."""


@understood
class ChangeFeed(ABC):
    """A source whose feeds are asked what changed since an instant."""

    kind: str
    caps: Caps

    def __init_subclass__(cls, **named: object) -> None:
        """See to it that a kind's own passes tell answers of another shape, too."""
        super().__init_subclass__(**named)
        understood(cls)

    def __init__(self, http: HttpClient, *, clock: Clock) -> None:
        self._http, self._clock = http, clock
        self._told: dict[tuple[str, str], tuple[datetime, datetime]] = {}
        """Of feed and ticket: the stamp with which it was told last, and the server's time before it was asked."""

    @abstractmethod
    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the feeds by names that stay, to be asked within a budget."""

    @abstractmethod
    def check(self) -> Check:
        """Ask the system who we are, what time it has, and whether its filters do what they say."""

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell what changed since the cursor, feed by feed; the next poll goes on where the time was used up."""
        budget = Budget(limits.seconds, self._clock)
        desks, position = self.desks(budget), Position.read(cursor)
        if cursor is None:
            self._told.clear()
        began = min(desk.server_time() for desk in desks.values())
        for name, desk in desks.items():
            since = self._since(position, name)
            expected, read = desk.expected(since), set[str]()
            for rows in desk.changed(since):
                stamps = [each for row in rows if (each := stamp(desk, row))]
                before, position = position, position.after(name, stamps, most=began)
                told = batch(desk, self._untold(name, desk, rows, read))
                yield replace(told, cursor=position.cursor(), more=True, expected=expected)
                self._remember(name, stamps, began, position)  # only now is it known that the batch was committed
                if budget.remaining < limits.seconds * RESERVE and (position != before or _is_beyond(began, stamps)):
                    return
        yield Batch(cursor=position.cursor(), complete_through=began - timedelta(seconds=self.caps.lag))

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:
        """Tell what changed since an instant, whatever the cursor says."""
        for desk in self.desks(Budget(limits.seconds, self._clock)).values():
            read = set[str]()
            yield from (batch(desk, _once(desk, rows, read)) for rows in desk.changed(since))

    def census(self, limits: Limits, *, open_only: bool) -> Iterator[Stamp]:
        """Tell which tickets there are."""
        for desk in self.desks(Budget(limits.seconds, self._clock)).values():
            yield from desk.listed(open_only=open_only)

    def hydrate(self, ids: Collection[str], limits: Limits) -> Iterator[Batch]:
        """Tell named tickets whole, or that they are gone."""
        for desk in self.desks(Budget(limits.seconds, self._clock)).values():
            mine = [id_ for id_ in sorted(ids) if desk.owns(id_)]
            if not mine:
                continue
            at = desk.server_time()
            for first in range(0, len(mine), TOGETHER):
                yield named(desk, mine[first : first + TOGETHER], at=at)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _since(self, position: Position, name: str) -> datetime | None:
        seen = position.seen.get(name)
        return seen and seen - self._overlap

    @property
    def _overlap(self) -> timedelta:
        return overlap(self.caps, clock_skew_seconds=self._http.clock_skew_seconds)

    def _untold(self, name: str, desk: Desk, rows: Sequence[Row], read: set[str]) -> Sequence[Row]:
        """Return the rows in which something may be new, and add their tickets to what was read in this reading."""
        return _once(desk, [row for row in rows if not self._is_told(name, stamp(desk, row))], read)

    def _is_told(self, name: str, found: Stamp | None) -> bool:
        """Tell whether a ticket was read with this stamp, and after the second (or minute) of the stamp was over."""
        if found is None or (name, found.id) not in self._told:
            return False
        before, asked = self._told[name, found.id]
        return found.updated_at == before and asked > before + timedelta(seconds=self.caps.grain + 1)

    def _remember(self, name: str, stamps: Collection[Stamp], began: datetime, position: Position) -> None:
        """Keep what the next poll's overlap will meet again."""
        recent = position.seen.get(name, began) - self._overlap - MEMORY
        self._told = {key: kept for key, kept in self._told.items() if key[0] != name or kept[0] >= recent}
        for each in stamps:
            if each.updated_at and each.updated_at >= recent:
                self._told[name, each.id] = (each.updated_at, began)


def _once(desk: Desk, rows: Sequence[Row], read: set[str]) -> Sequence[Row]:
    """Return the rows of tickets that this reading has not read yet, and add these.

    A ticket that changes after it was read comes once more, at the end of the list. It was read with all that happened
    until the reading began, and the next one tells the rest: else people who work on would be followed without an end.
    """
    found = [(row, each.id if (each := stamp(desk, row)) else None) for row in rows]
    fresh = [row for row, id_ in found if id_ not in read]
    read.update(id_ for _, id_ in found if id_ is not None)
    return fresh


def _is_beyond(began: datetime, stamps: Collection[Stamp]) -> bool:
    """Tell whether all rows changed after reading began: the next reading begins there."""
    return began < min((each.updated_at for each in stamps if each.updated_at), default=began)
