"""What is kept of the columns between evaluations, so that a cycle costs what changed and not what there is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar

import numpy as np

from slawatch.engine import workload
from slawatch.engine.advance import advanced
from slawatch.engine.attainment import verdicts
from slawatch.engine.columns import ExclusionRows, Flags, GapRows, NativeRows, OutageRows, Phase, TimerRows
from slawatch.engine.facts import Ints
from slawatch.engine.native import kept
from slawatch.engine.plan import Plan
from slawatch.engine.rows import AnyTicketRows, Judged, Rows, empty, no_rows
from slawatch.engine.work import recent_work

AnyRows = TypeVar("AnyRows", Rows, Judged)

_DAWN: Final = int(np.iinfo(np.int64).min)
"""Nothing is older."""


class Ledger:
    """Rows of every source under one plan, kept up to date by what changed.

    Kept are open timers and tickets, timers with a verdict and tickets created or done since the start of the
    oldest period that is still told, and every outage: a late one may join two that lay apart. Figures of the
    current and previous periods are the same as from all rows.
    """

    def __init__(self, plan: Plan, rows: Rows | None = None, *, since: int = _DAWN) -> None:
        self._plan = plan
        self._rows = rows or no_rows()
        self.since = since
        """What was decided and done before this instant is not kept."""

    @property
    def rows(self) -> Rows:
        """What is kept, for evaluate()."""
        return self._rows

    def restate(self, source: str, judged: Judged) -> None:
        """Put what the kernel says of some tickets of a source in the place of what it said before.

        What is too old to be kept is not even taken in: a first look at years needs no room for them.
        """
        code, rows = self._plan.words.code(source), self._rows
        changed, told = judged.tickets.ticket, _recent(judged, self.since)
        self._rows = replace(
            rows,
            tickets=_replaced(rows.tickets, told.tickets, code=code, tickets=changed),
            timers=_replaced(rows.timers, told.timers, code=code, tickets=changed),
            outages=_replaced(rows.outages, told.outages, code=code, tickets=changed),
            exclusions=_replaced(rows.exclusions, told.exclusions, code=code, tickets=changed),
            work=_replaced(rows.work, told.work, code=code, tickets=changed),
            native=_replaced(rows.native, told.native or empty(NativeRows), code=code, tickets=changed),
            desk=rows.desk.restated(told.desk, source=code, tickets=changed) if told.desk else rows.desk,
        )

    def restate_facts(
        self, source: str, outages: OutageRows, exclusions: ExclusionRows, gaps: GapRows | None = None
    ) -> None:
        """Put all outage facts, exclusions and unwatched time of a source in the place of those before."""
        code, rows = self._plan.words.code(source), self._rows
        kept = (rows.outages.source != code) | (rows.outages.ticket >= 0)
        stays = (rows.exclusions.source != code) | (rows.exclusions.ticket >= 0)
        self._rows = replace(
            rows,
            outages=OutageRows.joined((rows.outages.take(kept), outages)),
            exclusions=ExclusionRows.joined((rows.exclusions.take(stays), exclusions)),
            gaps=GapRows.joined((rows.gaps.take(rows.gaps.source != code), gaps or empty(GapRows))),
        )

    def advance(self, horizons: Mapping[str, int]) -> None:
        """Move the open timers of each source on to its horizon."""
        timers = self._rows.timers
        goes_on = _goes_on(timers)
        for source, horizon in horizons.items():
            own = np.flatnonzero(goes_on & (timers.source == self._plan.words.code(source)))
            timers = _put(timers, own, advanced(timers.take(own), self._plan, horizon=horizon))
        self._rows = replace(self._rows, timers=timers)

    def forget(self, since: int) -> None:
        """Drop timers and tickets that were decided and done before an instant, now and as they come in later.

        See windows.kept_since.
        """
        self.since = since
        self._rows = _recent(self._rows, since)


def _recent(told: AnyRows, since: int) -> AnyRows:
    """Return what figures from an instant on need; outages stay whatever their age."""
    timers = told.timers.take(_goes_on(told.timers) | (verdicts(told.timers).at >= since))
    return replace(
        told,
        tickets=workload.recent(told.tickets, since),
        timers=timers,
        native=told.native and kept(told.native, timers),
        work=recent_work(told.work, since),
        desk=told.desk and told.desk.recent(since),
    )


def _goes_on(timers: TimerRows) -> Flags:
    goes_on: Flags = (timers.phase == Phase.RUNNING) | (timers.phase == Phase.PAUSED)
    return goes_on


def _put(timers: TimerRows, places: Ints, moved: TimerRows) -> TimerRows:
    """Only what a timer shows moves on with time; the other columns are not copied."""
    shown = {name: getattr(timers, name).copy() for name in ("elapsed", "paused", "counted_to")}
    for name, column in shown.items():
        column[places] = getattr(moved, name)
    return replace(timers, **shown)


def _replaced(before: AnyTicketRows, after: AnyTicketRows, *, code: int, tickets: Ints) -> AnyTicketRows:
    stays = (before.source != code) | ~np.isin(before.ticket, tickets)
    return before.joined((before.take(stays), after))
