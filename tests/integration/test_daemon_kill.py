"""kill -9 at 50 random moments of a sync: nothing is lost, nothing is doubled, the cursor never ran ahead."""

import json
import random
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from command import slawatch
from daemon import CLOCK, eventually, launched, running
from desk import desk
from forked import FORKS

from slawatch.cli import main
from slawatch.errors import StoreError
from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import Event, EventType
from slawatch.model.instant import from_epoch
from slawatch.model.outage import Exclusion, Outage
from slawatch.sources.simulator.source import Options, Simulator
from slawatch.store.opening import open_for_reading
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock

KILLS = 50
WHOLE_DAEMONS = 5
"""Of the kills; the others meet `slawatch sync`."""
HISTORY = 30
SEED = 7
SOURCE = "desk"
BEGAN = CLOCK.now().timestamp()
Facts = tuple[dict[str, Event], dict[str, Outage], dict[str, Exclusion]]


class Source:
    """The source itself: what it tells is a function of the seed and the time."""

    def __init__(self) -> None:
        self._clock = ManualClock(CLOCK.now() + timedelta(days=1))
        self._simulator = Simulator(Options(seed=SEED, history=HISTORY), self._clock)

    def told(self, cursor: str) -> Facts:
        """Return everything up to where a cursor stands, read in one go."""
        known = json.loads(cursor)
        self._clock.set(from_epoch(known["through"]))
        start = json.dumps({"begin": known["begin"], "through": known["begin"]})
        return _newest(self._simulator.poll(start, Limits()))


def _newest(batches: Iterator[Batch]) -> Facts:
    told = list(batches)
    return (
        {event.identity(): event for batch in told for event in batch.events},
        {outage.id: outage for batch in told for outage in batch.outages},
        {exclusion.id: exclusion for batch in told for exclusion in batch.exclusions},
    )


def check(store: SqlStore, source: Source) -> int:
    """Compare what the store holds with what the source has told up to the cursor; return where that stands."""
    state = store.state(SOURCE)
    if state.cursor is None:
        assert state.sequence == 0
        assert list(store.events(SOURCE)) == []
        return 0
    through = int(json.loads(state.cursor)["through"])
    assert state.complete_through == from_epoch(through)
    events, outages, exclusions = source.told(state.cursor)
    held = [stored.event for stored in store.events(SOURCE)]
    assert max(event.at for event in held) <= from_epoch(through)
    assert len(held) == len(events), "an event is there twice, or not at all"
    assert {event.identity(): event for event in held} == events
    assert {outage.id: outage for _, outage in store.outages(SOURCE)} == outages
    assert {exclusion.id: exclusion for _, exclusion in store.exclusions(SOURCE)} == exclusions
    packed = list(store.facts(SOURCE))
    assert sum(len(part.events) for part in packed) == len(events)
    assert {ticket for part in packed for ticket in part.ids} == {event.ticket_id for event in events.values()}
    return through


def _found(config: Path, source: Source) -> int:
    """Look into the database after a kill; one that was killed amid making its tables has none."""
    try:
        store = open_for_reading(f"sqlite:///{config.with_name('slawatch.db')}")
    except StoreError:
        return 0
    try:
        return check(store, source)
    finally:
        store.close()


def _sync(config: Path) -> None:
    """Run the command in a process of its own."""
    main([f"--config.file={config}", "--log.level=error", "sync"])


def _whole_sync(config: Path) -> float:
    """Return the seconds that a sync takes when nobody kills it."""
    began = CLOCK.monotonic()
    whole = FORKS.Process(target=_sync, args=(config,))
    whole.start()
    whole.join()
    assert whole.exitcode == 0
    return CLOCK.monotonic() - began


def _killed_sync(config: Path, after: float) -> bool:
    """Begin a sync and kill it after so many seconds; return false where it had ended by then."""
    process = FORKS.Process(target=_sync, args=(config,))
    process.start()
    process.join(after)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def _killed_daemon(config: Path, after: float) -> None:
    """Begin a daemon and kill it so many seconds after its first batch."""
    daemon = launched(config)
    eventually(lambda: any("event=reading" in line for line in daemon.logs), pause=0.01)
    CLOCK.sleep(after)
    daemon.kill()


def _fresh(folder: Path) -> Path:
    """Return the configuration of a desk without a database."""
    own = Path(mkdtemp(dir=folder))
    return desk(own, history=HISTORY, seed=SEED, every="1h")


def test_killed_at_50_random_moments_a_sync_loses_and_doubles_nothing(tmp_path: Path) -> None:
    moments, source = random.Random(20261122), Source()
    _whole_sync(_fresh(tmp_path))
    seconds = _whole_sync(_fresh(tmp_path))
    config, kills, amid = _fresh(tmp_path), 0, 0
    while kills < KILLS:
        if kills % (KILLS // WHOLE_DAEMONS) == 1:
            config, killed = _fresh(tmp_path), True
            _killed_daemon(config, moments.uniform(0, seconds / 3))
        else:
            killed = _killed_sync(config, moments.uniform(0, seconds))
        reached = _found(config, source)
        kills += killed
        amid += killed and BEGAN - HISTORY * 86400 < reached < BEGAN
        if reached >= BEGAN:
            config = _fresh(tmp_path)
    assert amid > KILLS / 3, f"only {amid} kills left a reading half done"
    slawatch(config, "sync")
    assert _found(config, source) > CLOCK.now().timestamp() - 120
    _counted_once(config, source)


def _counted_once(config: Path, source: Source) -> None:
    """Whatever daemon was killed amid counting, each created ticket has been counted once."""
    with running(config) as daemon:
        daemon.until_evaluated()
        counted = sum(daemon.scrape().family("slawatch_tickets_created_total").values())
        daemon.end()
    store = open_for_reading(f"sqlite:///{config.with_name('slawatch.db')}")
    events, _, _ = source.told(store.state(SOURCE).cursor or "")
    store.close()
    assert counted == sum(event.type is EventType.CREATED for event in events.values())
