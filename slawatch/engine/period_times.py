"""The services of every agreement in one period, each by the version of the agreement that judges it."""

from collections.abc import Callable, Iterator

from slawatch.engine.ground import Ground
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.versions import judging, whole
from slawatch.engine.windows import window
from slawatch.model.agreement import Agreement
from slawatch.model.interval import Interval


def period_times(base: Ground, period: Callable[[Agreement], Interval]) -> Iterator[ServiceTime]:
    """Yield the time of each service in the period that its agreement cuts, by agreement and service."""
    for versions in base.plan.versions.values():
        own = window(whole(versions), period(whole(versions)), as_of=base.as_of)
        agreement = judging(versions, own.period, as_of=base.as_of)
        for service in agreement.services:
            yield base.time(agreement, service, own)
