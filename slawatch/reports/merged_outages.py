"""The outages of a report, each once, however many agreements count it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby

from slawatch.engine.affected_users import lost_user_seconds
from slawatch.engine.outage_list import ListedOutage
from slawatch.engine.windows import window
from slawatch.model.agreement import AgreementKind
from slawatch.model.interval import Interval
from slawatch.model.outage import Severity
from slawatch.model.reference import OutageRef
from slawatch.reports.material import Material


@dataclass(frozen=True, kw_only=True, eq=False)
class MergedOutage:
    """A merged outage or degradation of a service, with how each agreement counts it."""

    material: Material
    counted: tuple[ListedOutage, ...]
    """At least one; in the order of the agreements."""

    @property
    def service_id(self) -> str:
        """The service."""
        return self.counted[0].service_id

    @property
    def severity(self) -> Severity:
        """Down, or degraded."""
        return self.counted[0].severity

    @property
    def started_at(self) -> datetime:
        """When it began."""
        return self.counted[0].started_at

    @property
    def ended_at(self) -> datetime | None:
        """When it was over; None while it lasts at as_of."""
        return self.counted[0].ended_at

    @property
    def until(self) -> datetime:
        """When it was over, or up to when it is known."""
        return self.ended_at or max(self.material.as_of, self.started_at + timedelta(seconds=1))

    @property
    def costliest(self) -> ListedOutage:
        """As the agreement counts it that lost the most by it."""
        return max(self.counted, key=lambda each: each.lost_seconds)

    @property
    def ref(self) -> OutageRef:
        """What it is called where actions are about it."""
        return OutageRef(service_id=self.service_id, started_at=self.started_at, ended_at=self.until)

    @cached_property
    def user_minutes(self) -> float | None:
        """Minutes of agreed time of the period that users lost by it, all users together; None where not told."""
        lost = self.costliest
        agreement = self.material.judging(lost.sla)
        period = self.material.cuts.reported(agreement)
        within = Interval(max(self.started_at, period.start), max(min(self.until, period.end), period.start))
        seen = window(agreement, within, as_of=self.material.as_of)
        time = self.material.base.time(agreement, self.service_id, seen)
        seconds = lost_user_seconds(time, self.material.base.outages_behind(time))
        return None if seconds is None else float(seconds / 60)

    @property
    def suppliers(self) -> Sequence[str]:
        """The suppliers who have a contract on the service that the report covers: no customer reads of them."""
        covered = self.material.covered.agreements
        found = (
            each.party
            for each in self.material.definitions.agreements
            if each.kind is AgreementKind.CONTRACT and each.id in covered and self.service_id in each.services
        )
        return list(dict.fromkeys(found))


def merged_outages(material: Material) -> Sequence[MergedOutage]:
    """Return the outages that touch the report's period, those that cost the most first."""
    found = sorted(_merged(material), key=_order)
    return sorted(found, key=lambda each: (each.user_minutes or 0, each.costliest.lost_seconds), reverse=True)


def _merged(material: Material) -> Iterator[MergedOutage]:
    told = sorted(material.outages, key=_same)
    place = {sla: n for n, sla in enumerate(material.covered.agreements)}
    for _, own in groupby(told, key=_same):
        yield MergedOutage(material=material, counted=tuple(sorted(own, key=lambda each: place[each.sla])))


def _same(outage: ListedOutage) -> tuple[str, str, datetime, float]:
    end = outage.ended_at.timestamp() if outage.ended_at else float("inf")
    return outage.service_id, outage.severity, outage.started_at, end


def _order(outage: MergedOutage) -> tuple[float, datetime, str]:
    return -outage.counted[0].outage_seconds, outage.started_at, outage.service_id
