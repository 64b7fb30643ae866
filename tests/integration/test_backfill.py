"""The first reading of many tickets: it shows how far it is, survives a kill, and its memory does not grow."""

import os
import pty
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from big_desk import PAGE, WORDS, answering, backfill, begun, installed
from daemon import eventually

from slawatch.store.opening import open_for_reading
from slawatch.testing.http_faults import FaultyServer

FEW, MANY = 500, 3_000
GROWTH_MIB = 12


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(partial(answering, MANY)) as running:
        yield running


@pytest.fixture
def config(server: FaultyServer, tmp_path: Path) -> Path:
    return installed(tmp_path, server.url)


def _held(config: Path) -> tuple[int, int]:
    """Return how many tickets and events are stored."""
    store = open_for_reading(f"sqlite:///{config.with_name('slawatch.db')}")
    try:
        events = [stored.event for stored in store.events("big")]
        return len({event.ticket_id for event in events}), len(events)
    finally:
        store.close()


def test_a_reading_that_is_killed_goes_on_where_it_stood(config: Path, server: FaultyServer) -> None:
    whole = MANY // PAGE
    first = begun(config)
    eventually(lambda: len(server.asked) > whole // 3, seconds=60, pause=0.01)
    first.kill()
    first.communicate()
    before, asked = _held(config)[0], len(server.asked)
    assert 0 < before < MANY

    then = backfill(config)
    assert (then.status, _held(config)) == (0, (MANY, MANY * len(WORDS)))
    assert f"{MANY - before} ticket new" in then.printed
    assert len(server.asked) - asked <= whole - before // PAGE + 3, "it read again what was stored"


def test_memory_does_not_grow_with_the_number_of_tickets(
    config: Path, server: FaultyServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server.say(partial(answering, FEW))
    small = backfill(installed(tmp_path_factory.mktemp("few"), server.url))
    server.say(partial(answering, MANY))
    large = backfill(config)
    assert (small.status, large.status) == (0, 0)
    assert large.peak_mib - small.peak_mib < GROWTH_MIB, (small.peak_mib, large.peak_mib)


def test_a_terminal_shows_how_far_it_is(config: Path) -> None:
    ours, theirs = pty.openpty()
    process = begun(config, stderr=theirs)
    os.close(theirs)
    shown = b""
    with open(ours, "rb", buffering=0) as terminal:  # noqa: PTH123  a descriptor
        while part := _read(terminal.fileno()):
            shown += part
    assert process.wait(60) == 0
    process.communicate()
    steps = [int(step) for step in re.findall(rf"(\d+)/{MANY}", shown.decode())]
    assert len(set(steps)) >= 3
    assert steps == sorted(steps)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that nobody writes any more
        return b""
