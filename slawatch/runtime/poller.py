"""One source -> store. Rows and cursor are committed together, so a poll may end at any moment."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog

from slawatch.clock import Clock
from slawatch.errors import DeferredSourceError, FatalSourceError, SlawatchError, SourceError
from slawatch.ingest.source import Batch, Check, Limits, Source
from slawatch.store.contract import Committed, Store

log = structlog.get_logger(__name__)

FAILURES_BEFORE_BREAK: Final = 5
"""After so many failed polls in a row the source is left alone for a while."""
LONGEST_BREAK: Final = timedelta(minutes=15)

Result = Literal["success", "deferred", "retriable", "fatal", "stopped"]
Progress = Callable[[Batch, Committed], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a poll went."""

    source: str
    result: Result
    at: datetime
    seconds: float
    records: Mapping[str, int]
    """Rows by outcome: ticket_new, ticket_changed, event_new, outage_changed, bad."""
    watermark: datetime | None
    changed: bool
    error: str = ""
    not_before: datetime | None = None
    """Leave the source alone until then."""


@dataclass(slots=True, kw_only=True)
class Poller:
    """Polls one source; not to be run by two threads at once."""

    name: str
    source: Source
    store: Store
    clock: Clock
    config_hash: str
    limits: Limits = field(default_factory=Limits)
    stopping: Callable[[], bool] = lambda: False
    progress: Progress = lambda _batch, _committed: None
    _failures: int = 0
    _checked: bool = False

    def poll(self, *, afresh: bool = False) -> Poll:
        """Read what changed since the last poll (afresh: everything), commit it batch by batch, tell how it went."""
        at, began = self.clock.now(), self.clock.monotonic()
        records: Counter[str] = Counter()
        result, error, not_before = self._attempt(records, afresh=afresh)
        self._failures = 0 if result in ("success", "stopped") else self._failures + 1
        return Poll(
            source=self.name,
            result=result,
            at=at,
            seconds=self.clock.monotonic() - began,
            records=dict(records),
            watermark=self.store.state(self.name).complete_through,
            changed=any(count for outcome, count in records.items() if outcome != "bad"),
            error=error,
            not_before=not_before or self._break(at),
        )

    def _attempt(self, records: Counter[str], *, afresh: bool) -> tuple[Result, str, datetime | None]:
        try:
            self._check()
            return self._read(records, afresh=afresh), "", None
        except DeferredSourceError as error:
            log.warning("poll deferred", source=self.name, until=error.until.isoformat(), reason=str(error))
            return "deferred", str(error), error.until
        except FatalSourceError as error:
            log.error("poll failed, somebody must act", source=self.name, reason=str(error))  # noqa: TRY400
            return "fatal", str(error), None
        except SourceError as error:
            log.warning("poll failed, the next may succeed", source=self.name, reason=str(error))
            return "retriable", str(error), None
        except SlawatchError as error:
            log.error("poll could not be stored", source=self.name, reason=str(error))  # noqa: TRY400
            return "fatal", str(error), None
        except Exception as error:
            log.exception("poll failed by a fault of the program", source=self.name)
            return "fatal", f"a fault of the program: {error!r}", None

    def _check(self) -> None:
        """Refuse a source whose check finds an error, until a later check finds none."""
        if self._checked:
            return
        found = self.source.check()
        if not found.usable:
            raise FatalSourceError(refusal(found))
        self._checked = True

    def _read(self, records: Counter[str], *, afresh: bool) -> Result:
        state = self.store.state(self.name)
        cursor = state.cursor if state.config_hash == self.config_hash and not afresh else None
        for batch in self.source.poll(cursor, self.limits):
            committed = self.store.commit(self.name, batch, at=self.clock.now(), config_hash=self.config_hash)
            _count(records, committed)
            self.progress(batch, committed)
            if self.stopping():
                return "stopped"
        return "success"

    def _break(self, at: datetime) -> datetime | None:
        """Return when a source that fails again and again may be asked next: 1, 2, 4 … minutes later."""
        if self._failures < FAILURES_BEFORE_BREAK:
            return None
        return at + min(timedelta(minutes=2 ** (self._failures - FAILURES_BEFORE_BREAK)), LONGEST_BREAK)


def refusal(found: Check) -> str:
    """Return the errors of a check in one line, each with its way out."""
    errors = (finding for finding in found.findings if finding.level == "error")
    return "; ".join(f"{error.text} ({error.hint})" if error.hint else error.text for error in errors)


def _count(records: Counter[str], committed: Committed) -> None:
    records["ticket_new"] += committed.tickets_new
    records["ticket_changed"] += committed.tickets_changed
    records["event_new"] += committed.events_new
    records["outage_changed"] += committed.outages_changed
    records["bad"] += committed.quarantined
