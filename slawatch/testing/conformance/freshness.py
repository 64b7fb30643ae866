"""How long a change takes to be stored, and to be known as all there was: a source, its fake, a clock by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from slawatch.runtime.poller import Poller
from slawatch.testing.conformance.bench import Bench, bench, stories
from slawatch.testing.conformance.system import Subject

BEFORE_THE_POLL: Final = (55, 40, 20, 1)
"""Seconds between a change and the poll that follows it, one after the other."""
_LATE_POLLS: Final = 20
"""After which a change that is not stored yet is lost."""


@dataclass(slots=True)
class Freshness:
    """Seconds by change, in the order of the changes."""

    stored: list[int] = field(default_factory=list)
    """Until the store had it."""
    known: list[int] = field(default_factory=list)
    """Until the watermark said that everything up to it was told: figures count it from then on."""
    requests: float = 0.0
    """What a poll asked, on average."""


def freshness(subject: Subject, *, changes: int = 12, every: int = 60) -> Freshness:
    """Return what becomes of so many changes with a poll so often (seconds), some time before each poll.

    AssertionError where one is never stored, or where the watermark passes one that is not stored.
    """
    with bench(subject) as at:
        tickets = [at.system.create() for _ in range(changes)]
        at.tick(every)
        poller = at.poller()
        at.poll(poller)
        at.tick(every)
        at.poll(poller)
        asked = at.asked
        measured = _Measured(at, poller, every)
        for nth, ticket in enumerate(tickets):
            measured.change(ticket, before=BEFORE_THE_POLL[nth % len(BEFORE_THE_POLL)])
        measured.wait()
        measured.found.requests = (at.asked - asked) / measured.polls
        return measured.found


class _Measured:
    def __init__(self, at: Bench, poller: Poller, every: int) -> None:
        self.found, self.polls = Freshness(), 0
        self._at, self._poller, self._every = at, poller, every
        self._made: list[tuple[str, datetime]] = []

    def change(self, ticket: str, *, before: int) -> None:
        """Let an agent solve a ticket so many seconds before the next poll."""
        self._at.tick(self._every - before)
        self._at.system.set_status(ticket, "solved")
        self._made.append((ticket, self._at.clock.now()))
        self._at.tick(before)
        self._poll()

    def wait(self) -> None:
        """Poll until every change is known."""
        for _ in range(_LATE_POLLS):
            if len(self.found.known) == len(self._made):
                return
            self._at.tick(self._every)
            self._poll()
        raise AssertionError(f"not known after {_LATE_POLLS} polls: {self._made[len(self.found.known) :]}")

    def _poll(self) -> None:
        self.polls += 1
        poll, now = self._at.poll(self._poller), self._at.clock.now()
        assert poll.result == "success", f"{poll.result} {poll.error}"
        told = stories(self._at.store)
        for ticket, at in self._made[len(self.found.stored) :]:
            if not any(each.what == "status" for each in told.get(ticket, ())):
                break
            self.found.stored.append(_seconds(at, now))
        for _, at in self._made[len(self.found.known) :]:
            if poll.watermark is None or poll.watermark < at:
                break
            assert len(self.found.stored) > len(self.found.known), "the watermark passes a change that is not stored"
            self.found.known.append(_seconds(at, now))


def _seconds(since: datetime, now: datetime) -> int:
    return round((now - since).total_seconds())


def middle(seconds: Sequence[int]) -> int:
    """Return the median, of an even number the higher."""
    return sorted(seconds)[len(seconds) // 2]
