"""People at work in a fake system, as the checks need them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from random import Random
from typing import Final

from slawatch.testing.clock import ManualClock
from slawatch.testing.conformance.bench import Bench
from slawatch.testing.http_faults import Asked, Reply, truncated_json

MOST_ENDED: Final = 15
"""Tickets that end in one interleaving: a census that misses twenty, and most, is distrusted, and rightly so."""


class Hurrying(ManualClock):
    """A clock of which every look takes three seconds, so that deadlines come soon."""

    def monotonic(self) -> float:
        """Return seconds since the clock was made, three more each time."""
        self.advance(3)
        return super().monotonic()


class Desk:
    """People at work, and a server that fails now and then; a function of the seed."""

    def __init__(self, at: Bench, *, seed: int) -> None:
        self._at, self._draw = at, Random(seed)  # noqa: S311  nobody is to be surprised
        self._there = [at.system.create() for _ in range(6)]
        self._words = cycle(("open", "solved"))
        self._late: list[tuple[str, Callable[[], None]]] = []
        self._ended = 0

    def work(self) -> None:
        """Do what is done between two requests."""
        system, ticket = self._at.system, self._draw.choice(self._there)
        strokes: list[Callable[[], object]] = [
            *[lambda: None] * 12,
            *[lambda: system.set_status(ticket, next(self._words))] * 4,
            lambda: system.reply(ticket),
            lambda: system.note(ticket),
            lambda: self._there.append(system.create()),
            lambda: self._end(ticket),
            lambda: self._begin(ticket),
            self.finish,
        ]
        self._draw.choice(strokes)()
        self._at.tick(self._draw.choice((0, 0, 0, 1)))

    def fail(self, _nth: int, _asked: Asked) -> Reply | None:
        """Answer one request in thirty with a fault."""
        faults = (Reply(status=500), Reply(status=429), Reply(reset=True), truncated_json())
        return self._draw.choice(faults) if self._draw.random() < 1 / 30 else None

    def finish(self) -> None:
        """Make visible what was begun."""
        for ticket, show in self._late:
            show()
            self._there.append(ticket)
        self._late.clear()

    def _begin(self, ticket: str) -> None:
        """Begin a change that is seen later; nobody else can change the ticket until then."""
        if len(self._there) >= 5:
            self._there.remove(ticket)
            self._late.append((ticket, self._at.system.late(ticket, next(self._words))))

    def _end(self, ticket: str) -> None:
        if len(self._there) < 5 or self._ended == MOST_ENDED:
            return
        self._ended += 1
        self._there.remove(ticket)
        if self._draw.random() < 0.5:
            self._at.system.delete(ticket)
        else:
            self._at.system.merge(ticket, self._draw.choice(self._there))


def work(at: Bench, *, tickets: int) -> None:
    """Let tickets be made, opened, noted on and answered."""
    for _ in range(tickets):
        ticket = at.system.create()
        at.tick(5)
        at.system.set_status(ticket, "open")
        at.system.note(ticket)
        at.tick(5)
        at.system.reply(ticket)


def endless(tickets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield changes of status without an end, round after round: a ticket and the word that it did not have before."""
    for word in cycle(("open", "solved")):
        yield from ((ticket, word) for ticket in tickets)


def block(at: Bench, *, pages: int) -> None:
    """Let so many pages of tickets be made, one a second."""
    for _ in range(pages * at.subject.page):
        at.system.create()
        at.tick(1)


def hours_of_work(at: Bench, *, hours: int) -> None:
    """Let another ticket be made every ten minutes and poll as often; a refusal is as good as a right reading."""
    poller = at.poller()
    for _ in range(6 * hours):
        if at.refused(at.poll(poller)):
            return
        at.tick(590)
        at.system.create()
        at.tick(10)
    at.poll(poller)
    at.agree()
