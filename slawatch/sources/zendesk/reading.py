"""One poll: the export by its cursor, then what the export does not tell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from slawatch.errors import RetriableSourceError
from slawatch.ingest.desk import Row
from slawatch.ingest.source import Batch, Gone
from slawatch.ingest.telling import batch, named
from slawatch.model.instant import epoch
from slawatch.sources.zendesk.desk import DELETED, Tickets
from slawatch.sources.zendesk.memory import Memory, changed_at
from slawatch.sources.zendesk.native import OF_SERVICE_LEVELS
from slawatch.sources.zendesk.position import Position
from slawatch.sources.zendesk.rest import Export, time_or_none

LAST_MINUTE: Final = timedelta(seconds=61)
"""What the export leaves out."""
RECENT: Final = 3 * LAST_MINUTE
MEMORY: Final = timedelta(hours=26)
METRICS_OVERLAP: Final = 300
"""Seconds of metric events that are looked at again: they become visible late."""
MOVABLE: Final = 2
"""From so many pages on, a ticket may move from one that is not read yet to one that was."""
TOGETHER: Final = 25
"""Tickets that are told in one batch; each costs a request at least, and requests are few."""

T = TypeVar("T")


class Reading:
    """One poll from where the last one ended."""

    def __init__(self, desk: Tickets, memory: Memory, position: Position, *, reserve: float) -> None:
        """Ask for the server's clock, before anything else."""
        self._desk, self._memory, self._reserve = desk, memory, reserve
        self._began = desk.server_time()
        # Metric events are told from the beginning of the first reading on, however many polls that takes.
        first = epoch(self._began)
        self._position = replace(position, metrics=first if position.metrics is None else position.metrics)
        self._spent = False

    def exported(self) -> Iterator[Batch]:
        """Tell the tickets of the export. Its cursor moves with the last tickets of a page."""
        desk = self._desk
        size, after = desk.options.page_size, self._position.after
        for page in desk.rest.export(after=after, start=desk.start, size=size, include=desk.include):
            there = [row for row in page.rows if row.get("status") != DELETED]
            yield from self._told(there)
            if self._spent:
                return
            yield self._after(page)
            self._memory.forget(before=self._began - MEMORY)
            if self._is_spent():
                return

    def measured(self) -> Iterator[Batch]:
        """Tell the tickets of metric events that are new: a breach changes no ticket."""
        if self._spent or not self._desk.include:
            return
        events, end = self._metric_events((self._position.metrics or 0) - METRICS_OVERLAP)
        known = self._memory.metric_ids
        fresh = (each for each in events if str(each["id"]) not in known and self._counts(each))
        for some in chunks(sorted({str(each["ticket_id"]) for each in fresh})):
            # Which of them are gone is for the passes to find out.
            yield replace(named(self._desk, some, at=self._began), gone=(), more=True)
            if self._is_spent():
                return
        self._memory.metric_ids = frozenset(str(each["id"]) for each in events)
        self._position = replace(self._position, metrics=max(end, self._position.metrics or 0))

    def recent(self) -> Iterator[Batch]:
        """Tell what people changed in the last minutes, which the export leaves out.

        A ticket that changes while the pages are read goes to the first one, past the page that is asked for next: so
        they are read until a reading brings no ticket that was not read.
        """
        read = set[str]()
        while not self._spent:
            before, pages = len(read), 0
            for rows in self._desk.rest.latest(self._desk.options.page_size):
                pages += 1
                fresh = [row for row in rows if self._is_recent(row)]
                yield from self._told([row for row in fresh if str(row.get("id")) not in read])
                read.update(str(row.get("id")) for row in fresh)
                if self._spent or len(fresh) < len(rows):
                    break
            if pages < MOVABLE or len(read) == before:
                return

    def end(self) -> Iterator[Batch]:
        """Tell that everything is told, unless the poll's time was used up."""
        if not self._spent:
            yield Batch(cursor=self._position.cursor(), complete_through=self._began - LAST_MINUTE)

    def _told(self, rows: Sequence[Row]) -> Iterator[Batch]:
        for some in chunks(self._memory.untold(rows)):
            yield replace(batch(self._desk, some), cursor=self._position.cursor(), more=True)
            self._memory.learn(some, asked=self._began)  # only now is it known that the batch was committed
            if self._is_spent():
                return

    def _after(self, page: Export) -> Batch:
        gone = tuple(_gone(row, self._began) for row in page.rows if row.get("status") == DELETED)
        self._position = replace(self._position, after=page.after or self._position.after)
        return Batch(cursor=self._position.cursor(), gone=gone, more=True)

    def _metric_events(self, start: int) -> tuple[Sequence[Row], int]:
        events: list[Row] = []
        while True:
            page = self._desk.rest.metric_events(start)
            events += page.rows
            if page.last:
                return events, page.end
            if page.end <= start:
                raise RetriableSourceError("Zendesk has more metric events of one second than it shows")
            start = page.end

    def _counts(self, event: Row) -> bool:
        """Tell whether a metric event may be one of a service level; without any, each ticket has them all the same."""
        return bool(self._desk.lists.policies) or event.get("type") in OF_SERVICE_LEVELS

    def _is_recent(self, row: Row) -> bool:
        """Tell whether the export may not have told a ticket yet."""
        at = time_or_none(row.get("updated_at"))
        return at is None or at >= self._began - RECENT

    def _is_spent(self) -> bool:
        self._spent = self._desk.rest.budget.remaining < self._reserve
        return self._spent


def chunks(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield some of them at a time."""
    for start in range(0, len(things), TOGETHER):
        yield things[start : start + TOGETHER]


def _gone(row: Row, now: datetime) -> Gone:
    return Gone(ticket_id=str(row["id"]), why="deleted", at=min(changed_at(row) or now, now))
