"""An outage once, however many agreements count it, and however each merges it with its neighbours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from slawatch.engine.outage_list import ListedOutage
from slawatch.engine.overlapping import overlapping
from slawatch.model.outage import Severity


@dataclass(frozen=True, slots=True)
class OneOutage:
    """Outages of one service and severity that share time, as the agreements count them."""

    counted: Sequence[ListedOutage]
    """At least one; those of an agreement together, by their starts."""

    @property
    def service_id(self) -> str:
        """The service."""
        return self.counted[0].service_id

    @property
    def severity(self) -> Severity:
        """Down or degraded."""
        return self.counted[0].severity

    @property
    def is_down(self) -> bool:
        """Whether the service was down and not only degraded."""
        return self.severity is Severity.DOWN

    @property
    def started_at(self) -> datetime:
        """When it began, for the agreement that counts it the longest."""
        return min(each.started_at for each in self.counted)

    @property
    def ended_at(self) -> datetime | None:
        """When it ended, likewise; None while it lasts."""
        ends = [each.ended_at for each in self.counted if each.ended_at is not None]
        return max(ends) if len(ends) == len(self.counted) else None

    @property
    def outage_seconds(self) -> int:
        """Full elapsed length, up to as_of."""
        ends = (each.started_at + timedelta(seconds=each.outage_seconds) for each in self.counted)
        return round((max(ends) - self.started_at).total_seconds())

    @property
    def costliest(self) -> Sequence[ListedOutage]:
        """What the agreement counts of it that lost the most by it, the first of several that lost as much."""
        own = [tuple(told) for _, told in groupby(self.counted, key=attrgetter("sla"))]
        return max(own, key=_lost)

    @property
    def lost_seconds(self) -> float:
        """What the agreement lost by it that lost the most."""
        return _lost(self.costliest)


def once(outages: Iterable[ListedOutage]) -> Iterator[OneOutage]:
    """Yield each outage once, by service, severity and start; agreements stand in the order in which they come."""
    told = list(outages)
    place = {sla: n for n, sla in enumerate(dict.fromkeys(each.sla for each in told))}
    kind = attrgetter("service_id", "severity")
    for _, own in groupby(sorted(told, key=attrgetter("service_id", "severity", "started_at")), key=kind):
        for together in overlapping(own, _span):
            yield OneOutage(sorted(together, key=lambda each: (place[each.sla], each.started_at)))


def _span(outage: ListedOutage) -> tuple[float, float]:
    end = float("inf") if outage.ended_at is None else outage.ended_at.timestamp()
    return outage.started_at.timestamp(), end


def _lost(counted: Sequence[ListedOutage]) -> float:
    return sum(each.lost_seconds for each in counted)
