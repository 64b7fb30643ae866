"""What needs an action: every objective that was missed, and every outage that nobody had planned."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

import numpy as np

from slawatch.calendars.period_names import period_name, periods_back
from slawatch.engine.ground import Ground
from slawatch.engine.outage_history import outage_costs
from slawatch.engine.overlapping import overlapping
from slawatch.engine.period_figures import figures_on
from slawatch.engine.period_times import period_times
from slawatch.engine.plan import Plan
from slawatch.engine.service_time import ServiceTime
from slawatch.model.agreement import Agreement
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.interval import Interval
from slawatch.model.reference import BreachRef, OutageRef
from slawatch.model.result import ObjectiveFigure, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """An objective that was missed in a period."""

    ref: BreachRef
    figure: ObjectiveFigure

    @property
    def at(self) -> datetime:
        """When it was missed for good, else when its period ended."""
        return self.figure.breached_at or self.figure.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplannedOutage:
    """An outage of a service that cost agreed time under at least one agreement."""

    ref: OutageRef
    slas: tuple[str, ...]
    """The agreements under which it did, in their order."""
    lost_seconds: int
    """Of agreed time, under the agreement that lost the most by all parts that it counts."""
    lasts: bool
    """Whether it went on at as_of."""

    @property
    def at(self) -> datetime:
        """When it began."""
        return self.ref.started_at


Finding = Breach | UnplannedOutage


def breaches(figures: Iterable[ObjectiveFigure], plan: Plan) -> Iterator[Breach]:
    """Yield the objectives that were missed; one that can't be judged was not."""
    for figure in figures:
        if figure.state is State.BREACHED:
            yield Breach(ref=breach_ref(figure, plan), figure=figure)


def past_breaches(base: Ground, *, since: datetime) -> Iterator[Breach]:
    """Yield the breaches of all periods that end after an instant, the newest first; the ground must hold all rows."""
    walks = {
        name: periods_back(versions[-1].period, base.as_of, timezone=versions[-1].timezone)
        for name, versions in base.plan.versions.items()
    }
    told: set[BreachRef] = set()
    while walks:
        cut = {name: next(walk) for name, walk in walks.items()}
        if all(period.end <= since for period in cut.values()):
            return
        for breach in breaches(figures_on(base, _by_agreement(cut)).objectives, base.plan):
            if breach.figure.ends_at > since and breach.ref not in told:
                told.add(breach.ref)
                yield breach


def unplanned_outages(
    base: Ground, *, since: datetime, slas: Container[str] | None = None
) -> Iterator[UnplannedOutage]:
    """Yield the outages that cost agreed time after an instant, by service and start.

    What was excluded, lay outside service hours or was too short to count has cost none. Agreements may merge outages
    differently: what overlaps is one. `slas` are the agreements that are told of; None: all.
    """
    whole = Interval(since, max(since, base.as_of))
    times = (each for each in period_times(base, lambda _: whole) if slas is None or each.agreement.id in slas)
    costly = [each for time in times for each in _costly(time)]
    costly.sort(key=attrgetter("service", "start"))
    for service, own in groupby(costly, key=attrgetter("service")):
        for together in overlapping(own, attrgetter("start", "end")):
            yield _outage(service, together, base)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Costly:
    service: str
    sla: str
    start: int
    end: int
    lost: int


def _costly(time: ServiceTime) -> Iterator[_Costly]:
    start, end = time.window.seen
    if start == end:
        return
    lost = outage_costs(time, start, end)
    for place in np.flatnonzero(lost).tolist():
        began, ended = time.layers.outages[place].tolist()
        yield _Costly(service=time.service, sla=time.agreement.id, start=began, end=ended, lost=int(lost[place]))


def _outage(service: str, together: list[_Costly], base: Ground) -> UnplannedOutage:
    start, end, now = min(one.start for one in together), max(one.end for one in together), epoch(base.as_of)
    ref = OutageRef(
        service_id=service, started_at=from_epoch(start), ended_at=from_epoch(max(min(end, now), start + 1))
    )
    lost = Counter[str]()
    for one in together:
        lost[one.sla] += one.lost
    ordered = tuple(name for name in base.plan.versions if name in lost)
    return UnplannedOutage(ref=ref, slas=ordered, lost_seconds=max(lost.values()), lasts=end > now)


def _by_agreement(cut: Mapping[str, Interval]) -> Callable[[Agreement], Interval]:
    return lambda agreement: cut[agreement.id]


def breach_ref(figure: ObjectiveFigure, plan: Plan) -> BreachRef:
    """Return what a breach of an objective in its period is called."""
    agreement = plan.versions[figure.sla][-1]
    period = Interval(figure.starts_at, figure.ends_at)
    return BreachRef(
        sla=figure.sla,
        objective=figure.objective,
        service_id=figure.service_id,
        period=period_name(agreement.period, period, timezone=agreement.timezone),
    )
