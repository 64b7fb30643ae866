"""An API without histories: two looks at its tickets are compared."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError, SkippableRow
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import AbsentError
from slawatch.ingest.http import HttpClient, HttpStatusError
from slawatch.ingest.misread import understood
from slawatch.ingest.overlap import overlap
from slawatch.ingest.quarantine import bad_row
from slawatch.ingest.snapshot import LastSeen, Look, Seen, derived
from slawatch.ingest.source import BadRow, Batch, Caps, Check, Cursor, Gone, Limits, Stamp
from slawatch.model.event import Event
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.ticket import Ticket
from slawatch.sources.rest.api import Api
from slawatch.sources.rest.checks import findings
from slawatch.sources.rest.listing import changed_at, pages
from slawatch.sources.rest.options import Options
from slawatch.sources.rest.rows import Reading, Row

CHECK_SECONDS: Final = 60.0
CENSUS_SECONDS: Final = 600.0
WHOLE_EVERY: Final = timedelta(hours=1)
"""Between two looks at all tickets, where the polls between ask only for what changed."""
ABSENT: Final = frozenset({404, 410})
FORBIDDEN: Final = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a cursor holds: how the tickets were, and when all of them were looked at last."""

    seen: LastSeen = field(default_factory=LastSeen)
    whole_at: datetime | None = None

    @classmethod
    def read(cls, cursor: Cursor | None) -> Self:
        """Return what a cursor holds; None is the beginning."""
        if cursor is None:
            return cls()
        try:
            held = json.loads(cursor)
            whole = held["whole"]
            return cls(seen=LastSeen.read(held["seen"]), whole_at=None if whole is None else from_epoch(whole))
        except (ValueError, KeyError, TypeError) as error:
            raise FatalSourceError("the cursor is none of this source; give it another id to begin anew") from error

    def cursor(self) -> Cursor:
        """Return it as text."""
        whole = None if self.whole_at is None else epoch(self.whole_at)
        return json.dumps({"seen": self.seen.text(), "whole": whole})


@understood
class RestLooks:
    """An API that shows how tickets are, and not how they were."""

    kind = "rest"

    def __init__(self, options: Options, reading: Reading, http: HttpClient, *, caps: Caps, clock: Clock) -> None:
        self._options, self._reading, self._http, self._clock = options, reading, http, clock
        self.caps = caps

    def check(self) -> Check:
        """Ask who we are, what time it is there, and whether the filter filters."""
        return findings(self._api(CHECK_SECONDS), self._reading, self._clock.now())

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell what became of the tickets since the look before."""
        api, state = self._api(limits.seconds), State.read(cursor)
        began = api.server_time()
        since = self._since(state, began)
        look = Look(at=began, before=state.seen.at, grain=self.caps.grain)
        for rows in pages(api, self._reading, since):
            telling = _Telling(self._reading, state.seen, look).told(self._until(began, rows))
            state = replace(state, seen=state.seen.after(*telling.seen))
            # A first reading that breaks off begins anew: a cursor with each of its pages would grow beyond use.
            yield telling.batch(None if cursor is None else state.cursor())
        whole = began if since is None else state.whole_at
        state = State(seen=state.seen.after(at=began), whole_at=whole)
        yield Batch(cursor=state.cursor(), complete_through=began - timedelta(seconds=self.caps.lag))

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:
        """Tell nothing: changes are seen by comparing, and every hour a poll looks at all tickets."""
        del since, limits
        yield from ()

    def hydrate(self, ids: Collection[str], limits: Limits) -> Iterator[Batch]:
        """Tell which of named tickets there are; what happened to them is told by the next look at all of them."""
        api = self._api(limits.seconds)
        at = api.server_time()
        rows = self._named(api, ids)
        bad, tickets, gone = [], [], []
        for id_ in sorted(ids):
            found = rows.get(id_)
            if isinstance(found, Gone):
                gone.append(replace(found, at=at))
            elif found is None:
                gone.append(Gone(ticket_id=id_, why="deleted", at=at))
            else:
                try:
                    tickets.append(self._reading.ticket(found))
                except SkippableRow as error:
                    bad.append(_bad(found, error))
        yield Batch(cursor=None, tickets=tuple(tickets), gone=tuple(gone), bad=tuple(bad))

    def census(self, limits: Limits, *, open_only: bool) -> Iterator[Stamp]:
        """Tell which tickets there are, the closed ones too."""
        del open_only
        for rows in pages(self._api(limits.seconds), self._reading, None):
            yield from map(self._reading.stamp, rows)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _api(self, seconds: float) -> Api:
        return Api(self._http, self._options, Budget(seconds, self._clock))

    def _since(self, state: State, began: datetime) -> datetime | None:
        """Return from when on tickets are asked for, None: all of them."""
        if self._options.list.since is None or state.seen.at is None or state.whole_at is None:
            return None
        if not state.whole_at <= began < state.whole_at + WHOLE_EVERY:
            return None
        return state.seen.at - overlap(self.caps, clock_skew_seconds=self._http.clock_skew_seconds)

    def _until(self, began: datetime, rows: Sequence[Row]) -> Sequence[Row]:
        """Return rows without those that changed after the look began: the next one tells them, at their time."""
        return [row for row in rows if (at := changed_at(row, self._reading)) is None or at <= began]

    def _named(self, api: Api, ids: Collection[str]) -> Mapping[str, Row | Gone]:
        """Return rows by id, asked for one by one, or picked out of the list where that is all there is."""
        if self._options.detail is None:
            return {self._reading.id(row): row for rows in pages(api, self._reading, None) for row in rows}
        return {id_: self._single(api, id_) for id_ in sorted(ids)}

    def _single(self, api: Api, id_: str) -> Row | Gone:
        try:
            return api.single(id_)
        except AbsentError as error:
            return Gone(ticket_id=id_, why=error.why, at=self._clock.now())
        except HttpStatusError as error:
            if error.status not in {*ABSENT, FORBIDDEN}:
                raise
            at = self._clock.now()
            return Gone(ticket_id=id_, why="forbidden" if error.status == FORBIDDEN else "deleted", at=at)


@dataclass(slots=True)
class _Telling:
    """What one page of a look tells."""

    reading: Reading
    before: LastSeen
    look: Look
    seen: list[Seen] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def told(self, rows: Sequence[Row]) -> Self:
        for row in rows:
            try:
                self._tell(row)
            except SkippableRow as error:
                self.bad.append(_bad(row, error))
        return self

    def batch(self, cursor: Cursor | None) -> Batch:
        return Batch(
            cursor=cursor,
            tickets=tuple(self.tickets),
            events=tuple(self.events),
            bad=tuple(self.bad),
            more=True,
        )

    def _tell(self, row: Row) -> None:
        ticket = self.reading.ticket(row)
        seen = Seen(
            id=ticket.id, created_at=ticket.created_at, fields=self.reading.fields(row), changed_at=ticket.updated_at
        )
        before = self.before.of(ticket.id)
        if before == seen.fields:
            return
        self.seen.append(seen)
        self.tickets.append(ticket)
        self.events.extend(self._first(seen) if before is None else derived(seen, before, self.look))

    def _first(self, seen: Seen) -> Iterator[Event]:
        """Yield what a ticket that was never seen went through: it was hardly made with the status it has now."""
        initial = self.reading.options.ticket.initial_status
        changed = seen.changed_at is not None and seen.changed_at > seen.created_at
        if initial is None and not changed:
            yield from derived(seen, None, self.look)
            return
        fields = {name: value for name, value in seen.fields.items() if name != "status"}
        made = fields if initial is None else {**fields, "status": initial}
        yield from derived(replace(seen, fields=made), None, self.look)
        yield from derived(seen, made, replace(self.look, before=None))


def _bad(row: Any, error: SkippableRow) -> BadRow:  # noqa: ANN401  whatever was sent
    return bad_row(error.row_id, str(error), json.dumps(row, sort_keys=True, default=str).encode())
