"""What corrections make of tickets before the kernel sees them: facts in, facts out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from slawatch.engine.columns import NEVER
from slawatch.engine.facts import ACTOR_CODE, EVENT, EXCUSED, TYPE_CODE, Facts
from slawatch.engine.later import chosen
from slawatch.model.correction import Correction, FieldHeld, Happened, NotCounted, TimerExcluded
from slawatch.model.event import Actor, EventType
from slawatch.model.instant import epoch
from slawatch.model.mapping import SourceMapping

_CREATED: Final = TYPE_CODE[EventType.CREATED]
_ACTOR: Final = {EventType.REQUESTER_REPLY: Actor.REQUESTER}


class _Happening(NamedTuple):
    """An event of a ticket, its terms in words."""

    at: int
    word: str
    field: str
    type: int
    actor: int


_Story = list[_Happening]


def corrected(facts: Facts, corrections: Mapping[str, Sequence[Correction]], mapping: SourceMapping) -> Iterator[Facts]:
    """Yield facts as their corrections (by ticket id, the later one counts) state them: other tickets stay as they are.

    A source may have a million tickets and a handful of corrections, so those that have any come apart, at the end.
    """
    touched = np.array([name in corrections for name in facts.ids], np.bool_) if corrections else np.zeros(0, np.bool_)
    if not touched.any():
        yield facts
        return
    if not touched.all():
        yield chosen(facts, np.flatnonzero(~touched))
    own = chosen(facts, np.flatnonzero(touched))
    stories = []
    for place, name in enumerate(own.ids):
        story = _Telling(mapping, created_at=int(own.created_at[place]))
        stories.append(story.corrected(_story(own, place), corrections[name]))
    yield _packed(own, stories)


class _Telling:
    """One ticket's story told anew."""

    def __init__(self, mapping: SourceMapping, *, created_at: int) -> None:
        self._created_at = created_at
        self._kinds = {
            mapping.attribute("priority").field: TYPE_CODE[EventType.PRIORITY],
            mapping.status.field: TYPE_CODE[EventType.STATUS],
        }
        self._unnamed = {kind: field for field, kind in self._kinds.items()}

    def corrected(self, story: _Story, corrections: Sequence[Correction]) -> _Story:
        """Return the story after one correction after the other."""
        for correction in corrections:
            story = self._after(story, correction)
        return story

    def _after(self, story: _Story, correction: Correction) -> _Story:
        match correction.told:
            case FieldHeld() as told:
                return self._held(story, told)
            case Happened(type=kind, at=at):
                actor = ACTOR_CODE[_ACTOR.get(kind, Actor.AGENT)]
                return _in_order([*story, _Happening(epoch(at), "", "", TYPE_CODE[kind], actor)])
            case NotCounted(type=kind, at=at):
                return [each for each in story if (each.type, each.at) != (TYPE_CODE[kind], epoch(at))]
            case TimerExcluded(agreement=agreement, objective=objective, cycle=cycle):
                word = json.dumps([agreement, objective, cycle])
                return [*story, _Happening(self._created_at, word, "", EXCUSED, 0)]
            case _:
                return story

    def _held(self, story: _Story, told: FieldHeld) -> _Story:
        """Return the story with a field that has one value throughout a stretch, and after it what it had anyway."""
        start, end = epoch(told.starts_at), NEVER if told.ends_at is None else epoch(told.ends_at)
        if end <= self._created_at:
            return story
        kept = [each for each in story if not (self._sets(each, told.field) and start <= self._at(each) < end)]
        if end != NEVER:
            kept.append(self._set(end, told.field, self._value(story, told.field, end)))
        if start <= self._created_at and any(each.type == _CREATED for each in story):
            return _in_order([_created(each, told) for each in kept])
        return _in_order([self._set(max(start, self._created_at), told.field, told.value), *kept])

    def _sets(self, each: _Happening, field: str) -> bool:
        return each.type != _CREATED and (each.field or self._unnamed.get(each.type)) == field

    def _at(self, each: _Happening) -> int:
        """Return when a happening counts: what is dated before the creation, at it."""
        return max(each.at, self._created_at)

    def _set(self, at: int, field: str, value: str | None) -> _Happening:
        return _Happening(at, value or "", field, self._kinds.get(field, TYPE_CODE[EventType.SCOPE]), 0)

    def _value(self, story: _Story, field: str, at: int) -> str | None:
        """Return what a field has at an instant as the story tells it."""
        value = next((json.loads(each.word).get(field) for each in story if each.type == _CREATED), None)
        for each in story:
            if self._sets(each, field) and self._at(each) <= at:
                value = each.word
        return value


def _created(each: _Happening, told: FieldHeld) -> _Happening:
    """Return a creation with the field's value among its fields, any other happening as it is."""
    if each.type != _CREATED:
        return each
    fields = {**json.loads(each.word), told.field: told.value}
    return each._replace(word=json.dumps({name: value for name, value in fields.items() if value is not None}))


def _in_order(story: _Story) -> _Story:
    """Return happenings by time; those of one second stay as they stand."""
    return sorted(story, key=lambda each: each.at)


def _story(facts: Facts, place: int) -> _Story:
    rows = facts.events[facts.offsets[place] : facts.offsets[place + 1]].tolist()
    return [
        _Happening(at, facts.terms[value], facts.terms[field], kind, actor) for at, value, field, kind, actor in rows
    ]


def _packed(facts: Facts, stories: Sequence[_Story]) -> Facts:
    """Return the facts with these stories; names of fields have the lowest codes, for theirs have 16 bits."""
    rows = [each for story in stories for each in story]
    words = dict.fromkeys(["", *(each.field for each in rows), *(each.word for each in rows)])
    code = {word: place for place, word in enumerate(words)}
    return Facts(
        source=facts.source,
        tickets=facts.tickets,
        ids=facts.ids,
        created_at=facts.created_at,
        offsets=np.array([0, *accumulate(map(len, stories))], np.int64),
        events=np.array([(each.at, code[each.word], code[each.field], each.type, each.actor) for each in rows], EVENT),
        terms=tuple(code),
    )
