"""How far back the next poll begins before the last stamp that was seen."""

from datetime import timedelta

from slawatch.ingest.source import Caps


def overlap(caps: Caps, *, clock_skew_seconds: float | None) -> timedelta:
    """Return the greatest of the grain, twice the clock's skew (either way) and the lag that the source declares.

    A stamp in the cursor came from the server, but servers have several clocks, and nodes of one system may stand as
    far apart as they stand from us.
    """
    skew = abs(clock_skew_seconds or 0.0)
    return timedelta(seconds=max(float(caps.grain), 2 * skew, float(caps.lag)))
