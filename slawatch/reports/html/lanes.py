"""Calendars and timelines as lanes: where each stretch lies in percent of the width, and the same in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from markupsafe import Markup

from slawatch.model.interval import Interval
from slawatch.reports.cells import Count, Seconds
from slawatch.reports.document import Bar, Lane, Shade, Strip, StripDay, StripLane, Timeline
from slawatch.reports.html.markup import Cells
from slawatch.reports.periods_told import month_told
from slawatch.speech.axis import named_days, placed

WORDS: Final = {
    Shade.UP: "up",
    Shade.DEGRADED: "degraded",
    Shade.DOWN: "down",
    Shade.EXCLUDED: "excluded",
    Shade.UNKNOWN: "unknown",
    Shade.CLOSED: "closed hours",
}
SYMBOLS: Final = {Shade.DEGRADED: "▲", Shade.DOWN: "✕", Shade.EXCLUDED: "/", Shade.UNKNOWN: "?"}
_MANY_DAYS: Final = 35
"""Days up to which each has its number and its symbol."""
_LABELS: Final = 11
_NARROWEST: Final = 0.4
"""Percent of the width: what is shorter is still seen."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a lane, in percent of its width."""

    x: float
    width: float
    shade: Shade
    title: str
    symbol: str = ""

    @property
    def middle(self) -> float:
        """Where its symbol stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """A lane with its stretches, and the same in words."""

    name: Markup
    pieces: Sequence[Piece]
    facts: Sequence[Markup]


@dataclass(frozen=True, slots=True)
class Lanes:
    """A drawing of lanes on one axis."""

    ticks: Sequence[Tick]
    lanes: Sequence[DrawnLane]
    shades: Sequence[tuple[Shade, str, str]]
    """Those that occur, each with its symbol and its word."""
    has_middle_ticks: bool


def strip_lanes(strip: Strip, told: Cells) -> Lanes:
    """Return a calendar of days, drawn."""
    days = [day.date for day in strip.lanes[0].days] if strip.lanes else []
    found = {day.shade for lane in strip.lanes for day in lane.days}
    drawn = [_strip_lane(lane, told) for lane in strip.lanes]
    return Lanes(_day_ticks(days, told), drawn, _legend(found, told), has_middle_ticks=len(days) <= _MANY_DAYS)


def timeline_lanes(timeline: Timeline, told: Cells) -> Lanes:
    """Return stretches on a time axis, drawn."""
    found = {bar.shade for lane in timeline.lanes for bar in lane.bars}
    drawn = [_timeline_lane(lane, timeline.span, told) for lane in timeline.lanes]
    return Lanes(_time_ticks(timeline.span, told), drawn, _legend(found, told), has_middle_ticks=False)


def _legend(found: set[Shade], told: Cells) -> list[tuple[Shade, str, str]]:
    return [(shade, SYMBOLS.get(shade, ""), told.shown.speech.say(WORDS[shade])) for shade in Shade if shade in found]


def _strip_lane(lane: StripLane, told: Cells) -> DrawnLane:
    width = 100 / len(lane.days) if lane.days else 0
    gap = width * 0.12 if len(lane.days) <= 2 * _MANY_DAYS else 0.0
    symbols = SYMBOLS if len(lane.days) <= _MANY_DAYS else {}
    pieces = [
        Piece(width * n, width - gap, day.shade, _day_title(day, told), symbols.get(day.shade, ""))
        for n, day in enumerate(lane.days)
    ]
    facts = [_day_fact(day, told) for day in lane.days if _is_worth_telling(day)]
    return DrawnLane(told.html(lane.name), list(_joined(pieces)) if told.on_paper else pieces, facts)


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join neighbours of one shade of which nothing is told: printing is paid for by the piece."""
    for (shade, is_told), run in groupby(pieces, lambda piece: (piece.shade, bool(piece.title or piece.symbol))):
        if is_told:
            yield from run
        else:
            same = list(run)
            first, last = same[0], same[-1]
            yield Piece(first.x, last.x + last.width - first.x, shade, "")


def _is_worth_telling(day: StripDay) -> bool:
    return day.shade in SYMBOLS or (isinstance(day.lost, Seconds | Count) and day.lost.value > 0)


def _day_title(day: StripDay, told: Cells) -> str:
    if not _is_worth_telling(day):
        return ""
    say = told.shown.speech.say
    return f"{day.date} {say(WORDS[day.shade])}{say(': ')}{told.shown.text(day.lost)}"


def _day_fact(day: StripDay, told: Cells) -> Markup:
    say = told.shown.speech.say
    return Markup("{} {}{}{}").format(day.date, say(WORDS[day.shade]), say(": "), told.html(day.lost))


def _timeline_lane(lane: Lane, span: Interval, told: Cells) -> DrawnLane:
    pieces = [_piece(bar, span, told) for bar in lane.bars]
    pieces.sort(key=lambda piece: -piece.width)
    return DrawnLane(told.html(lane.name), pieces, [_fact(bar, told) for bar in lane.bars])


def _piece(bar: Bar, span: Interval, told: Cells) -> Piece:
    x, width = placed(bar.span, span, narrowest=_NARROWEST)
    return Piece(
        x,
        width,
        bar.shade,
        f"{_when(bar, told)}{told.shown.speech.say(': ')}{told.shown.text(bar.label)}",
    )


def _when(bar: Bar, told: Cells) -> str:
    speech, zone = told.shown.speech, told.shown.timezone
    ends = (speech.to_the_minute(at, zone) for at in (bar.span.start, bar.span.end))
    return f"{speech.say(' to ').join(ends)} {speech.say(WORDS[bar.shade])}"


def _fact(bar: Bar, told: Cells) -> Markup:
    return Markup("{}{}{}").format(_when(bar, told), told.shown.speech.say(": "), told.html(bar.label))


def _day_ticks(days: Sequence[date], told: Cells) -> list[Tick]:
    width = 100 / max(len(days), 1)
    if len(days) <= _MANY_DAYS:
        return [Tick(width * (n + 0.44), str(day.day)) for n, day in enumerate(days)]
    return [Tick(width * n, _month(day, told)) for n, day in enumerate(days) if day.day == 1]


def _time_ticks(span: Interval, told: Cells) -> list[Tick]:
    return [
        Tick((at - span.start).total_seconds() / max(span.seconds, 1) * 100, text)
        for at, text in _labelled(span, told)
        if span.start <= at < span.end - _width_of_label(span)
    ]


def _width_of_label(span: Interval) -> timedelta:
    """Return the stretch at the end in which a label would stick out."""
    return (span.end - span.start) * 0.05


def _labelled(span: Interval, told: Cells) -> Iterator[tuple[datetime, str]]:
    for at, is_day in named_days(span, told.shown.timezone, most=_LABELS):
        yield at, f"{at:%m-%d}" if is_day else _month(at.date(), told)


def _month(day: date, told: Cells) -> str:
    return month_told(f"{day:%Y-%m}", told.shown.locale)
