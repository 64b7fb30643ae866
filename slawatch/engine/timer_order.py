"""The orders in which timers can be listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import Codes, TimerRows
from slawatch.engine.facts import Ints

Numbers = NDArray[np.float64]
Words = tuple[Codes | Ints, Sequence[str]]
"""A column of codes, and what they stand for."""


class SortKey(StrEnum):
    """By what timers can be sorted: a number of theirs, or a facet of one word."""

    STARTED = "started"
    DUE = "due"
    """Those without such an instant last, and first where it is turned round."""
    BREACH = "breach"
    LEFT = "left"
    USED = "used"
    SERVICE = "service_id"
    AGREEMENT = "sla"
    OBJECTIVE = "objective"
    PRIORITY = "priority"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted; what is alike stays in the order of the list."""

    by: SortKey
    descending: bool = False


def sorting(rows: TimerRows, order: Order, words: Words | None) -> Numbers:
    """Return what ascends where timers are in an order; `words` are the column that is sorted by its text."""
    numbers = _numbers(rows, order.by) if words is None else _ranks(*words)
    return -numbers if order.descending else numbers


def _numbers(rows: TimerRows, key: SortKey) -> Numbers:
    match key:
        case SortKey.STARTED:
            return rows.started_at.astype(np.float64)
        case SortKey.DUE:
            return rows.due_at.astype(np.float64)
        case SortKey.BREACH:
            return rows.breach_at.astype(np.float64)
        case SortKey.LEFT:
            return (rows.target - rows.elapsed).astype(np.float64)
        case _:
            return rows.elapsed / np.maximum(rows.target, 1)


def _ranks(codes: Codes | Ints, names: Sequence[str]) -> Numbers:
    """Return the place of each word among all that occur, by its text."""
    there, inverse = np.unique(codes, return_inverse=True)
    texts = [names[code] for code in there.tolist()]
    places = np.empty(len(there), np.float64)
    places[sorted(range(len(there)), key=texts.__getitem__)] = np.arange(len(there))
    ranks: Numbers = places[inverse]
    return ranks
