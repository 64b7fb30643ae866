"""What a server does to a source that asks it."""

from datetime import timedelta

from slawatch.clock import SystemClock
from slawatch.testing.conformance.bench import over_sockets
from slawatch.testing.conformance.registry import check
from slawatch.testing.conformance.system import Subject
from slawatch.testing.conformance.work import Hurrying, work
from slawatch.testing.http_faults import Reply, slow_drip, truncated_json

DRIP_SECONDS = 3.0
PATIENCE_SECONDS = 2.0


@check
def busy_with_a_time(subject: Subject) -> None:
    """429 with Retry-After beyond the poll puts the source off until then; nobody sleeps for it."""
    with over_sockets(subject) as at:
        work(at, tickets=2)
        at.fault = lambda nth, _asked: Reply(status=429, headers={"Retry-After": "3600"}) if nth else None
        now = at.clock.now()
        poll = at.poll()
        assert poll.result == "deferred", f"{poll.result} {poll.error}"
        assert poll.not_before is not None
        assert timedelta(minutes=59) < poll.not_before - now < timedelta(minutes=62)
        assert sum(at.clock.slept) < 60, "it slept for the server"
        at.settle()
        at.agree()


@check
def busy_without_a_time(subject: Subject) -> None:
    """429 without a header is asked again after a while."""
    with over_sockets(subject) as at:
        work(at, tickets=2)
        at.fault = lambda nth, _asked: Reply(status=429) if nth in {1, 2} else None
        assert at.poll().result == "success"
        at.agree()


@check
def broken_server(subject: Subject) -> None:
    """500 and a connection that is reset are tried again."""
    with over_sockets(subject) as at:
        work(at, tickets=2)
        at.fault = lambda nth, _asked: {1: Reply(status=502), 3: Reply(reset=True)}.get(nth)
        assert at.poll().result == "success"
        at.agree()


@check
def truncated_body(subject: Subject) -> None:
    """An answer that breaks off is an error that passes, and no row of it is lost."""
    with over_sockets(subject) as at:
        work(at, tickets=4)
        at.fault = lambda nth, _asked: truncated_json() if nth == 2 else None
        poll = at.poll()
        assert poll.result in {"success", "retriable"}, f"{poll.result} {poll.error}"
        at.settle()
        at.agree()


@check
def slow_drip_ends(subject: Subject) -> None:
    """A body that comes byte by byte is given up, though every byte comes in time."""
    with over_sockets(subject) as at:
        work(at, tickets=2)
        at.fault = lambda nth, _asked: slow_drip(0.02, size=int(DRIP_SECONDS / 0.02)) if nth == 1 else None
        wall = SystemClock()
        began = wall.monotonic()
        at.poll(at.poller(clock=Hurrying(at.clock.now())))
        assert wall.monotonic() - began < PATIENCE_SECONDS, "it waits for the last byte"
        at.settle()
        at.agree()


@check
def refused_credentials(subject: Subject) -> None:
    """401 is final: who asks again and again locks the account. The secret is shown nowhere."""
    with over_sockets(subject) as at:
        at.fault = lambda _nth, _asked: Reply(status=401, body=b'{"error": "no"}')
        poll = at.poll()
        assert poll.result == "fatal", f"{poll.result} {poll.error}"
        assert at.asked <= 4, f"asked {at.asked} times"
        assert subject.secret not in poll.error
        at.settle()
        assert subject.secret not in str(at.store.state("subject").cursor)
