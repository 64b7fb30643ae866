"""Burn rates: how many times faster than the target bears an error budget was used lately.

A window is the last so many seconds of agreed service time before as_of. It stands still while the service is closed
or excluded and where nothing is known, so that a night can't cool down what burned in the evening.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np

from slawatch.calendars.calendar import Calendar
from slawatch.engine.attainment import OUTCOMES, Group, Verdicts
from slawatch.engine.availability import Layers, costs, seconds_before
from slawatch.engine.columns import Flags
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Plan
from slawatch.engine.scope import gathered
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, clipped, difference, from_instant, nowhere, union
from slawatch.engine.working_hours import by_calendar
from slawatch.model.agreement import ExclusionMode
from slawatch.model.burn import LONG, SECONDS, BurnThresholds, BurnWindow, Threshold, Tier
from slawatch.model.result import Outcome

WINDOWS: Final = np.array(list(SECONDS.values()), np.int64)
_MET, _MISSED = OUTCOMES.index(Outcome.MET), OUTCOMES.index(Outcome.MISSED)

Judged = Mapping[BurnWindow, tuple[int, int]]
"""By window: timers that were judged in it, and those of them that were missed."""


def burn(lost: Fraction | int, whole: int, target: Fraction) -> Fraction:
    """Return the burn rate of a part lost of a whole; the target must leave a budget."""
    return Fraction(lost) / whole / (1 - target) if lost else Fraction(0)


def thresholds(told: BurnThresholds, target: Fraction, planned: Fraction | int) -> Mapping[Tier, Fraction]:
    """Return the rate of each tier from which on it is to be reported; `planned` are the period's service seconds."""
    tiers: tuple[tuple[Tier, Threshold], ...] = ((Tier.FAST, told.fast), (Tier.SLOW, told.slow))
    return {tier: _threshold(limit, target, planned, SECONDS[LONG[tier]]) for tier, limit in tiers}


@lru_cache(maxsize=4096)
def _threshold(limit: Threshold, target: Fraction, planned: Fraction | int, window: int) -> Fraction:
    """A rate below 1 keeps the promise, and one beyond 1 / (1 - target) can't be reached."""
    if isinstance(limit, Fraction):
        return limit
    return min(max(limit.share * planned / window, Fraction(1)), 1 / (1 - target))


def lost_within(time: ServiceTime) -> Mapping[BurnWindow, Fraction]:
    """Return by window the seconds lost in it, by the instants at which they were lost."""
    lost = [Fraction(0)] * len(WINDOWS)
    costly = costs(time.layers)
    end = time.window.seen[1]
    first = max(time.window.contract[0], min((int(part.stretches[0, 0]) for part in costly), default=end))
    if first < end:
        gone = clipped(away(time.layers), first, end)
        now = agreed_seconds(np.array([end]), gone, time.calendar)
        for part in costly:
            edges = agreed_seconds(clipped(part.stretches, first, end).ravel(), gone, time.calendar)
            inside = np.maximum(edges.reshape(-1, 2, 1), now - WINDOWS)
            lost = [sum_ + part.weight * n for sum_, n in zip(lost, _lengths(inside), strict=True)]
    return dict(zip(SECONDS, lost, strict=True))


def judged_within(verdicts: Verdicts, plan: Plan, *, as_of: int) -> Mapping[Group, Judged]:
    """Return by promise and service how many timers were judged lately, in the hours in which they run."""
    told = verdicts.take(((verdicts.outcome == _MET) | (verdicts.outcome == _MISSED)) & (verdicts.at <= as_of))
    ago = np.empty(len(told), np.int64)
    for name, rows in by_calendar(plan, told.promise, told.service):
        calendar = plan.calendars[name]
        ago[rows] = calendar.worked(as_of) - calendar.worked(told.at[rows])
    counted = gathered(told, plan)
    groups = grouped(counted.promise, counted.service)
    of_group = [
        zip(*(np.bincount(groups.member[rows], minlength=len(groups.keys)).tolist() for rows in both), strict=True)
        for both in _within(ago, told)
    ]
    counts = zip(*of_group, strict=True)
    return {
        (promise, service): dict(zip(SECONDS, counted, strict=True))
        for (promise, service), counted in zip(groups.keys, counts, strict=True)
    }


def active(time: ServiceTime) -> bool:
    """Tell whether as_of lies in agreed service time, known or not."""
    now = time.window.as_of
    out = nowhere() if time.agreement.exclusion_mode is ExclusionMode.CREDIT else time.layers.excluded
    stands_still = bool(((out[:, 0] <= now) & (now < out[:, 1])).any())
    return time.window.running and time.calendar.active(now) and not stands_still


def lasting(time: ServiceTime, *, composed: bool) -> Flags:
    """Tell of each merged outage whether it is open when the service was last told of.

    A service that is `composed` of others is unknown from then on, and stands as it last stood.
    """
    began, ended = time.record.down[:, 0], time.record.down[:, 1]
    goes_on: Flags = (began < time.told_until) & (ended >= time.told_until if composed else ended > time.told_until)
    return goes_on


def continued(time: ServiceTime, *, composed: bool) -> ServiceTime | None:
    """Return a service's time as if the outage that is open went on for ever; None where none is open."""
    if not lasting(time, composed=composed).any():
        return None
    ahead = from_instant(time.told_until)
    down, unknown = union((time.record.down, ahead)), difference(time.record.unknown, ahead)
    return replace(time, record=replace(time.record, down=down, unknown=unknown))


def exhausted_at(time: ServiceTime, may_lose: Fraction, *, composed: bool) -> int | None:
    """Return when more will be lost than may be, if the outage that is open goes on; None: not in this period."""
    going_on = continued(time, composed=composed) if time.window.running else None
    return None if going_on is None else going_on.exceeded_at(may_lose, time.window.span)


def away(layers: Layers) -> Spans:
    """Return the stretches that are no agreed time, though the service may be open in them."""
    credited = layers.mode is ExclusionMode.CREDIT
    return layers.unknown if credited else union((layers.unknown, layers.excluded))


def agreed_seconds(instants: Ints, gone: Spans, calendar: Calendar) -> Ints:
    """Return agreed seconds up to each instant: service seconds, less those of stretches that don't count."""
    left: Ints = calendar.worked(instants) - seconds_before(instants, gone, calendar)
    return left


def _lengths(edges: Ints) -> list[int]:
    lengths: list[int] = (edges[:, 1] - edges[:, 0]).sum(axis=0).tolist()
    return lengths


def _within(ago: Ints, told: Verdicts) -> Iterator[tuple[Ints, Ints]]:
    """Yield for each window the rows judged in it, and the missed ones of them."""
    for seconds in WINDOWS.tolist():
        inside = ago < seconds
        yield np.flatnonzero(inside), np.flatnonzero(inside & (told.outcome == _MISSED))
