"""Whether everything is read, once, wherever pages and polls end."""

from datetime import UTC, datetime, timedelta
from typing import Final

from slawatch.testing.conformance.bench import MOST_REQUESTS, bench, over_sockets
from slawatch.testing.conformance.registry import check
from slawatch.testing.conformance.system import Subject, Trap
from slawatch.testing.conformance.work import Desk, block, endless, hours_of_work, work

MOST_AT_WORK: Final = 10_000
"""Requests of one interleaving. At four a second, people who work on make a poll read until its time is used up: three
polls of 300 s ask 3,600, and leave some 160 tickets. Those are read four times more, with five or six requests each.
"""

MOST_OF_ONE_TOKEN: Final = 500
"""Requests after which a poll that is given the same token again and again is taken for one without an end."""


@check
def everything_is_read(subject: Subject) -> None:
    """Creations, changes of status, replies and notes come in, first at once and then one by one."""
    with over_sockets(subject) as at:
        work(at, tickets=5)
        assert at.poll().result == "success"
        at.agree()
        at.tick(60)
        work(at, tickets=3)
        at.poll()
        at.agree()


@check
def an_empty_system_can_be_read(subject: Subject) -> None:
    """A system without tickets is read without an error, and its first ticket is found."""
    with bench(subject) as at:
        poller = at.poller()
        assert at.poll(poller).result == "success"
        at.tick(60)
        at.system.create()
        assert at.poll(poller).result == "success"
        at.agree()


@check
def same_second_block(subject: Subject) -> None:
    """More rows share a second than a page holds, at the first reading and later."""
    with bench(subject) as at:
        tickets = [at.system.create() for _ in range(2 * subject.page + 3)]
        at.poll()
        at.agree()
        at.tick(60)
        for ticket in tickets:
            at.system.set_status(ticket, "open")
        at.poll()
        at.agree()


@check
def touch_during_paging(subject: Subject) -> None:
    """Tickets change while their pages are read, so that rows move between pages."""
    with bench(subject) as at:
        block(at, pages=4)
        touched = iter(sorted(at.system.stories())[:: max(1, subject.page // 2)])

        def touch() -> None:
            at.tick(1)
            if (ticket := next(touched, None)) is not None:
                at.system.set_status(ticket, "open")

        at.before_answer = touch
        at.poll()
        at.settle()
        at.agree()


@check
def late_row(subject: Subject) -> None:
    """A change becomes visible after others that are younger were read."""
    with bench(subject) as at:
        late, other = at.system.create(), at.system.create()
        poller = at.poller()
        at.poll(poller)
        at.tick(30)
        show = at.system.late(late, "open")
        at.tick(30)
        at.system.set_status(other, "open")
        at.poll(poller)
        at.tick(600)
        show()
        at.poll(poller)
        at.settle()
        at.agree()


@check
def another_zone(subject: Subject) -> None:
    """The account's zone is not UTC: it is taken into account, or the source is refused."""
    with bench(subject) as at:
        at.system.zone = "America/New_York"
        hours_of_work(at, hours=12)


@check
def repeated_hour(subject: Subject) -> None:
    """The account's wall clock shows an hour twice: nothing of it is lost, or the source is refused."""
    with bench(subject, start=datetime(2026, 10, 24, 23, 30, tzinfo=UTC)) as at:
        at.system.zone = "Europe/Berlin"
        hours_of_work(at, hours=4)


@check
def ignored_filter(subject: Subject) -> None:
    """A filter that filters nothing is found out, and the source is refused."""
    with bench(subject) as at:
        work(at, tickets=3)
        at.system.traps.add(Trap.IGNORED_FILTER)
        poll = at.poll()
        assert at.refused(poll), f"it goes on reading: {poll.result} {poll.error}"
        at.system.traps.clear()
        at.settle()
        at.agree()


@check
def checked_amid_work(subject: Subject) -> None:
    """The newest tickets change while the filter is tried: that is no reason to refuse the source."""
    with bench(subject) as at:
        block(at, pages=2)
        source, strokes = subject.source(at.url, at.clock), endless(sorted(at.system.stories())[-2:])

        def touch() -> None:
            at.tick(1)
            at.system.set_status(*next(strokes))

        at.before_answer = touch
        for _ in range(5):
            found = source.check()
            assert found.usable, [each.text for each in found.findings if each.level == "error"]


@check
def repeated_token(subject: Subject) -> None:
    """A page that names itself as the next one ends in an error and not in a loop, and nothing is passed over."""
    with bench(subject) as at:
        for _ in range(3 * subject.page):
            at.system.create()
        block(at, pages=1)
        at.system.traps.add(Trap.REPEATED_TOKEN)
        at.most_requests = MOST_OF_ONE_TOKEN
        poll = at.poll()
        assert at.asked < MOST_OF_ONE_TOKEN, "it asks without an end"
        at.most_requests = MOST_REQUESTS
        if poll.result == "success":
            at.agree()
        at.system.traps.clear()
        at.settle()
        at.agree()


@check
def empty_page_with_a_token(subject: Subject) -> None:
    """An empty page is not the end while it names a next one."""
    with bench(subject) as at:
        block(at, pages=3)
        at.system.traps.add(Trap.EMPTY_PAGE)
        at.poll()
        at.agree()


@check
def told_again(subject: Subject) -> None:
    """Reading everything again changes nothing."""
    with bench(subject) as at:
        work(at, tickets=3)
        poller = at.poller()
        at.poll(poller)
        again = poller.poll(afresh=True)
        assert again.result == "success"
        assert not again.changed, f"told twice, facts are other: {dict(again.records)}"
        at.agree()


@check
def stopped_in_the_middle(subject: Subject) -> None:
    """A poll that ends after its first batch goes on where it stood, in another process."""
    with bench(subject) as at:
        block(at, pages=3)
        for _ in range(12):
            poller = at.poller()
            poller.stopping = lambda: True
            at.poll(poller)
        at.poll()
        at.agree()


@check
def clocks_that_differ(subject: Subject) -> None:
    """The server's clock is ten minutes from ours, either way: the cursor holds its times and not ours."""
    for minutes in (10, -10):
        with bench(subject) as at:
            at.skew = timedelta(minutes=minutes)
            at.tick()
            ticket, poller = at.system.create(), at.poller()
            for word in ("open", "solved") * 3:
                watermark = at.poll(poller).watermark
                assert watermark is None or watermark <= at.system.now, "it claims to know what has not happened yet"
                at.tick(50)
                at.system.set_status(ticket, word)
                at.tick(10)
            at.poll(poller)
            at.agree()


@check
def interleaved_writers(subject: Subject) -> None:
    """People work and the server fails between any two requests, at random; in the end nothing is doubled or lost."""
    for seed in subject.seeds:
        with bench(subject) as at:
            desk = Desk(at, seed=seed)
            at.most_requests = MOST_AT_WORK
            at.before_answer, at.fault = desk.work, desk.fail
            poller = at.poller()
            for _ in range(3):
                at.poll(poller)
                at.tick(120)
            desk.finish()
            at.settle()
            try:
                at.agree()
            except AssertionError as wrong:
                raise AssertionError(f"seed {seed}: {wrong}") from None
