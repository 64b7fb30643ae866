"""What the daemon tells of the improvement register with each evaluation."""

from collections.abc import Sequence

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
        self._store, self._clock, self._definitions = store, clock, plan.definitions
        self._history = FindingHistory(plan, [each for each in known if isinstance(each, Breach)])
        self._is_new = True

    def found(self, snapshot: Snapshot, rows: Rows) -> tuple[Finding, ...]:
        """Return the findings of the last year, the newest first."""
        return self._history.found(snapshot, rows)

    def figures(self, found: Sequence[Finding]) -> tuple[RegisterFigure, ...]:
        """Return how the register stands now."""
        return Register.known(self._store).figures(found, self._definitions, self._clock.now())

    def looks_back_first(self) -> bool:
        """Tell, once, that nobody has looked back yet."""
        first, self._is_new = self._is_new, False
        return first

    def look_back(self, snapshot: Snapshot) -> None:
        """Judge the periods of the last year afresh; where that fails, what was known stays."""
        try:
            self._history.look_back(self._store, snapshot)
        except Exception:
            log.exception("looking back for breaches failed; those that were known stay")
