"""The outages of a report, each once, however many agreements count it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from slawatch.engine.affected_users import lost_user_seconds
from slawatch.engine.one_outage import OneOutage, once
from slawatch.engine.windows import window
from slawatch.model.agreement import AgreementKind
from slawatch.model.interval import Interval
from slawatch.model.reference import OutageRef
from slawatch.reports.material import Material


@dataclass(frozen=True, kw_only=True, eq=False)
class MergedOutage:
    """An outage or degradation of a service, with what a report says of it."""

    material: Material
    one: OneOutage

    @property
    def until(self) -> datetime:
        """When it was over, or up to when it is known."""
        return self.one.started_at + timedelta(seconds=max(self.one.outage_seconds, 1))

    @property
    def service_seconds(self) -> int:
        """Seconds of the period's service hours, exclusions ignored, for the agreement that lost the most by it."""
        return sum(each.service_seconds for each in self.one.costliest)

    @property
    def ref(self) -> OutageRef:
        """What it is called where actions are about it."""
        return OutageRef(service_id=self.one.service_id, started_at=self.one.started_at, ended_at=self.until)

    @cached_property
    def user_minutes(self) -> float | None:
        """Minutes of agreed time of the period that users lost by it, all users together; None where not told."""
        agreement = self.material.judging(self.one.costliest[0].sla)
        period = self.material.cuts.reported(agreement)
        within = Interval(max(self.one.started_at, period.start), max(min(self.until, period.end), period.start))
        seen = window(agreement, within, as_of=self.material.as_of)
        time = self.material.base.time(agreement, self.one.service_id, seen)
        seconds = lost_user_seconds(time, self.material.base.outages_behind(time))
        return None if seconds is None else float(seconds / 60)

    @property
    def suppliers(self) -> Sequence[str]:
        """The suppliers who have a contract on the service that the report covers: no customer reads of them."""
        covered = self.material.covered.agreements
        found = (
            each.party
            for each in self.material.definitions.agreements
            if each.kind is AgreementKind.CONTRACT and each.id in covered and self.one.service_id in each.services
        )
        return list(dict.fromkeys(found))


def merged_outages(material: Material) -> Sequence[MergedOutage]:
    """Return the outages that touch the report's period, those that cost the most first."""
    merged = (MergedOutage(material=material, one=each) for each in once(material.outages))
    found = sorted(merged, key=_order)
    return sorted(found, key=lambda each: (each.user_minutes or 0, each.one.lost_seconds), reverse=True)


def _order(outage: MergedOutage) -> tuple[float, datetime, str]:
    return -outage.one.outage_seconds, outage.one.started_at, outage.one.service_id
