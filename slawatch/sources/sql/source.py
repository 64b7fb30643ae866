"""A database of tickets as a source: page by page of one snapshot, in the order of the last change."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError, SkippableRow
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.snapshot import LastSeen, Look, Seen, derived
from slawatch.ingest.source import BadRow, Batch, Caps, Check, Cursor, Gone, Limits, Stamp
from slawatch.model.event import Event
from slawatch.sources.sql.checks import findings
from slawatch.sources.sql.database import Database, Snapshot
from slawatch.sources.sql.options import Options
from slawatch.sources.sql.position import Position
from slawatch.sources.sql.rows import Life, Reader, Row, digest, events, ticket_id, word
from slawatch.sources.sql.times import Raw, Times

CHECK_SECONDS: Final = 60.0
RESERVE: Final = 0.2
"""Of a poll's time: with less left no further page is begun, so that what was read gets stored."""
TOGETHER: Final = 500
"""Tickets that are asked for by their ids at once."""


class SqlSource:
    """Tells the tickets of one database."""

    kind = "sql"

    def __init__(self, options: Options, *, clock: Clock) -> None:
        self._options, self._clock = options, clock
        self._database = Database(options)
        self._times = Times(epoch=options.epoch, timezone=options.timezone)
        self.caps = Caps(
            history="full" if options.history else "none",
            delta="snapshot" if options.compare else "time_id",
            grain=1,
            public_replies=options.tells_replies,
            lag=options.lag,
            passes=frozenset({"rescan", "hydrate", "census"}),
            # How tickets stood stands nowhere else: read afresh, they would have been created as they are now.
            forgets=options.history is None,
        )
        self._seen = LastSeen()
        self._doubted: set[str] = set()
        """Tickets that a pass asked for and that only a comparison can tell, in the next poll."""

    def check(self) -> Check:
        """Return whether the database answers, what its queries give, and how the first rows are understood."""
        with self._database.snapshot(CHECK_SECONDS) as snapshot:
            return findings(snapshot, self._options, self._reader(), here=self._clock.now())

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell the tickets that changed since the cursor, or that are other than at the last poll."""
        position = Position.read(cursor).of(self._options.tickets)
        until = self._clock.monotonic() + limits.seconds * (1 - RESERVE)
        with self._database.snapshot(limits.seconds) as snapshot:
            now = snapshot.now()
            began, look = position.began or now, Look(at=now, before=position.seen.at)
            for rows in self._changed(snapshot, position, now):
                batch, seen = self._told(snapshot, rows, position.seen, look)
                position = self._after(replace(position, seen=seen, began=began), rows)
                yield replace(batch, cursor=position.cursor(), more=True)
                if self._clock.monotonic() > until and position.reached is not None:
                    return
            while some := sorted(self._doubted)[:TOGETHER]:
                batch, seen = self._told(snapshot, snapshot.named(self._options.tickets, some), position.seen, look)
                position = replace(position, seen=seen)
                yield replace(batch, cursor=position.cursor(), more=True)
                self._doubted.difference_update(some)
            position = replace(position, reached=None, began=None, seen=replace(position.seen, at=now))
            self._seen = position.seen
            through = began - timedelta(seconds=self._options.lag)
            yield Batch(cursor=position.cursor(), complete_through=through)

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:
        """Tell what changed since an instant."""
        with self._database.snapshot(limits.seconds) as snapshot:
            now = snapshot.now()
            for rows in self._since(snapshot, since, now):
                yield self._whole(snapshot, rows, now)

    def hydrate(self, ids: Collection[str], limits: Limits) -> Iterator[Batch]:
        """Tell named tickets whole; those that are not there are gone."""
        with self._database.snapshot(limits.seconds) as snapshot:
            now, left = snapshot.now(), iter(sorted(ids))
            while some := list(islice(left, TOGETHER)):
                rows = snapshot.named(self._options.tickets, some)
                there = {word(row["id"]) for row in rows}
                gone = tuple(Gone(ticket_id=id_, why="deleted", at=now) for id_ in some if id_ not in there)
                yield replace(self._whole(snapshot, rows, now), gone=gone)

    def _whole(self, snapshot: Snapshot, rows: Sequence[Row], now: datetime) -> Batch:
        """Return what tickets tell beside a poll; without history the next poll tells what became of known ones."""
        if self._options.history is not None:
            return self._told(snapshot, rows, LastSeen(), Look(at=now))[0]
        batch, after = self._told(snapshot, rows, self._seen, Look(at=now), compared=False)
        if not self._options.compare:
            ids = [ticket.id for ticket in batch.tickets]
            self._doubted.update(id_ for id_ in ids if self._seen.of(id_) not in (None, after.of(id_)))
        return batch

    def census(self, limits: Limits, *, open_only: bool) -> Iterator[Stamp]:
        """Tell which tickets there are, closed ones too."""
        del open_only
        with self._database.snapshot(limits.seconds) as snapshot:
            there = snapshot.columns(self._options.tickets)
            names = [name for name in ("id", "updated_at", "status") if name in there]
            for row in snapshot.every(self._options.tickets, names):
                if row["id"] is not None:
                    yield Stamp(
                        id=ticket_id(row),
                        updated_at=self._instant(row.get("updated_at")),
                        status=word(row.get("status")),
                    )

    def close(self) -> None:
        """Nothing is kept open between polls."""

    def _reader(self) -> Reader:
        salt = self._options.people_salt
        person = pseudonyms(salt.reveal() if salt else None)
        return Reader(time=self._times.read, person=person, people=frozenset(self._options.people))

    def _changed(self, snapshot: Snapshot, position: Position, now: datetime) -> Iterator[Sequence[Row]]:
        if self._options.compare:
            yield from self._all(snapshot)
            return
        if "updated_at" not in snapshot.columns(self._options.tickets):
            raise FatalSourceError("the query tickets gives no updated_at; add it, or write compare: true")
        since = position.last
        if since is not None:
            since = self._times.before(since, self._options.lag, now=now)
        yield from self._in_order(snapshot, since, position.reached)

    def _since(self, snapshot: Snapshot, since: datetime, now: datetime) -> Iterator[Sequence[Row]]:
        """Yield the tickets that changed since an instant, all where that can't be asked."""
        if self._options.compare:
            yield from self._all(snapshot)
            return
        newest = snapshot.greatest(self._options.tickets, "updated_at")
        at = self._instant(newest)
        if at is not None and at >= since:
            seconds = int((at - since).total_seconds())
            yield from self._in_order(snapshot, self._times.before(newest, seconds, now=now), None)

    def _in_order(self, snapshot: Snapshot, since: Raw | None, after: Sequence[Any] | None) -> Iterator[Sequence[Row]]:
        return snapshot.pages(self._options.tickets, order=("updated_at", "id"), since=since, after=after)

    def _after(self, position: Position, rows: Sequence[Row]) -> Position:
        """Return the position once rows were told; times after its beginning, or unreadable ones, do not move it on."""
        if self._options.compare:
            return position
        raws = [row["updated_at"] for row in rows]
        past = [
            raw for raw in raws if (at := self._instant(raw)) is not None and position.began and at <= position.began
        ]
        told = [each for each in (position.last, *past) if each is not None]
        # By the instant: a database that has no types may mix numbers and texts. Of one instant the last one counts.
        greatest = max(told, key=lambda raw: (self._times.read(raw), isinstance(raw, str), raw), default=None)
        return replace(position, last=greatest, reached=(raws[-1], rows[-1]["id"]))

    def _all(self, snapshot: Snapshot) -> Iterator[Sequence[Row]]:
        return snapshot.pages(self._options.tickets, order=("id",))

    def _instant(self, raw: Any) -> datetime | None:  # noqa: ANN401  whatever a driver returns
        try:
            return self._times.read(raw)
        except ValueError:
            return None

    def _told(
        self, snapshot: Snapshot, rows: Sequence[Row], seen: LastSeen, look: Look, *, compared: bool = True
    ) -> tuple[Batch, LastSeen]:
        """Return what rows tell, and how their tickets stand, where that is needed to see the next change."""
        reader, tickets, told, bad, kept = self._reader(), [], list[Event](), list[BadRow](), list[Seen]()
        lives = self._lives(snapshot, self._fresh(rows, seen, reader) if compared else rows)
        for life in lives:
            try:
                ticket = reader.ticket(life.row)
                now = Seen(
                    id=ticket.id,
                    created_at=ticket.created_at,
                    fields=reader.fields(life.row),
                    changed_at=ticket.updated_at,
                )
                before = seen.of(now.id)
                if before is not None and not compared:
                    before = now.fields
                happened = [*self._events(life, reader, now, before, look)]
            except SkippableRow as error:
                bad.append(BadRow(row_id=error.row_id, reason=str(error), sha256=digest(life.row)))
                continue
            told += happened
            tickets.append(ticket)
            kept.append(now)
        after = seen.after(*kept) if self._compares else seen
        return Batch(cursor=None, tickets=tuple(tickets), events=tuple(told), bad=tuple(bad)), after

    @property
    def _compares(self) -> bool:
        return self._options.compare or self._options.history is None

    def _fresh(self, rows: Sequence[Row], seen: LastSeen, reader: Reader) -> Sequence[Row]:
        """Return the rows in which something may be new; a stamp tells of new messages, too."""
        if not self._compares or (not self._options.compare and (self._options.comments or self._options.links)):
            return rows
        return [row for row in rows if word(row.get("id")) is None or seen.of(ticket_id(row)) != reader.fields(row)]

    def _events(
        self, life: Life, reader: Reader, now: Seen, before: Mapping[str, str] | None, look: Look
    ) -> Iterator[Event]:
        if self._options.history is not None:
            yield from events(life, reader, reader.ticket(life.row))
            return
        yield from derived(now, before, look)
        yield from reader.messages(life.messages)
        yield from reader.links(life.links)

    def _lives(self, snapshot: Snapshot, rows: Sequence[Row]) -> Iterator[Life]:
        ids = [row["id"] for row in rows if row.get("id") is not None]
        parts = [
            self._by_ticket(snapshot, query, ids)
            for query in (self._options.history, self._options.comments, self._options.links)
        ]
        for row in rows:
            changes, messages, links = (part.get(word(row.get("id")), ()) for part in parts)
            yield Life(row=row, changes=changes, messages=messages, links=links)

    def _by_ticket(
        self, snapshot: Snapshot, query: str | None, ids: Sequence[Any]
    ) -> Mapping[str | None, Sequence[Row]]:
        found: defaultdict[str | None, list[Row]] = defaultdict(list)
        if query is not None:
            for first in range(0, len(ids), TOGETHER):
                for row in snapshot.of(query, "ticket_id", ids[first : first + TOGETHER]):
                    found[word(row["ticket_id"])].append(row)
        return found
