"""A real ticketing system on this machine: found running, or brought up for a module; and the daemon's poller on it."""

import os
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from slawatch.clock import SystemClock
from slawatch.ingest.source import Source
from slawatch.model.event import Event
from slawatch.runtime.passes import Rhythm
from slawatch.runtime.poller import Poller
from slawatch.store.sql import SqlStore

NAME: Final = "live"
SCRIPTS: Final = Path(__file__).parents[1] / "live"


@contextmanager
def running(system: str) -> Iterator[Mapping[str, str]]:
    """Yield what tests/live/SYSTEM.sh prints of a server that runs, or of one that is brought up and ended."""
    script = SCRIPTS / f"{system}.sh"
    found = subprocess.run([script, "keys"], capture_output=True, text=True, check=False)
    if found.returncode == 0:
        yield _keys(found.stdout)
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        _unavailable(f"{system} is not running, and bringing it up needs Debian and root: tests/live/{system}.sh start")
    started = subprocess.run([script, "start"], stdout=subprocess.PIPE, text=True, check=True)
    yield _keys(started.stdout)
    subprocess.run([script, "stop"], check=True)


def tail_only(source: Source, store: SqlStore) -> Poller:
    """Return a poller that reads what changed and nothing beside it."""
    return _poller(source, store, Rhythm(rescan=None, census=None))


def with_passes(source: Source, store: SqlStore, *, rescan: bool = False) -> Poller:
    """Return a poller that counts with every poll but the first, and scans again if that is wanted."""
    return _poller(source, store, Rhythm(rescan=timedelta(0) if rescan else None, census=timedelta(0)))


def held(store: SqlStore) -> Mapping[str, list[Event]]:
    """Return the events that the store holds, by ticket and in their order, each in its last version."""
    newest = {(each.event.ticket_id, each.event.identity()): each.event for each in store.events(NAME)}
    told = defaultdict(list)
    for event in sorted(newest.values(), key=lambda event: (event.at, event.order)):
        told[event.ticket_id].append(event)
    return told


def counted(events: Mapping[str, Collection[Event]], tickets: Collection[str]) -> Counter[tuple[str, str]]:
    """Return how many events of each type each of the tickets has."""
    return Counter((ticket, str(event.type)) for ticket in tickets for event in events[ticket])


def gone(store: SqlStore) -> set[str]:
    """Return the tickets that the store takes for gone."""
    return {each.id for each in store.standings(NAME) if each.gone}


def _poller(source: Source, store: SqlStore, rhythm: Rhythm) -> Poller:
    return Poller(name=NAME, source=source, store=store, clock=SystemClock(), config_hash="options", rhythm=rhythm)


def _unavailable(reason: str) -> None:
    if os.environ.get("SLAWATCH_STRICT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _keys(printed: str) -> Mapping[str, str]:
    return dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)
