"""A service's outages of the last twelve months, as forecasts need them."""

from fractions import Fraction
from typing import Final

import numpy as np

from slawatch.engine.availability import service_seconds, time_account
from slawatch.engine.burn import lasting
from slawatch.engine.columns import Flags
from slawatch.engine.facts import Ints
from slawatch.engine.forecast import Floats, OutageHistory, Remainder
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import clipped

YEAR: Final = 365 * 86400
LEAST: Final = 28 * 86400
"""Seconds that a history must reach back."""


def outage_history(time: ServiceTime, *, seen_since: int, composed: bool) -> OutageHistory | None:
    """Return what is known of a service's outages; None before four weeks of history and one outage that is over.

    Nobody knows how far back a source tells, so a history begins after the first outage that any source told.
    """
    since, end = max(seen_since, time.window.as_of - YEAR), time.told_until
    if end - since < LEAST:
        return None
    began = time.record.down[:, 0]
    costs = outage_costs(time, since, end)
    fresh = (costs > 0) & (since < began) & (began < end)
    lengths = np.concatenate((costs[fresh & ~lasting(time, composed=composed)], _degradations(time, since, end)))
    exposure = time_account(time.layers, time.calendar, (since, end)).agreed
    if not len(lengths) or not exposure:
        return None
    failures = len(lengths) + int((fresh & lasting(time, composed=composed)).sum())
    return OutageHistory(exposure=exposure, failures=failures, lengths=tuple(lengths.tolist()))


def remainder(time: ServiceTime, *, composed: bool) -> Remainder:
    """Return what is left of a service's period."""
    goes_on: Flags = lasting(time, composed=composed)
    so_far = outage_costs(time, time.window.contract[0], time.told_until)[goes_on]
    return Remainder(
        planned=time.planned,
        lost=Fraction(time.account.lost),
        ahead=time.planned - time.account.agreed,
        open_for=float(so_far.sum()) if len(so_far) else None,
    )


def outage_costs(time: ServiceTime, start: int, end: int) -> Ints:
    """Return what each merged outage cost in [start, end), in agreed seconds."""
    down, outages = time.layers.down, time.layers.outages
    seconds = service_seconds(clipped(down, start, end), time.calendar)
    member = np.searchsorted(outages[:, 0], down[:, 0], side="right") - 1
    return np.bincount(member, weights=seconds, minlength=len(outages)).astype(np.int64)


def _degradations(time: ServiceTime, start: int, end: int) -> Floats:
    costs = [
        float(part.weight) * service_seconds(clipped(part.stretches, start, end), time.calendar)
        for part in time.layers.degraded
        if part.weight
    ]
    every = np.concatenate([np.empty(0), *costs])
    return every[every > 0]
