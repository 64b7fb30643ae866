"""Charts of a made-up report: days, outages on a time axis, twelve months."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.model.interval import Interval
from slawatch.reports.cells import Cell, Clock, Count, Named, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.document import Bar, Lane, Series, Shade, Strip, StripDay, StripLane, Timeline, Trend

_ZONE: Final = ZoneInfo("Asia/Shanghai")
SPAN: Final = Interval(datetime(2026, 10, 1, tzinfo=_ZONE), datetime(2026, 11, 1, tzinfo=_ZONE))
UNTOLD: Final = Unknown(Phrase("the source can't tell"))
_MONTHS: Final = tuple(f"{2025 + (9 + n) // 12}-{(9 + n) % 12 + 1:02}" for n in range(1, 13))
_NEVER: Final[tuple[Cell, ...]] = (UNTOLD,) * 12
_SHADES: Final = {3: Shade.DEGRADED, 9: Shade.DOWN, 14: Shade.EXCLUDED, 22: Shade.UNKNOWN}


def strip(named: list[Named]) -> Strip:
    """Return a calendar of October with every shade."""
    days = [date(2026, 10, day) for day in range(1, 32)]
    return Strip(
        id="days",
        title=Phrase("Calendar"),
        lanes=tuple(StripLane(name, tuple(_strip_day(day, n) for day in days)) for n, name in enumerate(named)),
    )


def _strip_day(day: date, lane: int) -> StripDay:
    shade = Shade.CLOSED if day.isoweekday() > 5 + lane % 2 else _SHADES.get(day.day - lane, Shade.UP)
    lost: Cell = Seconds(1_800 * (lane % 5 + 1)) if shade in {Shade.DOWN, Shade.DEGRADED} else Seconds(0)
    return StripDay(day, shade, UNTOLD if shade is Shade.UNKNOWN else lost)


def timeline(named: list[Named]) -> Timeline:
    """Return outages of a day, of four minutes and one that goes on; every fourth service has none."""
    return Timeline(
        id="outages-drawn",
        title=Phrase("Outages"),
        span=SPAN,
        lanes=tuple(Lane(name, _bars(n) if n % 4 != 1 else ()) for n, name in enumerate(named)),
    )


def _bars(n: int) -> tuple[Bar, ...]:
    first = SPAN.start + timedelta(days=9 + n % 12, hours=10)
    long, short = Interval(first, first + timedelta(days=1)), Interval(first, first + timedelta(minutes=4))
    later = Interval(SPAN.end - timedelta(hours=30), SPAN.end)
    return (
        Bar(long, Shade.DOWN, Seconds(86_400, Clock.ELAPSED)),
        Bar(short, Shade.DEGRADED, Seconds(240, Clock.ELAPSED)),
        Bar(later, Shade.UNKNOWN, UNTOLD),
    )


def trends(named: list[Named]) -> list[Trend]:
    """Return shares with a gap and a promise, counts, lengths, and a trend of which nothing is known."""
    return [
        _trend("availability-trend", "Attained", [_shares(n, name) for n, name in enumerate(named[:4])]),
        _trend("tickets-trend", "Tickets", [_counts("Created", 400), _counts("Open tickets", 380)]),
        _trend("restoring-trend", "Length", [Series(named[0], tuple(Seconds(900 * (n % 5)) for n in range(12)))]),
        _trend("nothing-trend", "Worst", [Series(named[0], _NEVER)]),
    ]


def _trend(id_: str, title: str, series: list[Series]) -> Trend:
    return Trend(id=id_, title=Phrase(title), periods=_MONTHS, series=tuple(series))


def _shares(n: int, name: Named) -> Series:
    cells: tuple[Cell, ...] = tuple(Ratio(Fraction(99_990 - 11 * ((month + n) % 7), 100_000), 3) for month in range(12))
    gap = (*cells[:4], UNTOLD, *cells[5:])
    return Series(name, gap, Ratio(Fraction("0.9995"), 3, is_limit=True))


def _counts(name: str, most: int) -> Series:
    return Series(Phrase(name), tuple(Count(most - 23 * (month % 6)) for month in range(12)))
