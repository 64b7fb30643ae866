"""Expansion of local wall hours into intervals of UTC.

A second counts if and only if its local wall time lies in a window and the window's date is open. So windows are
laid out on the axis of local time, cut where the zone changes its offset, and each piece is shifted by the offset
that holds in it. What a clock change skips is not there to be counted; what it repeats is counted twice.
Converting the windows' edges alone is wrong where an edge lies in the skipped or repeated hour. Hours that a feed takes
out or adds are instants already.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.calendars.dates import SpecialDate, special_dates
from slawatch.calendars.feeds import feed_hours
from slawatch.calendars.zones import offsets
from slawatch.model.feed import FeedKind
from slawatch.model.hours import Window, WorkingHours

_DAY: Final = 86400
_EPOCH: Final = date(1970, 1, 1)
_EPOCH_WEEKDAY: Final = 3
_REACH: Final = 3
"""Local days around a stretch of UTC that can have windows in it: a day by offset, one by an overnight window."""

Intervals = NDArray[np.int64]
"""Shape (k, 2): sorted, disjoint, not touching [start, end) in seconds."""


def open_intervals(hours: WorkingHours, start: int, end: int) -> Intervals:
    """Return the intervals of [start, end), in epoch seconds, that count."""
    local = merged(local_windows(hours, start // _DAY - _REACH, end // _DAY + _REACH))
    pieces = [clipped(local, a + ahead, b + ahead) - ahead for a, b, ahead in offsets(hours.timezone, start, end)]
    usual = merged(np.concatenate([_none(), *pieces]))
    if not hours.feeds:
        return usual
    kept = without(usual, told_hours(hours, FeedKind.CLOSED, start, end))
    return merged(np.concatenate((kept, told_hours(hours, FeedKind.OPEN, start, end))))


def week_intervals(hours: WorkingHours, start: int, end: int) -> Intervals:
    """Return what of [start, end), in epoch seconds, would count if no date were special."""
    if not any(hours.weekly):
        return _none()
    week = replace(hours, holidays=None, closed=frozenset(), closed_yearly=frozenset(), openings={}, feeds=())
    return open_intervals(week, start, end)


def told_hours(hours: WorkingHours, kind: FeedKind, start: int, end: int) -> Intervals:
    """Return the hours of [start, end), in epoch seconds, that feeds cut out or add."""
    told = [(event.start, event.end) for event, _ in feed_hours(hours, kind, start, end)]
    return clipped(merged(np.array(told, dtype=np.int64).reshape(-1, 2)), start, end)


def local_windows(hours: WorkingHours, first_day: int, last_day: int) -> Intervals:
    """Return the windows that start on the days (numbered from 1970-01-01, both included) in seconds of local time.

    They are in no order and may touch or overlap.
    """
    special = _special_days(hours, first_day, last_day)
    days = np.delete(np.arange(first_day, last_day + 1), np.array(list(special), dtype=np.int64) - first_day)
    weekdays = (days + _EPOCH_WEEKDAY) % 7
    usual = [_windows_on(days[weekdays == n], w) for n, windows in enumerate(hours.weekly) for w in windows]
    dated = [_windows_on(np.array([day]), w) for day, kept in special.items() for w in kept.windows]
    return np.concatenate([_none(), *usual, *dated])


def merged(intervals: Intervals) -> Intervals:
    """Return the union of intervals as sorted intervals that neither overlap nor touch."""
    ordered = intervals[np.argsort(intervals[:, 0], kind="stable")]
    starts, ends = ordered[:, 0], np.maximum.accumulate(ordered[:, 1])
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = starts[1:] > ends[:-1]
    last = np.roll(first, -1)
    return np.stack((starts[first], ends[last]), axis=1)


def clipped(intervals: Intervals, start: int, end: int) -> Intervals:
    """Return what of sorted disjoint intervals lies in [start, end); nothing where the end is not after the start."""
    if end <= start:
        return _none()
    first = np.searchsorted(intervals[:, 1], start, side="right")
    last = np.searchsorted(intervals[:, 0], end, side="left")
    return np.clip(intervals[first:last], start, end)


def without(intervals: Intervals, cuts: Intervals) -> Intervals:
    """Return what of sorted disjoint intervals lies in none of the sorted disjoint cuts."""
    edges = np.concatenate((intervals.ravel(), cuts.ravel()))
    steps = np.concatenate((np.tile((1, -1), len(intervals)), np.tile((-1, 1), len(cuts))))
    order = np.argsort(edges, kind="stable")
    at, depth = edges[order], np.cumsum(steps[order])
    within = (depth[:-1] > 0) & (at[:-1] < at[1:])
    return merged(np.stack((at[:-1], at[1:]), axis=1)[within])


def _special_days(hours: WorkingHours, first_day: int, last_day: int) -> dict[int, SpecialDate]:
    first, last = (_EPOCH + timedelta(days=day) for day in (first_day, last_day))
    found = special_dates(hours, first.year, last.year)
    return {_day_number(day): kept for day, kept in found.items() if first <= day <= last}


def _day_number(day: date) -> int:
    return (day - _EPOCH).days


def _windows_on(days: NDArray[np.int64], window: Window) -> Intervals:
    return days[:, np.newaxis] * _DAY + np.array(window, dtype=np.int64)


def _none() -> Intervals:
    return np.empty((0, 2), dtype=np.int64)
