"""An outage once, however many agreements count it, and however each merges it with its neighbours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote

from slawatch.engine.outage_list import ListedOutage
from slawatch.model.outage import Severity


@dataclass(frozen=True, slots=True)
class OneOutage:
    """Outages of one service and severity that share time, as the agreements count them."""

    counted: Sequence[ListedOutage]
    """By agreement, then by start; at least one."""

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
    def lost_seconds(self) -> float:
        """What the agreement lost that lost the most."""
        return max(each.lost_seconds for each in self.counted)

    @property
    def anchor(self) -> str:
        """Its place on the page; safe in an address."""
        return f"{self.severity}-{quote(self.service_id, safe='')}-{self.started_at:%Y%m%dT%H%M%SZ}"

    @property
    def whole(self) -> ListedOutage:
        """It as one, over all of its time."""
        return replace(self.counted[0], started_at=self.started_at, ended_at=self.ended_at)


def once(outages: Iterable[ListedOutage]) -> Sequence[OneOutage]:
    """Return each outage once, the latest first."""
    ordered = sorted(outages, key=attrgetter("service_id", "severity", "started_at"))
    found = [one for _, own in groupby(ordered, key=attrgetter("service_id", "severity")) for one in _overlapping(own)]
    return sorted(found, key=lambda each: (each.started_at, each.service_id), reverse=True)


def _overlapping(outages: Iterable[ListedOutage]) -> Iterator[OneOutage]:
    together: list[ListedOutage] = []
    for each in outages:
        if together and not any(one.ended_at is None or each.started_at < one.ended_at for one in together):
            yield OneOutage(sorted(together, key=attrgetter("sla", "started_at")))
            together = []
        together.append(each)
    if together:
        yield OneOutage(sorted(together, key=attrgetter("sla", "started_at")))
