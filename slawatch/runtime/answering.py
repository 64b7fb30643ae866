"""What the daemon tells of the improvement register with each evaluation."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from slawatch.clock import Clock
from slawatch.engine.findings import Breach, Finding
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.model.register_figure import RegisterFigure
from slawatch.model.result import Snapshot
from slawatch.runtime.finding_history import FindingHistory
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.register import Register
from slawatch.store.contract import Store

log = structlog.get_logger(__name__)


class Answering:
    """Which findings there are, and how many nobody has answered."""

    def __init__(self, plan: Plan, store: Store, clock: Clock, *, before: Inquiry | None) -> None:
        """Take what was published last: after a reload, breaches of old periods stay until they are judged anew."""
        known = () if before is None else before.findings
        told = [each for each in known if isinstance(each, Breach)]
        looked_back = before.snapshot if before is not None and before.older_periods_read else None
        if looked_back is not None and looked_back.definitions != plan.definitions.sha256:
            looked_back = None
        self._store, self._clock, self._definitions = store, clock, plan.definitions
        self._history = FindingHistory(plan, told, looked_back=looked_back)

    def goes_back(self, snapshot: Snapshot) -> bool:
        """Tell whether findings go back a year, by what a snapshot knows; asked before they are."""
        return self._history.goes_back(snapshot)

    def found(self, snapshot: Snapshot, rows: Rows) -> tuple[Finding, ...]:
        """Return the findings of the last year, the newest first."""
        return self._history.found(snapshot, rows)

    def figures(self, found: Sequence[Finding], *, older_periods_read: bool) -> tuple[RegisterFigure, ...]:
        """Return how the register stands now; how many breaches wait, only where findings go back a year."""
        figures = Register.known(self._store).figures(found, self._definitions, self._clock.now())
        if older_periods_read:
            return figures
        return tuple(replace(each, breaches_unanswered=None) for each in figures)

    def look_back(self, snapshot: Snapshot) -> bool:
        """Judge the periods of the last year afresh and tell whether that succeeded; else what was known stays."""
        try:
            self._history.look_back(self._store, snapshot)
        except Exception:
            log.exception("looking back for breaches failed; those that were known stay")
            return False
        return True
