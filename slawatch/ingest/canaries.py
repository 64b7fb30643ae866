"""Whether a system's filter by time filters: several answer one that they don't understand with everything."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from slawatch.ingest.source import Finding, Stamp

FAR_FUTURE: Final = datetime(2199, 1, 1, tzinfo=UTC)
"""A time at which nothing can have changed; some systems refuse years of five digits."""

Probe = Callable[[datetime], Collection[Stamp]]
"""Returns a page of what the filter `since` finds, in the order of the poll."""


def canaries(probe: Probe, newest: Stamp | None, *, grain: int) -> Iterator[Finding]:
    """Yield what a probe of the filter finds wrong; `newest` is the last stamp that an unfiltered question finds.

    No false alarm is made by a change between two questions, nor by more tickets of one stamp than a page holds.
    """
    if found := probe(FAR_FUTURE):
        text = f"the filter on times is ignored: {len(found)} tickets are said to have changed since 2199"
        yield Finding(level="error", text=text, hint="a proxy may drop the query, or the account may not search")
        return
    if newest is None or newest.updated_at is None:
        yield Finding(level="warning", text="no ticket is seen, so it is unknown whether the filter on times finds any")
        return
    yield from _edges(probe, newest, newest.updated_at, timedelta(seconds=grain))


def _edges(probe: Probe, newest: Stamp, at: datetime, grain: timedelta) -> Iterator[Finding]:
    if not any(stamp.updated_at is None or stamp.updated_at >= at for stamp in probe(at)):
        text = f"the filter on times does not find the newest ticket at its own time, {at:%Y-%m-%d %H:%M:%S} UTC"
        yield Finding(level="error", text=text, hint="the account's time zone may be another than it says")
    elif newest.id in _unchanged(probe(at + grain), newest):
        text = f"the filter on times finds the newest ticket also after its own time, {at:%Y-%m-%d %H:%M:%S} UTC"
        yield Finding(level="error", text=text, hint="the filter may be coarser than its source knows, or shifted")
    else:
        yield Finding(level="ok", text="the filter on times filters")


def _unchanged(found: Collection[Stamp], newest: Stamp) -> set[str]:
    return {stamp.id for stamp in found if stamp.updated_at in (newest.updated_at, None)}
