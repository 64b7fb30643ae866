"""Promises about outages one by one: how many there may be, and how long the longest may last."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from slawatch.engine.availability import Span, exceeded_at, service_seconds
from slawatch.engine.conclusion import NOT_IN_FORCE, Conclusion, would_decide
from slawatch.engine.group_time import JudgedTime
from slawatch.engine.reliability import failed_at
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import clipped, union
from slawatch.model.instant import from_epoch
from slawatch.model.result import State


def of_outages(at_most: int, time: JudgedTime) -> Conclusion:
    """Return how a promise of few outages stands: broken, for good, by the first one too many.

    An outage counts in the period in which it first costs agreed time.
    """
    if not time.window.in_force:
        return NOT_IN_FORCE
    lost_at = sorted(at for part in time.parts for at in failed_at(part.layers, part.calendar, part.window).tolist())
    n = len(lost_at) if time.is_told else None
    told = _unbroken(time, hides_one=bool(time.account.unknown) and not time.window.running)
    if len(lost_at) > at_most:
        told = _broken(lost_at[at_most] + 1)
    return replace(told, attained_events=n, events=n or 0, misses_left=None if n is None else at_most - n)


def of_longest_outage(at_most: int, time: JudgedTime) -> Conclusion:
    """Return how a promise that no outage costs more than some seconds of agreed time stands.

    An outage is judged like a timer: it belongs to the period in which it exceeds the limit, else to that in which
    it ends, and one that lasts to the current one. All that it costs counts, in whichever period.
    """
    if not time.window.in_force:
        return NOT_IN_FORCE
    judged = [outage for part in time.parts for outage in _judged(at_most, part)]
    breaches = sorted(each.exceeded_at for each in judged if each.exceeded_at is not None)
    told = _unbroken(time, hides_one=any(_may_exceed(at_most, part) for part in time.parts))
    if breaches:
        told = _broken(breaches[0])
    longest = max((each.lost for each in judged), default=None)
    return replace(told, attained_seconds=longest, good=len(judged) - len(breaches), events=len(judged))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outage:
    lost: int
    """Seconds of agreed time, all in all."""
    exceeded_at: int | None


def _judged(at_most: int, time: ServiceTime) -> Iterator[_Outage]:
    """Yield the merged outages whose verdict falls in the window."""
    start, end = time.window.span
    ends = time.window.contract[1]
    layers = replace(time.layers, degraded=())
    outages = layers.outages
    for begun, restored in outages[(outages[:, 1] >= start) & (outages[:, 0] < end)].tolist():
        within = _counted(time, begun, restored)
        lost = _lost(time, within)
        exceeded = exceeded_at(layers, time.calendar, within, Fraction(at_most)) if lost > at_most else None
        # The last period judges an outage that outlasts the agreement.
        verdict = min(restored, ends - 1) if exceeded is None else exceeded
        owned = time.window.running if verdict > time.window.as_of else start <= verdict < end
        if lost and owned:
            yield _Outage(lost=lost, exceeded_at=exceeded)


def _may_exceed(at_most: int, time: ServiceTime) -> bool:
    """Tell whether what is not known could make an outage exceed the limit: a new one, or those that it touches."""
    unknown = union([clipped(time.layers.unknown, *time.window.seen)])
    if not time.account.unknown:
        return False
    outages = time.layers.outages
    touching = outages[(outages[:, 0] <= unknown[-1, 1]) & (outages[:, 1] >= unknown[0, 0])].tolist()
    costs = (_lost(time, _counted(time, *outage)) for outage in touching)
    return time.account.unknown + sum(cost for cost in costs if cost <= at_most) > at_most


def _counted(time: ServiceTime, begun: int, restored: int) -> Span:
    """Return what of an outage the agreement judges, up to as_of; it may be empty."""
    begins, ends = time.window.contract
    return max(begun, begins), min(restored, time.window.as_of, ends)


def _lost(time: ServiceTime, within: Span) -> int:
    return int(service_seconds(clipped(time.layers.down, *within), time.calendar).sum())


def _broken(at: int) -> Conclusion:
    return Conclusion(state=State.BREACHED, breached_at=from_epoch(at))


def _unbroken(time: JudgedTime, *, hides_one: bool) -> Conclusion:
    """Return what can be said where no limit is exceeded; `hides_one`: what is not known could exceed it."""
    if not time.account.agreed:
        reason = "nothing is known of the agreed time" if time.account.unknown else "no agreed time"
        return Conclusion(state=State.NO_DATA, reason=reason)
    if hides_one:
        return Conclusion(state=State.INDETERMINATE, reason=would_decide(time))
    return Conclusion(state=State.MET)
