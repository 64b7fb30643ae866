"""An API that tells histories, read through the frame of sources that are asked what changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk, Row, Told
from slawatch.ingest.http import HttpClient
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Caps, Check, Stamp
from slawatch.sources.rest.api import Api
from slawatch.sources.rest.checks import findings
from slawatch.sources.rest.history import events
from slawatch.sources.rest.listing import pages
from slawatch.sources.rest.options import Options
from slawatch.sources.rest.rows import Reading

CHECK_SECONDS: Final = 60.0


class RestDesk(Desk):
    """The tickets of an API, in the order of their last change."""

    def __init__(self, api: Api, reading: Reading) -> None:
        self._api, self._reading = api, reading
        self.shape = Shape(required=frozenset())

    def server_time(self) -> datetime:
        """Return the server's own clock."""
        return self._api.server_time()

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages of the tickets that changed at that instant or later."""
        return pages(self._api, self._reading, since)

    def newest(self) -> Stamp | None:
        """Return the ticket that changed last."""
        row = self._api.newest()
        return None if row is None else self.stamp(row)

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and status."""
        return self._reading.stamp(row)

    def told(self, row: Row) -> Told:
        """Return a ticket with its history."""
        ticket, history = self._reading.ticket(row), self._reading.options.history
        entries = self._api.entries(ticket.id)
        return Told(ticket=ticket, events=() if history is None else events(row, entries, self._reading, history))

    def row(self, id_: str) -> Row:
        """Return a ticket's row by its id."""
        return self._api.single(id_)


class RestFeed(ChangeFeed):
    """An API with a filter by last change, single tickets and histories."""

    kind = "rest"

    def __init__(self, options: Options, reading: Reading, http: HttpClient, *, caps: Caps, clock: Clock) -> None:
        super().__init__(http, clock=clock)
        self._options, self._reading, self.caps = options, reading, caps

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the one feed that there is."""
        return {"tickets": RestDesk(Api(self._http, self._options, budget), self._reading)}

    def check(self) -> Check:
        """Ask who we are, what time it is there, and whether the filter filters."""
        return findings(
            Api(self._http, self._options, Budget(CHECK_SECONDS, self._clock)), self._reading, self._clock.now()
        )
