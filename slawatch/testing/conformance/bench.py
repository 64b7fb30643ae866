"""A source at work on its fake: a server, a clock, a store and the daemon's own poller."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from slawatch.clock import Clock
from slawatch.model.event import Event, EventType
from slawatch.runtime.poller import Poll, Poller
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.conformance.forgetful import require_but_for_order, require_plausible, require_told_before
from slawatch.testing.conformance.premises import Premises, premises
from slawatch.testing.conformance.system import Happening, Story, Subject, System
from slawatch.testing.http_faults import Asked, Reply
from slawatch.testing.wire import short_cut

NAME: Final = "subject"
START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
MOST_REQUESTS: Final = 2_000
"""What a source may ask during most checks; those of the kinds that are here ask up to a thousand."""
HOUR: Final = 3_600
DAY: Final = 86_400
_TOLD: Final = {
    EventType.CREATED: "created",
    EventType.STATUS: "status",
    EventType.PUBLIC_REPLY: "public_reply",
    EventType.PRIVATE_NOTE: "private_note",
}

Fault = Callable[[int, Asked], Reply | None]
"""Given how many requests came before: what is answered in the place of the system; None: nothing is."""


class Bench:
    """One source, one system and one store; what the suite asserts about them."""

    def __init__(self, subject: Subject, premises: Premises, *, start: datetime = START) -> None:
        self.subject = subject
        self.clock = ManualClock(start)
        self.system: System = subject.system()
        self.skew = timedelta()
        """How far the system's clock is before ours."""
        self.fault: Fault = lambda _nth, _asked: None
        self.before_answer: Callable[[], None] = lambda: None
        self.asked = 0
        self.most_requests = MOST_REQUESTS
        """After so many the server breaks down: a source that never ends is stopped."""
        self._premises = premises
        self._store = premises.store("polled")
        premises.server.say(self._answer)
        self.tick()

    @property
    def url(self) -> str:
        """The server's address."""
        return self._premises.server.url

    @property
    def store(self) -> SqlStore:
        """The store that is filled poll by poll."""
        return self._store

    def tick(self, seconds: float = 0) -> None:
        """Let time pass for everybody."""
        self.clock.advance(seconds)
        self.system.now = self.clock.now() + self.skew

    def poller(self, *, clock: Clock | None = None) -> Poller:
        """Return a poller as a daemon that has just started has one."""
        clock = clock or self.clock
        return Poller(
            name=NAME, source=self.subject.source(self.url, clock), store=self.store, clock=clock, config_hash="options"
        )

    def poll(self, poller: Poller | None = None) -> Poll:
        """Poll once."""
        return (poller or self.poller()).poll()

    def settle(self) -> Poll:
        """Let a day go by in which nothing happens and nothing fails: a re-scan, a census, and what confirms it."""
        self.fault = lambda _nth, _asked: None
        self.before_answer = lambda: None
        poller = self.poller()
        last = self.poll(poller)
        for seconds in (HOUR, DAY, HOUR):
            self.tick(seconds)
            last = self.poll(poller)
        return last

    def agree(self) -> None:
        """Require that the store tells what the system's own log tells, and what a full reading tells."""
        truth, ended = self.system.stories(), self.system.ended()
        stored = stories(self.store)
        living = {id_: story for id_, story in truth.items() if id_ not in ended}
        self._require({id_: story for id_, story in stored.items() if id_ not in ended}, living)
        alive = {each.id for each in self.store.standings(NAME) if not self._is_over(each.gone, each.status)}
        assert not alive & ended, f"these are gone and still open in the store: {sorted(alive & ended)}"
        full = self._premises.store("full")
        poll = replace(self.poller(), store=full).poll(afresh=True)
        assert poll.result == "success", f"a full reading fails after {self.asked} requests: {poll.error}"
        kept, read = (_events(store, living) for store in (self.store, full))
        require_told_before(kept, read)
        assert kept == read or not self.subject.remembers, (
            f"a full reading tells other events: {sorted(kept.items() ^ read.items())[:4]}"
        )

    @property
    def _require(self) -> Callable[[Mapping[str, Story], Mapping[str, Story]], None]:
        if not self.subject.remembers:
            return require_plausible
        return _require_equal if self.subject.orders_seconds else require_but_for_order

    def without_sockets(self) -> AbstractContextManager[None]:
        """Hand requests over directly."""
        return short_cut(self.url, self._answer)

    def refused(self, poll: Poll) -> bool:
        """Tell whether a poll ended because somebody must act first, with a reason that says so."""
        return poll.result == "fatal" and bool(poll.error) and "fault of the program" not in poll.error

    def _is_over(self, gone: bool, status: str | None) -> bool:  # noqa: FBT001  of a standing
        return gone or status in self.subject.ended_words

    def _answer(self, asked: Asked) -> Reply:
        self.asked += 1
        if self.asked > self.most_requests:
            return Reply(status=500)
        self.before_answer()
        self.tick()
        return self.fault(self.asked - 1, asked) or self.system.answer(asked)


@contextmanager
def bench(subject: Subject, *, start: datetime = START) -> Iterator[Bench]:
    """Set everything up and clear it away; a source that asks with the library requests is answered without sockets."""
    with over_sockets(subject, start=start) as at, at.without_sockets():
        yield at


@contextmanager
def over_sockets(subject: Subject, *, start: datetime = START) -> Iterator[Bench]:
    """Set everything up for a check of which connections are a part, and clear it away."""
    with (
        _environment(subject.environment),
        premises() as taken,
    ):
        yield Bench(subject, taken, start=start)


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def stories(store: SqlStore) -> Mapping[str, Story]:
    """Return what a store tells of every ticket, in the words of the suite."""
    told: dict[str, list[tuple[datetime, int, Happening]]] = {}
    for event in _newest(store).values():
        if event.type in _TOLD:
            happening = Happening(event.at, _TOLD[event.type], _word(event))
            told.setdefault(event.ticket_id, []).append((event.at, event.order, happening))
    return {id_: tuple(happening for *_, happening in sorted(rows)) for id_, rows in told.items()}


def _word(event: Event) -> str:
    if event.type is EventType.CREATED:
        return event.fields.get("status", "")
    return event.new or "" if event.type is EventType.STATUS else ""


def _newest(store: SqlStore) -> dict[tuple[str, str], Event]:
    """Return events by ticket and identity, each in its last version."""
    return {(each.event.ticket_id, each.event.identity()): each.event for each in store.events(NAME)}


def _events(store: SqlStore, living: Mapping[str, Story]) -> dict[tuple[str, str], str]:
    """Return the events of living tickets but for what the store itself concluded."""
    return {key: repr(event) for key, event in _newest(store).items() if key[0] in living and not _concluded(event)}


def _concluded(event: Event) -> bool:
    return (event.native_id or "").startswith(("gone:", "back:"))


def _require_equal(stored: Mapping[str, Story], truth: Mapping[str, Story]) -> None:
    assert stored.keys() == truth.keys(), (
        f"missing in the store: {sorted(truth.keys() - stored.keys())[:9]}, "
        f"never there: {sorted(stored.keys() - truth.keys())[:9]}"
    )
    other = [id_ for id_, story in truth.items() if stored[id_] != story]
    assert not other, f"ticket {other[0]} is stored as {stored[other[0]]} and was {truth[other[0]]}"
