"""What is asked beside the tail: changes that became visible late, tickets that vanished, rows that were bad."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, TypeVar, cast

import structlog

from slawatch.clock import Clock
from slawatch.ingest.source import Caps, CompleteSource, Limits, Source
from slawatch.runtime.census import Census
from slawatch.runtime.taking import Taking
from slawatch.runtime.vanished import Vanished
from slawatch.store.contract import Store
from slawatch.store.pass_contract import Retry

log = structlog.get_logger(__name__)

PassName = Literal["rescan", "census", "retry"]
PASSES: Final[tuple[PassName, ...]] = ("retry", "rescan", "census")

RESCANNED: Final = timedelta(hours=24)
"""How far a re-scan looks back; search indexes were seen to be two hours late, and twelve are field-proven."""
CENSUS_SECONDS: Final = 1800.0
AT_ONCE: Final = 100
FIRST_RETRY: Final = timedelta(minutes=10)
LONGEST_RETRY: Final = timedelta(days=1)


Told = TypeVar("Told")


class _Stopped(Exception):  # noqa: N818  it is no error and never leaves this module
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a source is asked beside the tail; None: never."""

    rescan: timedelta | None = timedelta(hours=1)
    census: timedelta | None = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """The passes of one source, run in the turn of its poll."""

    name: str
    source: Source
    store: Store
    clock: Clock
    taking: Taking
    rhythm: Rhythm = Rhythm()
    limits: Limits = field(default_factory=Limits)
    is_open: Callable[[str | None], bool] | None = None
    """Whether a raw status means that work goes on; None: nobody knows, and a census asks for all tickets."""
    stopping: Callable[[], bool] = lambda: False

    def due(self) -> Sequence[PassName]:
        """Return the passes whose time has come; none before all has been read once."""
        if self.store.state(self.name).complete_through is None:
            return ()
        return tuple(name for name in PASSES if _able(self._caps, name) and self._is_due(name))

    def run(self, name: PassName) -> bool:
        """Run a pass and note its end; return false where it was told to stop, and is due again like after an error."""
        began = self.clock.now()
        try:
            {"rescan": self._rescan, "census": self._census, "retry": self._retry}[name](began)
        except _Stopped:
            return False
        if name != "retry":
            self.store.note_pass(self.name, name, at=began)
        return True

    @property
    def _caps(self) -> Caps:
        return self.source.caps

    @property
    def _complete(self) -> CompleteSource:
        return cast("CompleteSource", self.source)

    @property
    def _vanished(self) -> Vanished:
        return Vanished(name=self.name, store=self.store, taking=self.taking)

    def _is_due(self, name: PassName) -> bool:
        now = self.clock.now()
        if name == "retry":
            return bool(self._retries(now))
        every = self.rhythm.rescan if name == "rescan" else self.rhythm.census
        if every is None:
            return False
        last = self.store.passes(self.name).get(name)
        if last is None:  # what was just read whole needs no second look yet
            self.store.note_pass(self.name, name, at=now)
            return False
        # A wall clock that was set back would keep the pass waiting.
        return not last <= now < last + every

    def _rescan(self, began: datetime) -> None:
        for batch in self._heeding(self._complete.rescan(began - RESCANNED, self.limits)):
            self._vanished.take(batch, began=began)
        if "hydrate" in self._caps.passes:
            self._hydrate(self.store.suspects(self.name), began=began)

    def _census(self, began: datetime) -> None:
        limits = replace(self.limits, seconds=CENSUS_SECONDS)
        census = Census.taken(self._heeding(self._complete.census(limits, open_only=self.is_open is not None)))
        doubts = census.doubts(self.store.standings(self.name), is_open=self.is_open or (lambda _status: True))
        self.store.suspect(self.name, (), found=census.listed)
        if doubts.ids:
            log.info("a census found differences", source=self.name, tickets=len(doubts.ids))
        self._hydrate(doubts.ids, began=began, seconds=CENSUS_SECONDS)
        if doubts.returned:
            self._vanished.bring_back(self.store.standings(self.name), census.stamps, at=began)

    def _retry(self, began: datetime) -> None:
        due = self._retries(began)
        self._hydrate([row.row_id for row in due], began=began)
        still = {row.row_id for row in self.store.quarantine(self.name)}
        self.store.put_off(self.name, {row.row_id: began + _wait(row.attempts) for row in due if row.row_id in still})

    def _heeding(self, told: Iterator[Told]) -> Iterator[Told]:
        """Yield what is told until the daemon stops."""
        for each in told:
            yield each
            if self.stopping():
                raise _Stopped

    def _retries(self, now: datetime) -> Sequence[Retry]:
        return [row for row in self.store.retries(self.name) if row.not_before is None or row.not_before <= now]

    def _hydrate(self, ids: Collection[str], *, began: datetime, seconds: float | None = None) -> None:
        limits = self.limits if seconds is None else replace(self.limits, seconds=seconds)
        for some in _chunks(sorted(ids)):
            for batch in self._heeding(self._complete.hydrate(some, limits)):
                self._vanished.take(batch, began=began)


def _able(caps: Caps, name: PassName) -> bool:
    needed = {"rescan": {"rescan"}, "census": {"census", "hydrate"}, "retry": {"hydrate"}}[name]
    return needed <= caps.passes


def _wait(attempts: int) -> timedelta:
    """Return how long a row is left alone after so many tries and one more: 10, 20, 40 … minutes, a day at most."""
    return min(FIRST_RETRY * (1 << min(attempts, 8)), LONGEST_RETRY)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
