"""A timer, drawn: its stretches, what happened meanwhile, when it was due, and the same in a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from slawatch.engine.explain import ExplainedTimer
from slawatch.engine.story import Told
from slawatch.model.event import EventType
from slawatch.model.hours import WorkingHours
from slawatch.model.result import Outcome
from slawatch.model.ticket import DONE, VOID
from slawatch.speech.closed_days import why_closed
from slawatch.speech.speech import Speech
from slawatch.web.axis_ticks import Tick, anchor, ticks
from slawatch.web.timer_axis import Axis, Drawn, Piece, axis

NEAR: Final = 0.9
"""Percent of the width within which events of a kind are one mark."""
LONGEST: Final = 60
"""Characters of a raw value in a mark's title."""
NAMED_FROM: Final = 9.0
"""Percent of the width from which on a holiday has room for its name."""
ROOM: Final = 6.0
"""Percent of the width that half a word beneath the drawing takes."""
_WIDE: Final = "\u2e80"
"""From this sign on a letter is as wide as two."""
MARKS: Final = {
    EventType.STATUS: "status",
    EventType.PUBLIC_REPLY: "reply",
    EventType.REQUESTER_REPLY: "asked",
    EventType.ACKNOWLEDGED: "other",
    EventType.ASSIGNED: "other",
    EventType.PRIORITY: "other",
    EventType.SCOPE: "other",
}
KIND_WORDS: Final = {
    Drawn.RUNNING: "running",
    Drawn.OVER: "running beyond the target",
    Drawn.PAUSED: "paused",
    Drawn.GAP: "gap",
    Drawn.CLOSED: "closed hours",
    Drawn.HOLIDAY: "holiday or closing day",
    Drawn.AHEAD: "to come",
}
MARK_WORDS: Final = {
    "status": "status changed",
    "reply": "public reply",
    "asked": "requester reply",
    "other": "assigned, acknowledged or changed",
    "reopened": "reopened",
}
EVENT_WORDS: Final = {
    EventType.STATUS: "status changed",
    EventType.PRIORITY: "priority changed",
    EventType.SCOPE: "field changed",
    EventType.SLA_NATIVE: "the source's own verdict",
}
"""Where the type's own name says too little."""
_ENDED: Final = DONE | VOID


class Mark(NamedTuple):
    """Something that happened, or several that are too near to be told apart."""

    x: float
    kind: str
    says: str


class Flag(NamedTuple):
    """An instant of the timer's own: start, stop, due, breach, now."""

    x: float
    kind: str
    word: str
    says: str

    @property
    def anchor(self) -> str:
        """Which end of its text stands at its place."""
        return anchor(self.x, room=ROOM)


@dataclass(frozen=True)
class TimerDrawing:
    """The drawing of one timer."""

    timer: ExplainedTimer
    events: Sequence[Told]
    speech: Speech
    hours: WorkingHours
    """The calendar that it is counted in."""

    @property
    def zone(self) -> str:
        """The zone that its scale is in: the agreement's."""
        return self.timer.promise.agreement.timezone

    @cached_property
    def axis(self) -> Axis:
        """Where each instant stands."""
        return axis(self.timer)

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """The stretches that are drawn, thin ones last so that they are seen."""
        return sorted(self.axis.seen, key=lambda piece: -piece.width)

    @cached_property
    def ticks(self) -> Sequence[Tick]:
        """The labels of its scale."""
        return ticks(self.axis, self.zone)

    def says(self, piece: Piece) -> str:
        """Return what a stretch is, from when to when."""
        say = self.speech.say
        word = say(self.word(piece.kind))
        note = f" ({self._note(piece)})" if piece.note else ""
        return f"{word}{note}{say(': ')}{self._between(piece.starts_at, piece.ends_at)}"

    def word(self, kind: Drawn) -> str:
        """Return a kind of stretch in words."""
        unused = kind is Drawn.AHEAD and self.timer.stopped_at is not None
        return "not used" if unused else KIND_WORDS[kind]

    def name(self, piece: Piece) -> str:
        """Return a holiday's name as far as there is room; else nothing."""
        if piece.kind is not Drawn.HOLIDAY or piece.width < NAMED_FROM:
            return ""
        note = self._note(piece)
        room = int(piece.width * (0.55 if max(note) >= _WIDE else 1.0))
        return note if len(note) <= room else f"{note[: room - 1]}…"

    def _note(self, piece: Piece) -> str:
        return why_closed(piece.note, self.hours, piece.starts_at, self.speech)

    @cached_property
    def marks(self) -> Sequence[Mark]:
        """What happened, by place."""
        told = [*self._happened(), *self._reopened()]
        found = {kind: list(self._together(kind, told)) for kind in MARK_WORDS}
        beside = [mark.x for kind in ("status", "reopened") for mark in found[kind]]
        found["other"] = [mark for mark in found["other"] if all(abs(mark.x - x) >= NEAR for x in beside)]
        return sorted(mark for marks in found.values() for mark in marks)

    @cached_property
    def flags(self) -> Sequence[Flag]:
        """The timer's own instants, those that lie on the axis."""
        return [
            Flag(x, kind, word, f"{self.speech.say(word)}{self.speech.say(': ')}{self._at(at)}")
            for kind, word, at in self._instants()
            for x in [None if at is None else self.axis.at(at)]
            if at is not None and x is not None
        ]

    @property
    def labelled(self) -> Sequence[Flag]:
        """The flags that have a word beneath: when it is due, and else what is far enough from that."""
        due = [each for each in self.flags if each.kind in ("due", "resumed")]
        rest = [each for each in self.flags if each.kind in ("now", "stop")]
        return [*due, *(each for each in rest if all(abs(each.x - one.x) > 2 * ROOM for one in due))]

    @property
    def kinds(self) -> Sequence[Drawn]:
        """The kinds of stretches that are drawn, for the legend."""
        there = {piece.kind for piece in self.axis.seen}
        return [kind for kind in Drawn if kind in there]

    @property
    def mark_kinds(self) -> Sequence[tuple[str, str]]:
        """The kinds of marks that are drawn, with their words."""
        there = {mark.kind for mark in self.marks}
        return [(kind, word) for kind, word in MARK_WORDS.items() if kind in there]

    @property
    def flag_kinds(self) -> Sequence[tuple[str, str]]:
        """The timer's own instants that are drawn, with their words."""
        return [(flag.kind, flag.word) for flag in self.flags]

    @property
    def squeezed(self) -> bool:
        """Whether closed time is not to the scale of open time."""
        return any(piece.closed_seconds for piece in self.axis.pieces)

    @property
    def sentence(self) -> str:
        """The drawing in words, for who does not see it."""
        speech = self.speech
        parts = [speech.say("{n} stretches, {m} marks", n=len(self.axis.seen), m=len(self.marks))]
        parts += [each.says for each in self.flags]
        return speech.say("; ").join(parts)

    def _instants(self) -> Iterator[tuple[str, str, datetime | None]]:
        timer = self.timer
        yield "start", "started", timer.started_at
        yield "stop", "stopped", timer.stopped_at
        yield "due", "due", timer.due_at
        yield "resumed", "due if resumed now", timer.due_if_resumed_at if timer.due_at is None else None
        yield "breach", "breached", timer.breach_at if timer.outcome is Outcome.MISSED else None
        if timer.stopped_at is None and timer.stretches:
            yield "now", "as of the figures", timer.stretches[-1].ends_at

    def _happened(self) -> Iterator[tuple[str, datetime, str]]:
        for event in self.events:
            if event.type in MARKS:
                yield MARKS[event.type], event.at, self._event(event)

    def _event(self, event: Told) -> str:
        word = self.speech.say(EVENT_WORDS.get(event.type, event.type.replace("_", " ")))
        values = ", ".join(value[:LONGEST] for value in event.values.values() if value)
        return f"{word} → {values}" if values else word

    def _reopened(self) -> Iterator[tuple[str, datetime, str]]:
        for before, after in pairwise(self.timer.stretches):
            if before.status in _ENDED and after.status not in _ENDED:
                yield "reopened", after.starts_at, self.speech.say("reopened")

    def _together(self, kind: str, told: Sequence[tuple[str, datetime, str]]) -> Iterator[Mark]:
        near: list[tuple[float, datetime, str]] = []
        for named, at, says in sorted(told, key=lambda each: each[1]):
            x = self.axis.at(at) if named == kind else None
            if x is None:
                continue
            if near and x - near[0][0] >= NEAR:
                yield self._mark(kind, near)
                near = []
            near.append((x, at, says))
        if near:
            yield self._mark(kind, near)

    def _mark(self, kind: str, near: Sequence[tuple[float, datetime, str]]) -> Mark:
        say = self.speech.say
        (x, first, says), (_, last, _) = near[0], near[-1]
        if len(near) == 1:
            return Mark(x, kind, f"{self._at(first)}{say(': ')}{says}")
        many = say("{n} times {what}", n=len(near), what=say(MARK_WORDS[kind]))
        return Mark(x, kind, f"{many}{say(': ')}{self._between(first, last)}")

    def _between(self, first: datetime, last: datetime) -> str:
        return self.speech.say(" to ").join((self._at(first), self._at(last)))

    def _at(self, at: datetime) -> str:
        return self.speech.local(at, self.zone)
