"""By what the starts of outages are known: a creation may lie long after the service went down."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from slawatch.engine.availability import service_seconds
from slawatch.engine.columns import OutageRows
from slawatch.engine.facts import Ints
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, clipped
from slawatch.model.outage import Origin
from slawatch.model.reliability import StartShare

ORIGINS: Final = tuple(Origin)


def origins(merged: Spans, told: OutageRows) -> Sequence[Origin | None]:
    """Return by what the start of each merged stretch is known; `told` are the rows that they are made of.

    It starts with the row that starts then; of several the one that knows best, in the order of Origin. None where
    nothing told it: a whole is degraded because a part of it is down.
    """
    order = np.lexsort((-told.origin, told.started_at))
    first = np.searchsorted(told.started_at[order], merged[:, 0], side="right") - 1
    return [ORIGINS[told.origin[order[place]]] if place >= 0 else None for place in first.tolist()]


def start_shares(time: ServiceTime, outages: OutageRows) -> tuple[StartShare, ...]:
    """Return how much of the downtime of a window lies in outages of which start, those without any left out."""
    if not len(time.layers.down):
        return ()
    merged, lost = time.layers.outages, _lost(time)
    down = outages.take(~outages.degraded)
    known = np.array([ORIGINS.index(origin) for origin in origins(merged[lost > 0], down) if origin], np.int64)
    shares = [(origin, lost[lost > 0][known == code]) for code, origin in enumerate(ORIGINS)]
    return tuple(
        StartShare(origin=origin, outages=len(seconds), down_seconds=int(seconds.sum()))
        for origin, seconds in shares
        if len(seconds)
    )


def _lost(time: ServiceTime) -> Ints:
    """Return the seconds that each merged outage costs in the window, before as_of."""
    down, merged = time.layers.down, time.layers.outages
    seconds = service_seconds(clipped(down, *time.window.seen), time.calendar)
    outage = np.searchsorted(merged[:, 0], down[:, 0], side="right") - 1
    return np.bincount(outage, weights=seconds, minlength=len(merged)).astype(np.int64)
