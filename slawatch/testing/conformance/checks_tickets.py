"""What becomes of single tickets."""

from slawatch.testing.conformance.bench import bench
from slawatch.testing.conformance.registry import check
from slawatch.testing.conformance.system import Subject


@check
def merged_ticket(subject: Subject) -> None:
    """A ticket that is merged into another ends."""
    with bench(subject) as at:
        one, other, third = (at.system.create() for _ in range(3))
        at.poll()
        at.tick(60)
        at.system.merge(one, other)
        at.system.set_status(third, "open")
        at.settle()
        at.agree()


@check
def deleted_ticket(subject: Subject) -> None:
    """A ticket that is deleted ends, and its neighbours live on."""
    with bench(subject) as at:
        one, *_ = (at.system.create() for _ in range(3))
        at.poll()
        at.tick(60)
        at.system.delete(one)
        at.settle()
        at.agree()


@check
def reopened_ticket(subject: Subject) -> None:
    """A ticket is solved, reopened and solved again, and all of it is told."""
    with bench(subject) as at:
        ticket, poller = at.system.create(), at.poller()
        for word in ("open", "solved", "open", "solved"):
            at.tick(60)
            at.system.set_status(ticket, word)
            at.poll(poller)
        at.agree()


@check
def private_note(subject: Subject) -> None:
    """An internal note is no reply."""
    with bench(subject) as at:
        ticket = at.system.create()
        at.tick(60)
        at.system.note(ticket)
        at.tick(60)
        at.system.reply(ticket)
        at.poll()
        at.agree()


@check
def year_51502(subject: Subject) -> None:
    """A row with an impossible date is put aside, the others are read, and it follows when it is mended."""
    with bench(subject) as at:
        bad, *good = (at.system.create() for _ in range(4))
        at.system.garbled.add(bad)
        poller = at.poller()
        poll = at.poll(poller)
        assert poll.result == "success", f"one bad row stops everything: {poll.error}"
        assert {each.id for each in at.store.standings("subject")} == set(good)
        assert [row.row_id for row in at.store.quarantine("subject")] == [bad], "the row is not in quarantine"
        at.system.garbled.clear()
        at.settle()
        assert at.store.quarantine("subject") == []
        at.agree()
