"""The named instants of a drawn timer, in its agreement's zone: round times of open hours, days, or months."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from slawatch.model.interval import Interval
from slawatch.speech.axis import named_days
from slawatch.web.timer_axis import Axis, Drawn, Piece

MOST: Final = 8
APART: Final = 6.5
"""Percent of the width between two labels, at the least."""
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 14400)
_CLOSED: Final = frozenset({Drawn.CLOSED, Drawn.HOLIDAY, Drawn.AHEAD})


class Tick(NamedTuple):
    """A label of the axis; `below` is what is told once: the day of a time, the year of a day."""

    x: float
    text: str
    below: str

    @property
    def anchor(self) -> str:
        """Which end of its text stands at its place, so that none sticks out."""
        return anchor(self.x, room=3)


def anchor(x: float, *, room: float) -> str:
    """Return which end of a text stands at a place, so that none sticks out; `room` is half a text, in percent."""
    return "start" if x < room else "end" if x > 100 - room else "middle"


def ticks(axis: Axis, timezone: str) -> Sequence[Tick]:
    """Return the labels of an axis, none of which touches another."""
    told: list[Tick] = []
    below = -100.0
    for tick in sorted(_ticks(axis, timezone)):
        if told and tick.x - told[-1].x < APART:
            continue
        if tick.below and (tick.x - below < 1.6 * APART or tick.below in {each.below for each in told}):
            tick = tick._replace(below="")  # noqa: PLW2901  told already, or no room for it
        below = tick.x if tick.below else below
        told.append(tick)
    return told


def _ticks(axis: Axis, timezone: str) -> Iterator[Tick]:
    counted = [piece for piece in axis.pieces if piece.kind is not Drawn.AHEAD]
    running = [piece for piece in counted if piece.kind not in _CLOSED] or counted
    seconds = sum((each.ends_at - each.starts_at).total_seconds() for each in running)
    step = next((step for step in _STEPS if seconds <= step * MOST), None)
    if step is None or counted[-1].ends_at - counted[0].starts_at > timedelta(days=MOST):
        yield from _days(axis, Interval(counted[0].starts_at, counted[-1].ends_at), timezone)
    else:
        yield from _times(axis, running, timedelta(seconds=step), timezone)


def _days(axis: Axis, span: Interval, timezone: str) -> Iterator[Tick]:
    for at, is_day in named_days(span, timezone, most=MOST + 2):
        x = axis.at(at)
        if x is not None:
            yield Tick(x, f"{at:%m-%d}" if is_day else f"{at:%Y-%m}", f"{at:%Y}" if is_day else "")


def _times(axis: Axis, pieces: Sequence[Piece], step: timedelta, timezone: str) -> Iterator[Tick]:
    form = "%H:%M:%S" if step < timedelta(minutes=1) else "%H:%M"
    for piece in pieces:
        for at in _round(piece, step, ZoneInfo(timezone)):
            x = axis.at(at)
            if x is not None:
                yield Tick(x, f"{at:{form}}", f"{at:%Y-%m-%d}")


def _round(piece: Piece, step: timedelta, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the instants within a piece whose local time is a multiple of a step."""
    first = piece.starts_at.astimezone(zone)
    midnight = datetime.combine(first.date(), time(), zone)
    at = midnight + -(-(first - midnight) // step) * step
    while at.timestamp() <= piece.ends_at.timestamp():
        if at.timestamp() >= piece.starts_at.timestamp():
            yield at
        at += step
