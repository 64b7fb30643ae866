"""A Jira to ask, and what the source tells of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import pytest
from jira_subject import VARIABLE, source

from slawatch.ingest.source import Batch, Check, Limits
from slawatch.model.event import Event
from slawatch.model.ticket import Ticket
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import Asked, FaultyServer, Reply
from slawatch.testing.systems.jira import PAT, TOKEN, USER, JiraSystem


@dataclass(kw_only=True)
class Reading:
    """One source at work on one Jira."""

    system: JiraSystem
    server: FaultyServer
    clock: ManualClock
    options: Mapping[str, object]
    cursor: str | None = None
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source = source(self.server.url, self.clock, **self.options)

    def poll(self) -> list[Batch]:
        del self.server.asked[:]
        batches = list(self.source.poll(self.cursor, Limits()))
        self.cursor = batches[-1].cursor
        return batches

    def point_at(self, url: str) -> None:
        self.source = source(url, self.clock, **self.options)

    def check(self) -> Check:
        return self.source.check()

    def hydrate(self, *ids: str) -> list[Batch]:
        return list(self.source.hydrate(ids, Limits()))

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.system.now = self.clock.now()

    def paths(self) -> list[str]:
        return [urlsplit(each.path).path for each in self.server.asked]

    def params(self, path: str) -> list[dict[str, str]]:
        asked = (urlsplit(each.path) for each in self.server.asked)
        return [dict(parse_qsl(url.query)) for url in asked if url.path == path]


def events(batches: Sequence[Batch]) -> list[Event]:
    return sorted((event for batch in batches for event in batch.events), key=lambda each: (each.at, each.order))


def tickets(batches: Sequence[Batch]) -> list[Ticket]:
    return [ticket for batch in batches for ticket in batch.tickets]


@contextmanager
def reading(monkeypatch: pytest.MonkeyPatch, *, cloud: bool = True, **options: object) -> Iterator[Reading]:
    monkeypatch.setenv(VARIABLE, TOKEN if cloud else PAT)
    system = JiraSystem(cloud=cloud)
    clock = ManualClock(system.now)
    told = {"user": USER, **options} if cloud else options

    def answer(asked: Asked) -> Reply:
        return system.answer(asked)

    with FaultyServer(answer) as server:
        made = Reading(system=system, server=server, clock=clock, options=told)
        yield made
        made.source.close()
