"""Answers to satisfaction surveys, as a source's ratings or one of its raw fields tell them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER
from slawatch.engine.facts import Ints
from slawatch.engine.timeline import Timeline
from slawatch.engine.visible import first_positions
from slawatch.model.event import EventType
from slawatch.model.mapping import GOOD, POOR, AskedRule, Survey

READ: Final = {GOOD: 1, POOR: 0}
UNREADABLE: Final = -1
"""What stands for an answer in columns."""
_SILENT: Final = -2
"""A raw field that was emptied is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What each ticket's requester was asked and said; instants NEVER where neither happened."""

    at: Ints
    """The last answer: who answers again has changed his mind."""
    answer: NDArray[np.int8]
    asked_at: Ints
    tells_asked: bool


def answered(line: Timeline) -> Answered:
    """Return the answers to the survey that the mapping describes; without one nobody was asked or said anything."""
    survey = line.mapping.survey
    at, answer = np.full(len(line), NEVER), np.full(len(line), UNREADABLE, np.int8)
    if survey is None:
        return Answered(at=at, answer=answer, asked_at=at, tells_asked=False)
    _take_initial(line, survey, at, answer)
    positions, answers = _told(line, survey)
    rows = line.events.rows[positions]
    at[rows], answer[rows] = line.events.at[positions], answers  # of equal rows the last one stays
    return Answered(at=at, answer=answer, asked_at=_asked_at(line, survey.asked), tells_asked=survey.asked is not None)


def _take_initial(line: Timeline, survey: Survey, at: Ints, answer: NDArray[np.int8]) -> None:
    """A raw field may hold the answer from the start: a log that tells only the end of a ticket."""
    if survey.answers.field:
        initial = line.raw.initial(survey.answers.field, lambda text: _read(survey, text))
        told = np.flatnonzero(initial != _SILENT)
        at[told], answer[told] = line.events.created_at[told], initial[told]


def _told(line: Timeline, survey: Survey) -> tuple[Ints, Ints]:
    """Return the events that answer, and how each answer is read."""
    if survey.answers.field:
        positions, answers = line.raw.changes(survey.answers.field, lambda text: _read(survey, text))
    else:
        positions, answers = _ratings(line, survey)
    said = answers != _SILENT
    return positions[said], answers[said]


def _ratings(line: Timeline, survey: Survey) -> tuple[Ints, Ints]:
    positions = np.flatnonzero(line.events.of(EventType.RATED))
    return positions, line.raw.meanings(positions, lambda text: _read(survey, text))


def _read(survey: Survey, text: str | None) -> int:
    return READ.get(survey.answers.value(text) or "", UNREADABLE) if text else _SILENT


def _asked_at(line: Timeline, rule: AskedRule | None) -> Ints:
    if rule is None:
        return np.full(len(line), NEVER)

    def asks(text: str | None) -> int:
        return int(text in rule.equals)

    positions, asked = line.raw.changes(rule.field, asks)
    chosen = np.zeros(len(line.events.rows), np.bool_)
    chosen[positions[asked > 0]] = True
    first = first_positions(chosen, line.events.rows, len(line))
    later = np.where(first < 0, NEVER, line.events.at[first])
    return np.where(line.raw.initial(rule.field, asks) > 0, line.events.created_at, later)
