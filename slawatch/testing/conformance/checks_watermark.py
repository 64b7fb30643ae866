"""Whether a watermark claims only what is stored, however much people work while a source is read."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice, repeat
from typing import Final

from slawatch.runtime.poller import Poll, Poller
from slawatch.testing.conformance.bench import Bench, bench, stories
from slawatch.testing.conformance.registry import check
from slawatch.testing.conformance.system import Happening, Subject
from slawatch.testing.conformance.work import block, endless

LATEST: Final = timedelta(minutes=5)
"""How far behind the beginning of a poll its watermark may be: systems show a change some time after it."""


@check
def work_without_end(subject: Subject) -> None:
    """A ticket changes with every request: a poll ends all the same, and knows what was before it."""
    for began, watermark in _amid_work(subject, pages=8, changes=1, polls=4):
        assert watermark is not None, "nothing is said to be known"
        assert watermark >= began - LATEST, f"known up to {watermark} only, begun at {began}"


@check
def more_work_than_can_be_read(subject: Subject) -> None:
    """Tickets change faster than they can be read: what is told is told, and no more is said to be known."""
    _amid_work(subject, pages=4, changes=2, polls=2)


@check
def changed_again_while_it_is_read(subject: Subject) -> None:
    """Tickets change before a poll and again amid it: the earlier change is told before it is said to be known."""
    with bench(subject) as at:
        block(at, pages=3)
        poller, tickets = at.poller(), sorted(at.system.stories())
        at.poll(poller)
        for amid in range(2, 9):
            at.before_answer = lambda: None
            at.tick(400)
            for ticket in tickets:
                at.system.set_status(ticket, "open")
                at.tick(1)
            at.tick(200)
            strokes = chain(repeat(None, amid), tickets)
            at.before_answer = _at_work(at, partial(_solve, at, strokes, subject.page))
            _require_known(at, at.poll(poller))
        at.settle()
        at.agree()


def _amid_work(subject: Subject, *, pages: int, changes: int, polls: int) -> Sequence[tuple[datetime, datetime | None]]:
    """Return when polls began and their watermarks, while so many tickets change with every request."""
    with bench(subject) as at:
        block(at, pages=pages)
        poller, strokes = at.poller(), endless(sorted(at.system.stories()))
        at.poll(poller)

        def hurry() -> None:
            for ticket, word in islice(strokes, changes):
                at.system.set_status(ticket, word)

        at.before_answer = _at_work(at, hurry)
        found = [_polled(at, poller) for _ in range(polls)]
        at.settle()
        at.agree()
        return found


def _polled(at: Bench, poller: Poller) -> tuple[datetime, datetime | None]:
    at.tick(60)
    began, poll = at.system.now, at.poll(poller)
    _require_known(at, poll)
    return began, poll.watermark


def _at_work(at: Bench, stroke: Callable[[], None]) -> Callable[[], None]:
    """Return what lets a second go by and people work before each answer."""

    def work() -> None:
        at.tick(1)
        stroke()

    return work


def _solve(at: Bench, tickets: Iterator[str | None], some: int) -> None:
    """Let the next tickets be solved, so many of them; where there is None, nobody works for once."""
    for ticket in islice(tickets, some):
        if ticket is None:
            return
        at.system.set_status(ticket, "solved")


def _require_known(at: Bench, poll: Poll) -> None:
    assert poll.result == "success", f"{poll.result} {poll.error}"
    if poll.watermark is not None:
        missing = _unknown(at, poll.watermark)
        assert not missing, f"said to be known up to {poll.watermark} and not stored: {missing[:3]}"


def _unknown(at: Bench, watermark: datetime) -> list[tuple[str, Happening]]:
    """Return what happened until a watermark and is not stored; of a system without memory only new tickets."""
    stored = stories(at.store)
    if not at.subject.remembers:
        return [
            (id_, story[0])
            for id_, story in at.system.stories().items()
            if story[0].at <= watermark and id_ not in stored
        ]
    return [
        (id_, each)
        for id_, story in at.system.stories().items()
        for each in story
        if each.at <= watermark and each not in stored.get(id_, ())
    ]
