"""The stages of outages: until somebody notices, until somebody takes it on, until the service is back."""

from typing import Final

import numpy as np

from slawatch.engine.availability import service_seconds
from slawatch.engine.columns import NEVER, OutageRows
from slawatch.engine.durations import durations
from slawatch.engine.facts import Ints
from slawatch.engine.reliability import operating
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans
from slawatch.engine.windows import Window
from slawatch.model.reliability import NO_OUTAGES, Reliability
from slawatch.model.spread import Durations

_A_PAIR: Final = 2


def reliability(time: ServiceTime, outages: OutageRows, failed: Ints) -> Reliability:
    """Return the durations behind the means of a window.

    `outages` are the rows that took the service down, each as it was told: stages are not merged. `failed` holds the
    first lost seconds of the window's failures.
    """
    if not len(outages):
        return NO_OUTAGES
    window = time.window
    restored = restorations(time.layers.outages, window)
    down = outages.take(~outages.degraded)
    began = down.take(_within(down.started_at, window))
    ended = down.take(_within(down.ended_at, window))
    return Reliability(
        between=_between(time, failed),
        restoration=_typical(np.diff(restored, axis=1).ravel()),
        restoration_service=_typical(service_seconds(restored, time.calendar)),
        detection=_stage(began.started_at, began.detected_at, window),
        acknowledgement=_stage(_either(began.detected_at, began.started_at), began.acknowledged_at, window),
        repair=_stage(_either(ended.acknowledged_at, ended.detected_at), ended.ended_at, window),
    )


def restorations(outages: Spans, window: Window) -> Spans:
    """Return the merged outages that were restored in the window, in full."""
    return outages[_within(outages[:, 1], window)]


def _between(time: ServiceTime, failed: Ints) -> Durations:
    if len(failed) < _A_PAIR:
        return Durations(n=0)
    return _typical(np.diff(operating(time.layers, time.calendar, time.window, failed)))


def _within(instants: Ints, window: Window) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    start, end = window.span
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        (start <= instants) & (instants < end) & (instants <= window.as_of)
    )
    return inside


def _either(told: Ints, otherwise: Ints) -> Ints:
    return np.where(told == NEVER, otherwise, told)


def _stage(since: Ints, until: Ints, window: Window) -> Durations:
    """Return the lengths of a stage where both of its ends are told and have come."""
    known = (since <= window.as_of) & (until <= window.as_of)
    return _typical(np.maximum(until[known] - since[known], 0))


def _typical(lengths: Ints) -> Durations:
    return durations(np.sort(lengths))
