"""An availability taken apart: the segments that add up to it, each outage with what was cut off it, each exclusion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final

import numpy as np

from slawatch.engine.availability import TimeAccount
from slawatch.engine.evidence import ToldExclusion, ToldOutage
from slawatch.engine.exclusion_list import ListedExclusion
from slawatch.engine.period_segments import DayTotal, Seconds, Segment, TimeClass, days, pieces, runs, within
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, union
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.result import ObjectiveFigure

_WHOLLY: Final = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedOutage:
    """Outages that overlap, touch or were joined, as one; what of it counts, and what took the rest away."""

    starts_at: datetime
    ends_at: datetime | None
    """None while it lasts at as_of."""
    weight: Fraction
    """The share (0..1) of it that is lost; less than 1 where the service worked badly."""
    full_seconds: int
    """Elapsed, up to as_of."""
    in_period: Seconds
    """Elapsed seconds of it in the period, by what they are: up is what was too short to count."""
    bridged_seconds: int
    """Elapsed seconds between two of the outages that the agreement counts as one."""
    told: tuple[ToldOutage, ...]
    """By whom; of a service that is made of others, what its parts are told of."""
    degraded: bool
    """True where the service worked badly, False where it was down."""

    @property
    def other_period_seconds(self) -> int:
        """Elapsed seconds of it that lie outside the period or the agreement's dates."""
        return self.full_seconds - sum(self.in_period.values())

    def touches(self, segment: Segment) -> bool:
        """Tell whether it shares a second with a segment."""
        return self.starts_at < segment.ends_at and (self.ends_at is None or self.ends_at > segment.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedExclusion:
    """An exclusion that touches the period, as the agreement counts it, and as it was stated where that is known."""

    listed: ListedExclusion
    told: ToldExclusion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedAvailability:
    """The figure of one service in one period, with everything that it is made of."""

    figure: ObjectiveFigure
    service_hours: str
    """The id of the calendar."""
    account: TimeAccount
    """Service seconds by class; the segments add up to it."""
    seen_until: datetime
    """The segments end here: at as_of or at the end of the period or of the agreement."""
    segments: tuple[Segment, ...]
    days: tuple[DayTotal, ...]
    outages: tuple[ExplainedOutage, ...]
    exclusions: tuple[ExplainedExclusion, ...]
    known_until: Mapping[str, datetime | None]
    """By source behind the service: up to when it has told everything; None where it never answered."""

    def told_of(self, segment: Segment) -> list[ToldOutage]:
        """Return the outages as they were told that lie over a segment; none over a gap that was bridged."""
        degraded = segment.time is TimeClass.DEGRADED
        start, end = epoch(segment.starts_at), epoch(segment.ends_at)
        own = (each for each in self.outages if each.degraded is degraded and each.touches(segment))
        return [told for outage in own for told in outage.told if _overlaps(told, start, end)]

    def exclusions_of(self, segment: Segment) -> list[ExplainedExclusion]:
        """Return the exclusions that count and lie over a segment."""
        return [
            each
            for each in self.exclusions
            if each.listed.excluded_seconds
            and each.listed.started_at < segment.ends_at
            and each.listed.ended_at > segment.starts_at
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was told of one service, for its names."""

    outages: Sequence[ToldOutage]
    exclusions: Sequence[ToldExclusion]
    listed: Sequence[ListedExclusion]
    """The exclusions that touch the period, under the agreement."""
    known_until: Mapping[str, datetime | None]
    """By source behind the service."""


def explained_availability(time: ServiceTime, figure: ObjectiveFigure, evidence: Evidence) -> ExplainedAvailability:
    """Return a published figure with its segments; their seconds by class are those of the figure."""
    parts = pieces(time)
    return ExplainedAvailability(
        figure=figure,
        service_hours=time.calendar.hours.id,
        account=time.account,
        seen_until=from_epoch(time.window.seen[1]),
        segments=runs(parts),
        days=tuple(days(parts, time.agreement.timezone)),
        outages=tuple(_outages(time, parts, evidence.outages)),
        exclusions=tuple(_exclusions(evidence)),
        known_until=evidence.known_until,
    )


def _outages(time: ServiceTime, parts: Sequence[Segment], told: Sequence[ToldOutage]) -> Iterator[ExplainedOutage]:
    down = union((time.record.down, time.record.dropped))
    stretches = [(_WHOLLY, down), *((part.weight, part.stretches) for part in time.record.degraded)]
    start, end = time.window.seen
    touching = [
        (began, ended, n)
        for n, (_, spans) in enumerate(stretches)
        for began, ended in spans[(spans[:, 0] < end) & (spans[:, 1] > start)].tolist()
    ]
    for began, ended, n in sorted(touching):
        own = [each for each in told if _makes(each, time, degraded=n > 0) and _overlaps(each, began, ended)]
        outage = _outage(time, (began, ended), parts, stretches[n][0], own)
        yield replace(outage, degraded=n > 0)


def _outage(
    time: ServiceTime, span: tuple[int, int], parts: Sequence[Segment], weight: Fraction, told: Sequence[ToldOutage]
) -> ExplainedOutage:
    began, ended = span
    start, end = time.window.seen
    until = min(ended, time.window.as_of)
    return ExplainedOutage(
        starts_at=from_epoch(began),
        ends_at=from_epoch(ended) if ended <= time.window.as_of else None,
        weight=weight,
        full_seconds=until - began,
        in_period=within(parts, from_epoch(max(began, start)), from_epoch(min(ended, end))),
        bridged_seconds=_seconds(time.record.bridged, began, until),
        told=tuple(told),
        degraded=False,
    )


def _makes(told: ToldOutage, time: ServiceTime, *, degraded: bool) -> bool:
    """Tell whether an outage brings a service down, or degrades it, as a part that is down may do."""
    return told.degraded is degraded or (degraded and told.service_id != time.service)


def _overlaps(told: ToldOutage, began: int, ended: int) -> bool:
    return epoch(told.started_at) < ended and (told.ended_at is None or epoch(told.ended_at) > began)


def _seconds(spans: Spans, start: int, end: int) -> int:
    return int(np.diff(np.clip(spans, start, end)).sum())


def _exclusions(evidence: Evidence) -> Iterator[ExplainedExclusion]:
    stated = {(each.source, each.started_at, each.ended_at): each for each in evidence.exclusions}
    for listed in evidence.listed:
        key = listed.source, listed.started_at, listed.ended_at
        yield ExplainedExclusion(listed=listed, told=stated.get(key))
