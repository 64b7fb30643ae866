"""The axis of a drawn timer: open time to scale, closed time squeezed, so that what counts can be read.

A timer of four hours that is due on Monday would be a sliver beside its weekend. So closed time gets a quarter of the
width at the most, and what is still to come half of it at the most; within each, time is to scale.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from slawatch.calendars.reasons import CLOSED
from slawatch.engine.explain import ExplainedTimer, Stretch, StretchKind
from slawatch.model.result import Outcome

CLOSED_SHARE: Final = 0.25
AHEAD_SHARE: Final = 0.5
THINNEST: Final = 0.25
"""Percent of the width; closed hours that would be thinner are not drawn, so a year is no barcode."""


class Drawn(StrEnum):
    """As what a stretch is drawn."""

    RUNNING = "running"
    OVER = "over"
    """Running beyond the target."""
    PAUSED = "paused"
    GAP = "gap"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    """Closed by a date that has a name."""
    AHEAD = "ahead"
    """From where it is counted up to where it will be due, or would have been."""


_NOT_COUNTED: Final = frozenset({Drawn.CLOSED, Drawn.HOLIDAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch with its place in percent of the width."""

    kind: Drawn
    note: str
    """Of a pause the status, of a holiday its name."""
    starts_at: datetime
    ends_at: datetime
    open_seconds: float
    x: float = 0
    width: float = 0

    @property
    def closed_seconds(self) -> float:
        """What of it is closed time."""
        return (self.ends_at - self.starts_at).total_seconds() - self.open_seconds

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Axis:
    """Pieces in order, without gaps."""

    pieces: Sequence[Piece]

    def at(self, instant: datetime) -> float | None:
        """Return where an instant stands, in percent of the width; None where it lies outside."""
        for piece in self.pieces:
            if piece.starts_at <= instant <= piece.ends_at:
                share = (instant - piece.starts_at) / max(piece.ends_at - piece.starts_at, timedelta(seconds=1))
                return round(piece.x + piece.width * share, 3)
        return None

    @property
    def seen(self) -> Sequence[Piece]:
        """What is drawn: closed hours that are too thin belong to what is before them, and alike neighbours are one."""
        told: list[Piece] = []
        for piece in self.pieces:
            thin = piece.kind is Drawn.CLOSED and piece.width < THINNEST
            if told and (thin or (piece.kind, piece.note) == (told[-1].kind, told[-1].note)):
                told[-1] = replace(told[-1], ends_at=piece.ends_at, width=round(piece.end - told[-1].x, 3))
            else:
                told.append(piece)
        return told


def axis(timer: ExplainedTimer) -> Axis:
    """Return a timer's axis; without a piece where nothing is known of its time."""
    pieces = [*_runs(timer), *_ahead(timer)]
    return Axis(_placed(pieces) if pieces else ())


def _runs(timer: ExplainedTimer) -> Iterator[Piece]:
    parts = [part for stretch in timer.stretches for part in _parts(stretch, timer)]
    for (kind, note), same in groupby(parts, key=lambda part: part[:2]):
        told = list(same)
        seconds = 0 if kind in _NOT_COUNTED else (told[-1][3] - told[0][2]).total_seconds()
        yield Piece(kind=kind, note=note, starts_at=told[0][2], ends_at=told[-1][3], open_seconds=seconds)


def _parts(stretch: Stretch, timer: ExplainedTimer) -> Iterator[tuple[Drawn, str, datetime, datetime]]:
    """Yield a stretch, a running one cut where it begins to exceed the target."""
    start, end, due = stretch.starts_at, stretch.ends_at, timer.due_at
    kind, note = _kind(stretch)
    if kind is not Drawn.RUNNING or due is None or due >= end or timer.outcome is not Outcome.MISSED:
        yield kind, note, start, end
        return
    if start < due:
        yield Drawn.RUNNING, "", start, due
    yield Drawn.OVER, "", max(start, due), end


def _kind(stretch: Stretch) -> tuple[Drawn, str]:
    if stretch.kind is StretchKind.CLOSED:
        return (Drawn.CLOSED, "") if stretch.reason == CLOSED else (Drawn.HOLIDAY, stretch.reason)
    return Drawn(stretch.kind), stretch.status if stretch.kind is StretchKind.PAUSED else ""


def _ahead(timer: ExplainedTimer) -> Iterator[Piece]:
    due, left = timer.due_at or timer.due_if_resumed_at, timer.target_seconds - timer.elapsed_seconds
    if timer.stretches and due is not None and due > timer.stretches[-1].ends_at:
        start = timer.stretches[-1].ends_at
        seconds = min(max(left, 0), (due - start).total_seconds())
        yield Piece(kind=Drawn.AHEAD, note="", starts_at=start, ends_at=due, open_seconds=seconds)


def _placed(pieces: Sequence[Piece]) -> Sequence[Piece]:
    widths = _widths(pieces)
    if pieces[-1].kind is Drawn.AHEAD and widths[-1] > AHEAD_SHARE:
        rest = (1 - AHEAD_SHARE) / (1 - widths[-1])
        widths = [*(width * rest for width in widths[:-1]), AHEAD_SHARE]
    edges = [100 * sum(widths[:n]) for n in range(len(widths) + 1)]
    return [
        replace(piece, x=round(edges[n], 3), width=round(edges[n + 1] - edges[n], 3)) for n, piece in enumerate(pieces)
    ]


def _widths(pieces: Sequence[Piece]) -> list[float]:
    opened, closed = sum(each.open_seconds for each in pieces), sum(each.closed_seconds for each in pieces)
    share = min(closed / (opened + closed), CLOSED_SHARE) if opened else 1.0
    of_open, of_closed = (1 - share) / max(opened, 1), share / max(closed, 1)
    return [each.open_seconds * of_open + each.closed_seconds * of_closed for each in pieces]
