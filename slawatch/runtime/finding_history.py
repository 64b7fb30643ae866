"""What needs an answer in the last year, kept up to date at the cost of what changed.

A breach of the current or the previous period stands in every snapshot. Of older periods the last judgement is
remembered, and all of them are judged afresh once a day, since late data and corrections reach back. Outages are kept
at hand for ever, so theirs are looked up each time.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from slawatch.clock import Clock, StoppedClock
from slawatch.engine.columns import TimerRows, WorkRows
from slawatch.engine.findings import (
    Breach,
    Finding,
    UnplannedOutage,
    breach_ref,
    breaches,
    past_breaches,
    unplanned_outages,
)
from slawatch.engine.ground import Ground, ground
from slawatch.engine.plan import Plan, Vocabulary
from slawatch.engine.rows import Rows, empty
from slawatch.model.agreement import Rolling
from slawatch.model.reference import BreachRef
from slawatch.model.result import ObjectiveFigure, Relative, Snapshot
from slawatch.runtime.improvement import whole_ground
from slawatch.store.contract import Reader
from slawatch.store.past import Past

LOOKED_BACK: Final = timedelta(days=366)
"""How far back a breach or an outage still needs an answer."""


def findings(
    store: Reader, plan: Plan, clock: Clock, *, as_of: datetime | None = None, since: datetime | None = None
) -> tuple[Finding, ...]:
    """Return everything that needs an answer, the newest first, from all facts; `since` is a year by default."""
    return findings_on(whole_ground(store, plan, clock, as_of=as_of), since=since)


def findings_on(base: Ground, *, since: datetime | None = None) -> tuple[Finding, ...]:
    """Return the same of rows that hold all that is stored."""
    begin = since or base.as_of - LOOKED_BACK
    return newest_first((*past_breaches(base, since=begin), *unplanned_outages(base, since=begin)))


def outages_found(plan: Plan, snapshot: Snapshot, rows: Rows) -> Iterator[UnplannedOutage]:
    """Yield the unplanned outages of the last year, by what a plan counts."""
    outages = replace(rows, timers=empty(TimerRows), work=empty(WorkRows))
    base = ground(plan, outages, as_of=snapshot.as_of, watermarks=dict(snapshot.watermarks))
    yield from unplanned_outages(base, since=snapshot.as_of - LOOKED_BACK)


class FindingHistory:
    """What was found by one plan; one thread at a time tells it news, while another may look back."""

    def __init__(self, plan: Plan, known: Iterable[Breach] = (), *, looked_back: Snapshot | None = None) -> None:
        """Take what was known to be breached, and the snapshot by which older periods were judged so, if they were."""
        self._plan = plan
        self._unread = None if looked_back is None else unread(looked_back)
        self._turn = threading.Lock()
        self._breaches = {each.ref: each for each in known if each.ref.sla in plan.versions}

    def goes_back(self, snapshot: Snapshot) -> bool:
        """Tell whether older periods were judged by all sources that a snapshot knows; else breaches may be missing.

        Asked before what is found: another thread may look back meanwhile.
        """
        return self._unread is not None and self._unread <= unread(snapshot)

    def found(self, snapshot: Snapshot, rows: Rows) -> tuple[Finding, ...]:
        """Return what needs an answer by a snapshot, the newest first."""
        since = snapshot.as_of - LOOKED_BACK
        with self._turn:
            self._breaches = kept = self._judged(snapshot, since)
        return newest_first((*kept.values(), *outages_found(self._plan, snapshot, rows)))

    def look_back(self, store: Reader, snapshot: Snapshot) -> None:
        """Judge every period of the last year afresh, by the facts that a snapshot knew."""
        plan = replace(self._plan, words=Vocabulary(self._plan.definitions.services))
        clock = StoppedClock(snapshot.evaluated_at)
        told = findings(Past.behind(store, snapshot), plan, clock, as_of=snapshot.as_of)
        with self._turn:
            self._breaches = {each.ref: each for each in told if isinstance(each, Breach)}
            self._unread = unread(snapshot)

    def _judged(self, snapshot: Snapshot, since: datetime) -> dict[BreachRef, Breach]:
        """Return the breaches that are known, with those of a snapshot's periods as it has them."""
        figures = [each for each in snapshot.objectives if not self._is_beside(each)]
        judged = {breach_ref(each, self._plan) for each in figures}
        kept = {ref: each for ref, each in self._breaches.items() if ref not in judged and each.figure.ends_at > since}
        for each in breaches(figures, self._plan):
            kept.setdefault(each.ref, each)
        return kept

    def _is_beside(self, figure: ObjectiveFigure) -> bool:
        """Tell whether a figure is of the days before a rolling period, which is no month that anybody speaks of."""
        rolls = isinstance(self._plan.versions[figure.sla][-1].period, Rolling)
        return rolls and figure.period is Relative.PREVIOUS


def unread(snapshot: Snapshot) -> frozenset[str]:
    """Return the sources that have not been read to their end once."""
    return frozenset(source for source, reached in snapshot.watermarks if reached is None)


def newest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order in which they are told."""
    return tuple(sorted(found, key=lambda each: (each.at, str(each.ref)), reverse=True))
