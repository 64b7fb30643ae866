"""What an idle poll asks of a system that is read by last change."""

from gitlab_subject import SUBJECT

from slawatch.testing.conformance.bench import bench
from slawatch.testing.http_faults import Asked, Reply


def test_the_ticket_that_changed_last_is_not_read_again_by_every_poll() -> None:
    paths: list[str] = []

    def hear(_nth: int, asked: Asked) -> Reply | None:
        paths.append(asked.path)
        return None

    with bench(SUBJECT) as at:
        ticket = at.system.create()
        at.tick(60)
        at.system.set_status(ticket, "open")
        at.tick(60)
        poller = at.poller()
        at.poll(poller)
        at.fault = hear
        for _ in range(3):
            at.tick(600)
            paths.clear()
            at.poll(poller)
        assert paths
        assert not [path for path in paths if "resource_state_events" in path]
