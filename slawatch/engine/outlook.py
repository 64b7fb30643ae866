"""What becomes of objectives in their current periods: burn rates, the end of the budget, forecasts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from slawatch.calendars.calendar import Calendar
from slawatch.engine import group_burn
from slawatch.engine.attainment import NO_TIMERS, Group, Tally
from slawatch.engine.budget import allowed
from slawatch.engine.burn import Judged, active, burn, exhausted_at, judged_within, lost_within, thresholds
from slawatch.engine.columns import NEVER
from slawatch.engine.forecast import outage_forecast
from slawatch.engine.ground import Ground
from slawatch.engine.group_time import GroupTime, JudgedTime
from slawatch.engine.outage_history import outage_history, remainder
from slawatch.engine.plan import Promise
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.ticket_forecast import JudgedTickets, ticket_forecast
from slawatch.engine.windows import Window
from slawatch.model.agreement import Indicator, Statistic
from slawatch.model.burn import SECONDS, TIERS, BurnWindow
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.outlook import BurnRate, Forecast, Outlook

Tallies = Mapping[Group, Tally]

NO_GROUP_FORECAST: Final = "nobody knows how often outages hit several services at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What outlooks are drawn from."""

    base: Ground
    now: Tallies
    """Timers of the current periods."""
    before: Tallies
    """Timers of the periods before them."""
    started: Mapping[str, Window]
    """By agreement id the period before the current one."""
    families: Sequence[int]
    """See Plan."""
    lately: Mapping[Group, Judged]
    seen_since: int
    """The start of the first outage that any source told."""


def past(base: Ground, *, now: Tallies, before: Tallies, started: Mapping[str, Window]) -> Past:
    """Return what outlooks are drawn from; `started` holds the previous window of each agreement."""
    first = min((int(rows.started_at.min()) for rows in base.outages.values() if len(rows)), default=NEVER)
    lately = judged_within(base.verdicts, base.plan, as_of=epoch(base.as_of))
    return Past(
        base=base,
        now=now,
        before=before,
        started=started,
        families=base.plan.families,
        lately=lately,
        seen_since=first,
    )


def outlooks(known: Past, promises: Iterable[tuple[Promise, JudgedTime]]) -> Iterator[Outlook]:
    """Yield the outlook of every objective that promises a share, while its period runs."""
    for promise, time in promises:
        objective, target = promise.objective, promise.objective.target
        if target is None or objective.statistic is not Statistic.SHARE or not time.window.running:
            continue
        if objective.indicator is Indicator.AVAILABILITY:
            yield _of_availability(known, promise, time, target)
        elif objective.is_timer:
            yield _of_tickets(known, promise, time, target)


def _of_availability(known: Past, promise: Promise, time: JudgedTime, target: Fraction) -> Outlook:
    if isinstance(time, GroupTime):
        return _of_group(known, promise, time, target)
    return _of_outages(known, promise, time, target)


def _of_group(known: Past, promise: Promise, time: GroupTime, target: Fraction) -> Outlook:
    """Without a forecast: how often outages hit several of the services at once is not known."""
    lost = group_burn.share_lost_within(time) if target < 1 else {}
    rates = {window: burn(share, 1, target) for window, share in lost.items()}
    composed = [name for name, defined in known.base.plan.definitions.services.items() if defined.state is not None]
    exhausted = group_burn.exhausted_at(time, allowed(target, time.planned), composed=composed)
    return Outlook(
        service_id=time.service,
        sla=time.agreement.id,
        objective=promise.objective.id,
        active=any(map(active, time.parts)),
        burn=tuple(_told(promise, rates, target, time.planned / time.weight)),
        exhausted_at=None if exhausted is None else from_epoch(exhausted),
        no_forecast=NO_GROUP_FORECAST,
    )


def _of_outages(known: Past, promise: Promise, time: ServiceTime, target: Fraction) -> Outlook:
    composed = known.base.plan.definitions.services[time.service].state is not None
    lost = lost_within(time) if target < 1 else {}
    rates = {window: burn(seconds, SECONDS[window], target) for window, seconds in lost.items()}
    exhausted = exhausted_at(time, allowed(target, time.planned), composed=composed)
    history = outage_history(time, seen_since=known.seen_since, composed=composed)
    forecast = None
    if history is not None and time.planned:
        forecast = outage_forecast(target, history, remainder(time, composed=composed))
    return Outlook(
        service_id=time.service,
        sla=time.agreement.id,
        objective=promise.objective.id,
        active=active(time),
        burn=tuple(_told(promise, rates, target, time.planned)),
        exhausted_at=None if exhausted is None else from_epoch(exhausted),
        forecast=forecast,
    )


def _of_tickets(known: Past, promise: Promise, time: JudgedTime, target: Fraction) -> Outlook:
    hours, group = _hours(known, promise, time), (known.families[promise.number], known.base.code(time.service))
    planned = sum(calendar.between(*time.window.span) for calendar in hours)
    lately = known.lately.get(group, dict.fromkeys(SECONDS, (0, 0))) if target < 1 else {}
    rates = {window: burn(missed, judged, target) for window, (judged, missed) in lately.items()}
    missed = {window: missed for window, (_, missed) in lately.items()}
    return Outlook(
        service_id=time.service,
        sla=time.agreement.id,
        objective=promise.objective.id,
        active=any(calendar.active(time.window.as_of) for calendar in hours),
        burn=tuple(_told(promise, rates, target, Fraction(planned, len(hours)), missed)),
        forecast=_ticket_forecast(known, group, time, target, hours),
    )


def _hours(known: Past, promise: Promise, time: JudgedTime) -> Sequence[Calendar]:
    """Return the calendar of each service's timers."""
    own = promise.objective.hours
    return [part.calendar if own is None else known.base.plan.calendars[own] for part in time.parts]


def _told(
    promise: Promise,
    rates: Mapping[BurnWindow, Fraction],
    target: Fraction,
    planned: Fraction | int,
    missed: Mapping[BurnWindow, int] | None = None,
) -> Iterator[BurnRate]:
    limits = thresholds(promise.objective.burn, target, planned) if rates else {}
    for window, rate in rates.items():
        tier = TIERS.get(window)
        yield BurnRate(
            window=window,
            rate=float(rate),
            threshold=None if tier is None else float(limits[tier]),
            missed=None if missed is None else missed[window],
        )


def _ticket_forecast(
    known: Past, group: Group, time: JudgedTime, target: Fraction, hours: Sequence[Calendar]
) -> Forecast | None:
    start, end = known.started[time.agreement.id].span[0], time.window.span[1]
    told = [(calendar, max(start, part.told_until)) for calendar, part in zip(hours, time.parts, strict=True)]
    seen = sum(calendar.between(start, until) for calendar, until in told)
    if not seen:
        return None
    ahead = Fraction(sum(calendar.between(until, end) for calendar, until in told), seen)
    now, before = (_judged(tallies, group) for tallies in (known.now, known.before))
    return ticket_forecast(target, now, before, ahead=ahead)


def _judged(tallies: Tallies, group: Group) -> JudgedTickets:
    tally = tallies.get(group, NO_TIMERS)
    return JudgedTickets(met=tally.met, missed=tally.missed)
