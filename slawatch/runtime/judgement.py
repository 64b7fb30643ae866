"""An evaluator whose judgement outlives the process, and is looked over now and then."""

from dataclasses import fields
from typing import Final

import structlog

from slawatch.clock import Clock
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.model.result import Snapshot
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.contract import Store

log = structlog.get_logger(__name__)

KEEP_SECONDS: Final = 600
"""Keeping costs by what is kept and not by what changed; a restart judges again what changed since."""


class Judgement:
    """Figures at the cost of what changed since the last ones, also across a restart."""

    def __init__(self, plan: Plan, store: Store, clock: Clock) -> None:
        self._plan = plan
        self._store = store
        self._clock = clock
        self._evaluator = Evaluator(plan, store, clock)
        self._resumes = True
        self._kept: tuple[object, float] | None = None
        """What was known when it was kept last, and when that was by the monotonic clock."""

    def take_over(self) -> None:
        """Go on from what was judged before, the first time that this is asked.

        To be asked before anything else teaches the plan words: in another order they would have other codes.
        """
        if self._resumes:
            self._resumes = False
            body = self._store.judged(self._plan.definitions.sha256)
            if body is not None and self._evaluator.resume(body):
                log.info("what was judged before is taken over", bytes=len(body))

    def evaluate(self) -> Snapshot:
        """Return the figures as far as the sources have told."""
        snapshot = self._evaluator.evaluate()
        self._keep(snapshot)
        return snapshot

    @property
    def rows(self) -> Rows:
        """The columns behind the last figures."""
        return self._evaluator.rows

    def begin_afresh(self) -> None:
        """Trust nothing that was taken in so far."""
        self._resumes = False
        self._evaluator = Evaluator(self._plan, self._store, self._clock)

    def audit(self) -> bool | None:
        """Tell whether all facts, judged afresh, give the same figures; None where news came in between.

        Where they don't, what was judged afresh is gone on with.
        """
        snapshot, fresh = self.evaluate(), Evaluator(self._plan, self._store, self._clock)
        again = fresh.evaluate(snapshot.as_of)
        if (again.known_through, again.watermarks) != (snapshot.known_through, snapshot.watermarks):
            return None
        told = [each.name for each in fields(snapshot) if each.name != "evaluated_at"]
        different = [name for name in told if getattr(again, name) != getattr(snapshot, name)]
        if not different:
            return True
        log.error("figures differ from a full evaluation, which is gone on with", different=different)
        self._evaluator = fresh
        self._kept = None  # a restart must not go on with what was wrong
        return False

    def _keep(self, snapshot: Snapshot) -> None:
        now, known = self._clock.monotonic(), snapshot.known_through
        if self._kept is None or (known != self._kept[0] and now - self._kept[1] >= KEEP_SECONDS):
            self._store.save_judged(self._plan.definitions.sha256, self._evaluator.kept(), at=snapshot.evaluated_at)
            self._kept = known, now
