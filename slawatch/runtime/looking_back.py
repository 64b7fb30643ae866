"""When the periods of the last year are judged afresh for breaches that nobody answered.

Every day, after a start, once a source was read to its end, and soon again where it failed. Whether it is needed is
asked after each evaluation, by what stands: a run that was asked for and did not take place is asked for again.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from slawatch.clock import Clock
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.model.result import Snapshot
from slawatch.runtime.answering import Answering
from slawatch.runtime.finding_history import unread
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.publication import Board

FIRST_WAIT: Final = timedelta(minutes=1)
"""After a first failure it is tried again so soon, after each further one twice as late."""
LONGEST_WAIT: Final = timedelta(minutes=5)
"""Short enough for SlawatchEvaluationFailing, which wants two failures in each quarter of an hour."""


@dataclass(eq=False, slots=True, kw_only=True)
class LookingBack:
    """Looks back, one run at a time; the evaluator and workers of the scheduler share it."""

    answering: Answering
    board: Board
    clock: Clock
    metrics: SelfMetrics
    soon: Callable[[datetime], None]
    """Brings the next run forward to an instant, or puts it off."""
    publish: Callable[[], None]
    """Has findings published soon."""

    _turn: threading.Lock = field(default_factory=threading.Lock)
    _is_wanted: bool = True
    _unread: frozenset[str] = frozenset()
    _failures: int = 0
    _not_before: datetime | None = None

    def ask(self, snapshot: Snapshot) -> None:
        """Have a run follow where one is needed, by what was published last; one that is under way sees to it."""
        before, self._unread = self._unread, unread(snapshot)
        if not before <= self._unread:
            self._is_wanted = True
        if not self._turn.locked():
            self._have(snapshot)

    def run(self) -> None:
        """Look back by what is published, have what is new published, and see whether that was enough."""
        with self._turn:
            inquiry = self._taken()
            if inquiry is None:
                return
            succeeded = self.answering.look_back(inquiry.snapshot)
            self._settle(succeeded=succeeded)
            if succeeded and not inquiry.older_periods_read:
                self.publish()
            newest = self.board.current.inquiry or inquiry
            self._have(newest.snapshot)

    def _taken(self) -> Inquiry | None:
        """Return what is published. Who wants a run after this may know more than that, and is not forgotten."""
        before, self._is_wanted = self._is_wanted, False
        inquiry = self.board.current.inquiry
        if inquiry is None:
            self._is_wanted = before
        return inquiry

    def _settle(self, *, succeeded: bool) -> None:
        if succeeded:
            self._failures, self._not_before = 0, None
            return
        self._is_wanted = True
        self._not_before = self.clock.now() + min(FIRST_WAIT * 2 ** min(self._failures, 8), LONGEST_WAIT)
        self._failures += 1
        self.metrics.evaluation_failed("look_back")

    def _have(self, snapshot: Snapshot) -> None:
        if self._is_wanted or not self.answering.goes_back(snapshot):
            now = self.clock.now()
            self.soon(max(now, self._not_before or now))
