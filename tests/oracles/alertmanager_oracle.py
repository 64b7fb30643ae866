"""Alertmanager's time intervals, evaluated by hand: what its manual says of a route with active and muted intervals.

Shares no code with slawatch, on purpose. A month is as long as it is, or, as in the releases that cut the hours of a
month down to whole days of 24, one day shorter where the clock goes forward in it.
"""

from calendar import monthrange
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

WEEK = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]


def notified(at: int, active: list | None, mute: list | None, *, cut_months: bool) -> bool:
    """Tell whether a route notifies at an instant (epoch seconds); None: it names no such interval."""
    is_active = active is None or any(holds(entry, at, cut_months=cut_months) for entry in active)
    is_muted = mute is not None and any(holds(entry, at, cut_months=cut_months) for entry in mute)
    return is_active and not is_muted


def holds(entry: dict, at: int, *, cut_months: bool) -> bool:
    """Tell whether every field of an entry holds; a field that is left out always does."""
    zone = ZoneInfo(entry.get("location", "UTC"))
    now = datetime.fromtimestamp(at, zone)
    length = month_length(now, zone, cut=cut_months)
    fields = {
        "times": lambda told: clock(told["start_time"]) <= now.hour * 60 + now.minute < clock(told["end_time"]),
        "weekdays": lambda told: within(told, WEEK.index(now.strftime("%A").lower()), WEEK.index),
        "days_of_month": lambda told: of_month(told, now.day, length),
        "months": lambda told: within(told, now.month, int),
        "years": lambda told: within(told, now.year, int),
    }
    assert not set(entry) - {*fields, "location"}
    return all(any(map(fields[name], told)) for name, told in entry.items() if name != "location")


def within(told: str, value: int, read) -> bool:  # noqa: ANN001
    first, _, last = told.partition(":")
    return read(first) <= value <= read(last or first)


def of_month(told: str, day: int, length: int) -> bool:
    first, _, last = told.partition(":")
    begin, end = (int(n) if int(n) > 0 else length + int(n) + 1 for n in (first, last or first))
    return begin <= length and begin <= day <= min(end, length)


def month_length(now: datetime, zone: ZoneInfo, *, cut: bool) -> int:
    if not cut:
        return monthrange(now.year, now.month)[1]
    first = datetime(now.year, now.month, 1, tzinfo=zone)
    after = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=zone)
    return int((after.astimezone(UTC) - first.astimezone(UTC)).total_seconds() // 3600 / 24)


def clock(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
