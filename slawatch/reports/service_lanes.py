"""The services of a report side by side: a lane each, and more only where agreements count a service differently."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from slawatch.calendars.zones import midnight
from slawatch.engine.daily import DayAccount, days_of, stretches_of
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.windows import window
from slawatch.model.instant import epoch
from slawatch.reports import naming
from slawatch.reports.cells import Cell, Phrase
from slawatch.reports.material import Material

_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class ServiceLane:
    """A service in the report's period, as one agreement counts it, or as all of them do."""

    name: Cell
    time: ServiceTime
    days: Sequence[tuple[date, int, DayAccount]]
    """Each date, when it begins (epoch seconds), and its account."""
    stretches: Sequence[tuple[str, int, int]]
    """When it was excluded, unknown, down or degraded."""


def service_lanes(material: Material) -> Iterator[ServiceLane]:
    """Yield the lanes by service, in the order of the configuration; none of a service that no agreement covers."""
    dates = dates_of(material)
    after = dates[-1] + timedelta(days=1)
    edges = [epoch(midnight(each, material.covered.timezone)) for each in (*dates, after)]
    for service in material.covered.services:
        told: dict[object, ServiceLane] = {}
        for time in _counted(material, service):
            days, stretches = days_of(time, edges), stretches_of(time)
            name = naming.agreement(material.definitions, time.agreement.id)
            dated = tuple(zip(dates, edges[:-1], days, strict=True))
            told.setdefault((days, stretches), ServiceLane(name=name, time=time, days=dated, stretches=stretches))
        yield from (_named(material, lane, alone=len(told) == 1) for lane in told.values())


def dates_of(material: Material) -> tuple[date, ...]:
    """Return the local dates of a report's period, in its own zone."""
    span, zone = material.cuts.span, material.cuts.zone
    first, last = span.start.astimezone(zone).date(), (span.end - _SECOND).astimezone(zone).date()
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _counted(material: Material, service: str) -> Iterator[ServiceTime]:
    for sla in material.counting(service):
        agreement = material.judging(sla)
        seen = window(agreement, material.cuts.span, as_of=material.as_of)
        if seen.in_force:
            yield material.base.time(agreement, service, seen)


def _named(material: Material, lane: ServiceLane, *, alone: bool) -> ServiceLane:
    service = naming.service(material.definitions, lane.time.service)
    name = service if alone else Phrase("{service} ({agreement})", {"service": service, "agreement": lane.name})
    return replace(lane, name=name)
