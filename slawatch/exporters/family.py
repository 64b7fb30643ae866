"""A metric family: its name, type and labels, what it means, and what limits its series."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from slawatch.exporters.bounds import Bound, Count, each, series


class FamilyType(StrEnum):
    """OpenMetrics types that slawatch uses."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGEHISTOGRAM = "gaugehistogram"
    STATESET = "stateset"


EVALUATED: Final = (
    "Computed from stored facts, cached until the next evaluation; as of slawatch_evaluation_as_of_timestamp_seconds."
)
COUNTED: Final = "Counted from stored facts; persisted, cached between evaluations."
OBSERVED: Final = "Observed by the daemon itself; not cached."


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One metric family; a counter's name ends in _total here and loses it in OpenMetrics metadata."""

    name: str
    type: FamilyType
    labels: tuple[str, ...]
    text: str
    origin: str
    """Where the figure comes from and whether it is cached."""
    bound: Bound
    """What limits the number of its series."""

    @property
    def help(self) -> str:
        """The HELP text."""
        return f"{self.text} {self.origin}"

    @property
    def base(self) -> str:
        """The family's name in OpenMetrics."""
        return self.name.removesuffix("_total") if self.type is FamilyType.COUNTER else self.name

    @property
    def unit(self) -> str:
        """The unit that the name ends in, empty for a plain number."""
        return next((unit for unit in ("seconds", "ratio") if self.base.endswith(f"_{unit}")), "")


OBJECTIVE: Final = ("service_id", "sla", "objective")
OBJECTIVE_PERIOD: Final = (*OBJECTIVE, "period")
SERVICE: Final = ("service_id",)
SERVICE_PERIOD: Final = ("service_id", "sla", "period")
KIND: Final = ("service_id", "kind", "priority")
CORRECTED: Final = ("service_id", "kind")
SOURCE: Final = ("source",)
FEED: Final = ("calendar", "feed")
REPORT: Final = ("subject",)
SLA_PERIOD: Final = ("sla", "period")
DESK_SERVICE: Final = ("service_id", "period")
PROCESS: Final = ("process", "indicator", "service_id", "period")
_BOUNDS: Final = {
    OBJECTIVE: each(Count.OBJECTIVES),
    OBJECTIVE_PERIOD: each(Count.OBJECTIVES, lean=2),
    SERVICE: each(Count.SERVICES),
    SERVICE_PERIOD: each(Count.AGREED_SERVICES, lean=2),
    SLA_PERIOD: each(Count.AGREEMENTS, lean=2),
    KIND: each(Count.SERVICES, Count.KINDS, Count.PRIORITIES),
    CORRECTED: each(Count.SERVICES, lean=6),
    SOURCE: each(Count.SOURCES),
    FEED: each(Count.FEEDS),
    REPORT: each(Count.REPORTS),
    DESK_SERVICE: each(Count.SERVICES, full=2),
    (): series(1),
}
"""The usual limit of a family's series, by its labels."""


def evaluated(name: str, labels: tuple[str, ...], text: str, bound: Bound | None = None) -> Family:
    """Return a gauge of a figure; its usual bound follows from its labels."""
    limit = bound or _BOUNDS[labels]
    return Family(name=name, type=FamilyType.GAUGE, labels=labels, text=text, origin=EVALUATED, bound=limit)


def counted(name: str, text: str, labels: tuple[str, ...] = KIND) -> Family:
    """Return a counter of facts."""
    return Family(name=name, type=FamilyType.COUNTER, labels=labels, text=text, origin=COUNTED, bound=_BOUNDS[labels])


def gauge(name: str, labels: tuple[str, ...], text: str, bound: Bound | None = None) -> Family:
    """Return a gauge of what the daemon observes."""
    limit = bound or _BOUNDS[labels]
    return Family(name=name, type=FamilyType.GAUGE, labels=labels, text=text, origin=OBSERVED, bound=limit)


def counter(name: str, labels: tuple[str, ...], text: str, bound: Bound) -> Family:
    """Return a counter of what the daemon observes."""
    return Family(name=name, type=FamilyType.COUNTER, labels=labels, text=text, origin=OBSERVED, bound=bound)
