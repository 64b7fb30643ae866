"""One source -> store. Rows and cursor are committed together, so a poll may end at any moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal, NamedTuple

import structlog

from slawatch.clock import Clock
from slawatch.errors import DeferredSourceError, FatalSourceError, SlawatchError, SourceError
from slawatch.ingest.basis import basis
from slawatch.ingest.source import Check, Limits, Source
from slawatch.runtime.passes import Passes, PassName, Rhythm
from slawatch.runtime.taking import UNCHANGING, Progress, Taking
from slawatch.store.contract import Store

log = structlog.get_logger(__name__)

FAILURES_BEFORE_BREAK: Final = 5
"""After so many failed polls in a row the source is left alone for a while."""
LONGEST_BREAK: Final = timedelta(minutes=15)
CHECKED_EVERY: Final = timedelta(days=1)
PASS_RESTS: Final = timedelta(minutes=10)
"""A pass that failed is not begun again with the very next poll."""

Result = Literal["success", "deferred", "retriable", "fatal", "stopped"]


class Ending(NamedTuple):
    """How a poll or a pass ended."""

    result: Result
    error: str = ""
    until: datetime | None = None
    """When the server may be asked again, where it said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a poll went."""

    source: str
    result: Result
    at: datetime
    seconds: float
    records: Mapping[str, int]
    """Rows by outcome: ticket_new, ticket_changed, event_new, outage_changed, bad; and unknown_field."""
    watermark: datetime | None
    changed: bool
    error: str = ""
    not_before: datetime | None = None
    """Leave the source alone until then."""
    passes: Mapping[PassName, Result] = field(default_factory=dict)
    """What was asked beside the tail, and how that ended."""
    more: bool = False
    """Its time was used up before everything was told; the next poll goes on there."""


@dataclass(slots=True, kw_only=True)
class Poller:
    """Polls one source; not to be run by two threads at once."""

    name: str
    source: Source
    store: Store
    clock: Clock
    config_hash: str
    limits: Limits = field(default_factory=Limits)
    rhythm: Rhythm = field(default_factory=Rhythm)
    is_open: Callable[[str | None], bool] | None = None
    """Whether a raw status means that work goes on; None: nobody knows."""
    stopping: Callable[[], bool] = lambda: False
    progress: Progress = lambda _batch, _committed: None
    _failures: int = 0
    _checked: datetime | None = None
    _more: bool = False
    _resting: dict[PassName, datetime] = field(default_factory=dict)
    """Until when a pass that failed is left alone."""

    def poll(self, *, afresh: bool = False) -> Poll:
        """Read what changed since the last poll (afresh: everything) and what else is due, and tell how it went."""
        at, began = self.clock.now(), self.clock.monotonic()
        taking, self._more = self._taking(), False
        end = self._attempt("tail", lambda: self._read(taking, afresh=afresh))
        self._failures = 0 if end.result in ("success", "stopped") else self._failures + 1
        passes = self._beside(taking) if end.result == "success" else {}
        return Poll(
            source=self.name,
            result=end.result,
            at=at,
            seconds=self.clock.monotonic() - began,
            records=dict(taking.records),
            watermark=self.store.state(self.name).complete_through,
            changed=any(count for outcome, count in taking.records.items() if outcome not in UNCHANGING),
            error=end.error,
            not_before=_latest(end, *passes.values()) or self._break(at),
            passes={name: each.result for name, each in passes.items()},
            more=self._more,
        )

    @property
    def _basis(self) -> str:
        return basis(self.config_hash, cursor_version=self.source.caps.cursor_version)

    def _taking(self) -> Taking:
        return Taking(source=self.name, store=self.store, clock=self.clock, basis=self._basis, progress=self.progress)

    def _attempt(self, what: str, run: Callable[[], Result]) -> Ending:
        try:
            return Ending(run())
        except DeferredSourceError as error:
            log.warning("poll deferred", source=self.name, task=what, until=error.until.isoformat(), reason=str(error))
            return Ending("deferred", str(error), error.until)
        except FatalSourceError as error:
            log.error("poll failed, somebody must act", source=self.name, task=what, reason=str(error))  # noqa: TRY400
            return Ending("fatal", str(error))
        except SourceError as error:
            log.warning("poll failed, the next may succeed", source=self.name, task=what, reason=str(error))
            return Ending("retriable", str(error))
        except SlawatchError as error:
            log.error("poll could not be stored", source=self.name, task=what, reason=str(error))  # noqa: TRY400
            return Ending("fatal", str(error))
        except Exception as error:
            log.exception("poll failed by a fault of the program", source=self.name, task=what)
            return Ending("fatal", f"a fault of the program: {error!r}")

    def _check(self) -> None:
        """Refuse a source whose check finds an error, until a later check finds none; look again every day.

        Filters that worked yesterday may be ignored today, after an update of the system.
        """
        now = self.clock.now()
        if self._checked is not None and self._checked <= now < self._checked + CHECKED_EVERY:
            return
        self._checked = None
        found = self.source.check()
        if not found.usable:
            raise FatalSourceError(refusal(found))
        self._checked = now

    def _read(self, taking: Taking, *, afresh: bool) -> Result:
        self._check()
        state = self.store.state(self.name)
        goes_on = self.source.caps.forgets or (state.config_hash == taking.basis and not afresh)
        for batch in self.source.poll(state.cursor if goes_on else None, self.limits):
            taking.take(batch)
            self._more = batch.more
            if self.stopping():
                return "stopped"
        return "success"

    def _beside(self, taking: Taking) -> Mapping[PassName, Ending]:
        """Run the passes that are due; what one of them meets does not make the poll fail, for its facts are stored."""
        passes = Passes(
            name=self.name,
            source=self.source,
            store=self.store,
            clock=self.clock,
            taking=taking,
            rhythm=self.rhythm,
            limits=self.limits,
            is_open=self.is_open,
            stopping=self.stopping,
        )
        ends: dict[PassName, Ending] = {}
        for name in passes.due():
            if self.stopping() or any(end.until for end in ends.values()):
                break
            now = self.clock.now()
            if now >= self._resting.get(name, now):
                ends[name] = self._attempt(name, partial(_ran, passes, name))
                if ends[name].result not in ("success", "stopped"):
                    self._resting[name] = now + PASS_RESTS
        return ends

    def _break(self, at: datetime) -> datetime | None:
        """Return when a source that fails again and again may be asked next: 1, 2, 4 … minutes later."""
        if self._failures < FAILURES_BEFORE_BREAK:
            return None
        # Beyond a few doublings all breaks are the longest; beyond forty a timedelta can't hold them.
        return at + min(timedelta(minutes=1 << min(self._failures - FAILURES_BEFORE_BREAK, 10)), LONGEST_BREAK)


def _ran(passes: Passes, name: PassName) -> Result:
    return "success" if passes.run(name) else "stopped"


def _latest(*ends: Ending) -> datetime | None:
    return max((end.until for end in ends if end.until is not None), default=None)


def refusal(found: Check) -> str:
    """Return the errors of a check in one line, each with its way out."""
    errors = (finding for finding in found.findings if finding.level == "error")
    return "; ".join(f"{error.text} ({error.hint})" if error.hint else error.text for error in errors)
