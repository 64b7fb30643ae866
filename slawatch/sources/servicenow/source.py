"""ServiceNow as a source: a feed a table, and one of their SLAs."""

import base64
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import TOGETHER, ChangeFeed
from slawatch.ingest.desk import Desk
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.oauth import BearerTokens, client_credentials, password
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Batch, Caps, Check, Gone, Limits, RequestObserver
from slawatch.ingest.telling import batch
from slawatch.sources.servicenow.checks import findings
from slawatch.sources.servicenow.deletions import deletions
from slawatch.sources.servicenow.desk import TableDesk
from slawatch.sources.servicenow.names import Names
from slawatch.sources.servicenow.options import Options
from slawatch.sources.servicenow.rest import Instance
from slawatch.sources.servicenow.rows import row_id
from slawatch.sources.servicenow.sla_desk import SLA, SlaDesk
from slawatch.sources.servicenow.tables import REFERENCES, table

CHECK_SECONDS: Final = 60.0
LAG: Final = 30
"""Seconds from the stamp of a change until it can be read: a transaction is committed, a replica follows."""
METRICS_LAG: Final = 180
"""Metrics are written by a queue of events behind the change."""

Headers = Callable[[], Mapping[str, str]]


class ServiceNow(ChangeFeed):
    """Tells what happened in one ServiceNow instance."""

    kind = "servicenow"
    caps = Caps(
        history="full",
        delta="time_id",
        grain=1,
        lag=LAG,
        public_replies=True,
        native_sla=True,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options = options
        endpoint = Endpoint(
            url=options.url,
            credentials=_credentials(options, clock=clock, observer=observer),
            allow_http=options.allow_http,
        )
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)
        if options.history == "metrics":
            self.caps = replace(self.caps, history="partial", lag=METRICS_LAG)
        self.caps = replace(self.caps, native_sla=options.slas)

    def check(self) -> Check:
        """Return who the account is, what it sees, and whether the instance's filters can be relied on."""
        instance = Instance(self._http, Budget(CHECK_SECONDS, self._clock))
        return findings(instance, self._options, self._tables(instance))

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the tables, then their SLAs."""
        instance = Instance(self._http, budget)
        desks = self._tables(instance)
        if not self._options.slas:
            return desks
        return {**desks, SLA: SlaDesk(instance, desks, page_size=self._options.page_size)}

    def hydrate(self, ids: Collection[str], limits: Limits) -> Iterator[Batch]:
        """Tell named tickets whole; a sys_id does not say in which table it is."""
        instance = Instance(self._http, Budget(limits.seconds, self._clock))
        desks, left = self._tables(instance), sorted(ids)
        at = instance.server_time(self._options.tables[0])
        for first in range(0, len(left), TOGETHER):
            some = left[first : first + TOGETHER]
            for desk in desks.values():
                rows = desk.named(some)
                yield batch(desk, rows)
                some = sorted(set(some) - set(map(row_id, rows)))
            told = deletions(instance, some)
            gone = tuple(Gone(ticket_id=id_, why="deleted", at=told.get(id_, at)) for id_ in some)
            yield Batch(cursor=None, gone=gone)

    def _tables(self, instance: Instance) -> Mapping[str, TableDesk]:
        options = self._options
        names = Names(instance, {**REFERENCES, **options.references})
        person = pseudonyms(options.people_salt.reveal() if options.people_salt else None)
        more = (*options.fields, *options.references)
        return {
            name: TableDesk(instance, options, table(name, more=more), names=names, person=person)
            for name in options.tables
        }


def _credentials(options: Options, *, clock: Clock, observer: RequestObserver) -> Headers:
    """Return what makes the headers of the way in that was chosen; secrets are read when they are sent."""
    if (key := options.api_key) is not None:
        return lambda: {"x-sn-apikey": key.reveal()}
    if options.client_id is None:
        return lambda: _basic(options)
    url = f"{options.url}/oauth_token.do"
    return BearerTokens(url, lambda: _form(options), clock=clock, observer=observer, allow_http=options.allow_http)


def _basic(options: Options) -> Mapping[str, str]:
    secret = options.password.reveal() if options.password else ""
    pair = base64.b64encode(f"{options.username}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _form(options: Options) -> Mapping[str, str]:
    client, secret = options.client_id or "", options.client_secret.reveal() if options.client_secret else ""
    if options.username is None:
        return client_credentials(client, secret)
    own = options.password.reveal() if options.password else ""
    return password(client, secret, username=options.username, password=own)
