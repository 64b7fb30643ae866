"""Day by day: the worst of each day of a service, and when it was down, degraded, excluded or not looked at."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from slawatch.engine.daily import DayAccount
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.reports.cells import Cell, Clock, Phrase, Seconds, Unknown
from slawatch.reports.document import Bar, Block, Lane, Shade, Strip, StripDay, StripLane, Timeline
from slawatch.reports.draft import Draft
from slawatch.reports.service_lanes import ServiceLane, service_lanes
from slawatch.reports.untold import untold_services

_MOST_DAYS: Final = 366
_AHEAD: Final = Unknown(Phrase("still ahead"))
_CLOSED: Final = Unknown(Phrase("no service hours"))


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    material = draft.material
    if not material.covered.agreements or not material.stored.touch(material.cuts.span):
        return
    yield from untold_services(material, "days-untold")
    lanes = [each for each in service_lanes(material) if each.time.service not in material.untold]
    if not lanes:
        return
    if len(lanes[0].days) <= _MOST_DAYS:
        yield Strip(id="days", title=Phrase("Day by day"), lanes=tuple(_strip(each) for each in lanes))
    yield Timeline(
        id="outage-timeline",
        title=Phrase("Outages and exclusions"),
        span=material.cuts.span,
        lanes=tuple(Lane(each.name, tuple(_bars(each))) for each in lanes),
    )


def _strip(lane: ServiceLane) -> StripLane:
    return StripLane(lane.name, tuple(_day(lane, *each) for each in lane.days))


def _day(lane: ServiceLane, when: date, begins: int, account: DayAccount) -> StripDay:
    if begins >= lane.time.window.as_of:
        return StripDay(when, Shade.UNKNOWN, _AHEAD)
    shade = _shade(account)
    return StripDay(when, shade, _lost(shade, account))


def _shade(account: DayAccount) -> Shade:
    worst = (
        (account.down, Shade.DOWN),
        (account.degraded, Shade.DEGRADED),
        (account.unknown, Shade.UNKNOWN),
        (account.excluded, Shade.EXCLUDED),
        (account.scheduled, Shade.UP),
    )
    return next((shade for seconds, shade in worst if seconds), Shade.CLOSED)


def _lost(shade: Shade, account: DayAccount) -> Cell:
    if shade is Shade.CLOSED:
        return _CLOSED
    if account.scheduled == account.unknown:
        return Unknown(Phrase("no data"))
    return Seconds(int(account.lost) if account.lost.denominator == 1 else float(account.lost))


def _bars(lane: ServiceLane) -> Iterator[Bar]:
    for kind, start, end in lane.stretches:
        span = Interval(from_epoch(start), from_epoch(end))
        yield Bar(span, Shade(kind), Seconds(end - start, Clock.ELAPSED))
