"""Hours of single dates as Alertmanager writes them: by year, month and days of the month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final

from slawatch.alerting.yaml_text import Noted
from slawatch.calendars.departures import Departure, Span
from slawatch.calendars.zones import midnight

Entry = dict[str, Any]
Minutes = tuple[int, int]
"""[start, end) in minutes of the day."""

DAY: Final = 86400
_UTC: Final = "UTC"
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class DatedHours:
    """Seconds of a date; None: all of it."""

    departure: Departure
    spans: tuple[Span, ...] | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Minutes of a date in a zone; none are all of it."""

    day: date
    zone: str
    minutes: tuple[Minutes, ...]
    reasons: tuple[str, ...] = field(compare=False)


def dated_entries(dates: Iterable[DatedHours], zone: str) -> Iterator[Noted]:
    """Yield the fewest entries that hold these hours to the minute, in the order of their first dates."""
    pieces = [piece for dated in dates for piece in _pieces(dated, zone)]
    months: dict[object, list[_Piece]] = {}
    for piece in pieces:
        months.setdefault((piece.zone, piece.minutes, piece.day.year, piece.day.month), []).append(piece)
    years: dict[object, list[_Piece]] = {}
    for of_month in months.values():
        first = of_month[0]
        days = tuple(piece.day.day for piece in of_month)
        years.setdefault((first.zone, first.minutes, first.day.month, days), []).extend(of_month)
    for of_years in years.values():
        reasons = dict.fromkeys(reason for piece in of_years for reason in piece.reasons)
        yield Noted(_entry(of_years), "; ".join(reasons))


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return ascending numbers as ranges, both ends included."""
    runs = (list(run) for _, run in groupby(enumerate(numbers), lambda told: told[1] - told[0]))
    return [(run[0][1], run[-1][1]) for run in runs]


def times(windows: Iterable[Minutes]) -> Entry:
    """Return minutes of the day as an entry says them; the whole day says nothing."""
    told = list(windows)
    if told in ([], [(0, DAY // 60)]):
        return {}
    return {"times": [{"start_time": _clock(start), "end_time": _clock(end)} for start, end in told]}


def _entry(pieces: list[_Piece]) -> Entry:
    first = pieces[0]
    return {
        "years": _told(ranges(dict.fromkeys(piece.day.year for piece in pieces))),
        "months": [str(first.day.month)],
        "days_of_month": _told(ranges(sorted({piece.day.day for piece in pieces}))),
        **times(first.minutes),
        "location": first.zone,
    }


def _told(found: list[tuple[int, int]]) -> list[str]:
    return [":".join(dict.fromkeys((str(a), str(b)))) for a, b in found]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _pieces(dated: DatedHours, zone: str) -> Iterator[_Piece]:
    told = dated.departure
    if not told.steady or not _addressable(told.day, zone):
        yield from _in_utc(dated.spans if dated.spans is not None else told.closed, told.reasons)
    elif dated.spans is None:
        yield _Piece(told.day, zone, (), told.reasons)
    elif minutes := _minutes(dated.spans, told.start):
        yield _Piece(told.day, zone, minutes, told.reasons)


def _in_utc(spans: Iterable[Span], reasons: tuple[str, ...]) -> Iterator[_Piece]:
    cut = [
        (number, max(start, number * DAY), min(end, (number + 1) * DAY))
        for start, end in spans
        for number in range(start // DAY, (end - 1) // DAY + 1)
    ]
    for number, parts in groupby(cut, lambda part: part[0]):
        if minutes := _minutes([(start, end) for _, start, end in parts], number * DAY):
            yield _Piece(date.fromordinal(_EPOCH + number), _UTC, minutes, reasons)


def _minutes(spans: Iterable[Span], origin: int) -> tuple[Minutes, ...]:
    """Return the minutes of the day whose first second lies in the spans."""
    rounded = [(-((origin - start) // 60), -((origin - end) // 60)) for start, end in spans]
    return tuple((start, end) for start, end in rounded if start < end)


def _addressable(day: date, zone: str) -> bool:
    """Tell whether Alertmanager finds the date by its day of the month.

    It takes a month to be as long as its hours, divided by 24 and cut off: one that lost an hour to summer time has no
    last day. In UTC every month has one.
    """
    month = day.replace(day=1)
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.day <= (midnight(after, zone) - midnight(month, zone)).days
