"""Time zones: the offsets of a zone over time, and where a local date begins."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

_STRIDE: Final = 2 * 86400
"""Two changes of a zone's offset have never been less than three days apart (Freetown in 1939; Recife took back
its summer time of 2000 within a week), so a look every two days misses none."""
_BLOCK: Final = 183 * _STRIDE
"""About a year, whose changes are found once and remembered."""

_FIXED: Final = re.compile(r"(?:UTC|GMT)?[+-]\d.*|Etc/GMT[+-]\d+|[EHM]ST")
_NO_PLACE: Final = re.compile(r"(?:posix|right)/.*|Factory|localtime|posixrules")

Offset = tuple[int, int, int]
"""[start, end) in epoch seconds, and what local time is ahead of UTC in it, in seconds."""


@cache
def zone(name: str) -> ZoneInfo:
    """Return the IANA zone of a name.

    Raises ValueError for fixed offsets (they know nothing of clock changes, past or to come) and unknown names.
    """
    if _FIXED.fullmatch(name):
        raise ValueError(f'"{name}" is a fixed offset: name the place instead, such as "Europe/Berlin" or "UTC"')
    unknown = f'"{name}" is not a time zone of the IANA database, such as "Asia/Shanghai"'
    if _NO_PLACE.fullmatch(name):
        raise ValueError(unknown)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(unknown) from error


def offsets(name: str, start: int, end: int) -> list[Offset]:
    """Return the zone's offsets over [start, end), in order and without gaps; neighbours differ."""
    found = [start, *(at for at in _changes(name, start, end) if start < at < end), end]
    return [(a, b, _offset(zone(name), a)) for a, b in pairwise(found)]


@lru_cache(maxsize=4096)
def midnight(day: date, name: str) -> datetime:
    """Return the first instant (aware UTC) of a local date: its midnight, or where that was skipped what follows.

    A date that the zone skipped altogether begins and ends where the next one begins.
    """
    place = zone(name)
    local = datetime.combine(day, time(), place)
    at = local.astimezone(UTC)
    if at.astimezone(place).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    # The clock jumped over midnight: the date begins with the jump.
    before = int(local.replace(fold=1).timestamp())
    return datetime.fromtimestamp(_change(place, before, int(at.timestamp())), UTC)


def _offset(place: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, place).utcoffset() or timedelta()
    return int(offset.total_seconds())


def _changes(name: str, start: int, end: int) -> list[int]:
    """Return the instants from which another offset holds, of all blocks that [start, end) touches."""
    blocks = range(start // _BLOCK, -(-end // _BLOCK))
    return [at for block in blocks for at in _changes_in(name, block)]


@lru_cache(maxsize=4096)
def _changes_in(name: str, block: int) -> tuple[int, ...]:
    place = zone(name)
    looks = range(block * _BLOCK, (block + 1) * _BLOCK + 1, _STRIDE)
    seen = [(at, _offset(place, at)) for at in looks]
    return tuple(_change(place, a, b) for (a, old), (b, new) in pairwise(seen) if old != new)


def _change(place: ZoneInfo, before: int, after: int) -> int:
    """Return the first instant in (before, after] at which the offset is no longer that of `before`."""
    old = _offset(place, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(place, middle) == old:
            before = middle
        else:
            after = middle
    return after
