"""kill -9 at any moment: what was reported as committed is there once, and the cursor never ran ahead."""

import random
import signal
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from forked import FORKS
from telling import START, batch

from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore

KILLS = 15
TICKETS = 40
"""In a batch; each has a creation and two changes of status."""


def writes(url: str, reports: Connection) -> None:
    """Commit batch after batch, and report each."""
    store = open_for_writing(url)
    done = int(store.state("desk").cursor or 0)
    while True:
        done += 1
        ids = [f"{done}-{nth}" for nth in range(TICKETS)]
        store.commit("desk", batch(*ids, cursor=str(done)), at=START, config_hash="h")
        reports.send(done)


def killed(url: str, after: float) -> int:
    """Start a writer, kill it so many seconds after its first commit; return the last batch that it reported."""
    reported, reports = FORKS.Pipe(duplex=False)
    writer = FORKS.Process(target=writes, args=(url, reports))
    writer.start()
    reports.close()
    last = reported.recv()
    time.sleep(after)  # noqa: TID251  the moment of the kill is what is tried
    writer.kill()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    # A report that was cut off by the kill was not made.
    with reported, suppress(EOFError):
        while True:
            last = reported.recv()
    return int(last)


def check(store: SqlStore, reported: int) -> None:
    cursor = int(store.state("desk").cursor or 0)
    assert reported <= cursor <= reported + 1
    stored = [(event.event.ticket_id, event.event.native_id) for event in store.events("desk")]
    assert len(stored) == len(set(stored)) == cursor * TICKETS * 3
    assert {ticket_id.partition("-")[0] for ticket_id, _ in stored} == {str(nth + 1) for nth in range(cursor)}
    facts = list(store.facts("desk"))
    assert sum(len(part.ids) for part in facts) == cursor * TICKETS
    assert sum(len(part.events) for part in facts) == len(stored) == store.state("desk").sequence


def test_killed_at_random_moments_a_writer_loses_and_doubles_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/slawatch.db"
    moments = random.Random(20261122)
    for _ in range(KILLS):
        reported = killed(url, after=moments.uniform(0.0, 0.15))
        store = open_for_writing(url)
        check(store, reported)
        store.close()
