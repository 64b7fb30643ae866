"""What operators state by themselves: exclusions, kept beside the facts of sources and never written over."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from slawatch.errors import ConflictError, SlawatchError
from slawatch.ingest.source import Batch
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import Exclusion, Severity
from slawatch.runtime.approval import is_same
from slawatch.store.contract import OPERATOR, Reader, Store

WITHDRAWN: Final = "withdrawn"
"""Severity of an outage that was stated and never was."""

IN_OUR_WORDS: Final = SourceMapping(
    attributes={"service": FieldMap(field="service")},
    severity=FieldMap(
        field="severity",
        values={Severity.DEGRADED: Severity.DEGRADED, WITHDRAWN: Severity.IGNORE},
        default=Severity.DOWN,
    ),
)
"""Operators call services by their ids, and severities as we do."""

P = ParamSpec("P")
T = TypeVar("T")

_LOOKS: Final = 20
"""So many others may be quicker before one is told."""


class StatementError(SlawatchError):
    """What an operator stated can't be taken."""


def looked_again(statement: Callable[P, T]) -> Callable[P, T]:
    """Return a statement that is made anew, from a new look at what stands, where somebody else's came in between."""

    @wraps(statement)
    def stated(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_LOOKS):
            with suppress(ConflictError):
                return statement(*args, **kwargs)
        return statement(*args, **kwargs)

    return stated


def stated_exclusions(store: Reader) -> Sequence[Exclusion]:
    """Return the exclusions that operators stated, in the order of their last change."""
    return [exclusion for _, exclusion in store.exclusions(OPERATOR)]


@looked_again
def state_exclusion(store: Store, exclusion: Exclusion, *, at: datetime) -> Exclusion:
    """Store an exclusion under an id made from what it says, and return it; StatementError where that is known."""
    known = store.state(OPERATOR).sequence
    stated = replace(exclusion, id=_identity(exclusion))
    if any(each.id == stated.id and each.withdrawn_at is None for each in stated_exclusions(store)):
        raise StatementError(f"this exclusion is stated already, as {stated.id}")
    _append(store, stated, at=at, known=known)
    return stated


@looked_again
def approve_exclusion(store: Store, name: str, *, by: str, at: datetime) -> Exclusion:
    """Store that somebody other than its author approved an exclusion, and return it.

    StatementError where it was approved or withdrawn before, is not known, or was stated by the same person.
    """
    known, found = store.state(OPERATOR).sequence, _standing(store, name)
    if found.approved_at is not None:
        raise StatementError(f"{name} was approved by {found.approved_by} already")
    if is_same(by, found.author):
        raise StatementError(f"{found.author} stated {name}; somebody else must approve it")
    approved = replace(found, approved_at=at, approved_by=by)
    _append(store, approved, at=at, known=known)
    return approved


@looked_again
def withdraw_exclusion(store: Store, name: str, *, by: str, at: datetime) -> Exclusion:
    """Store that an exclusion counts no longer, and return it; StatementError where it is not known or did not."""
    known = store.state(OPERATOR).sequence
    withdrawn = replace(_standing(store, name), withdrawn_by=by, withdrawn_at=at)
    _append(store, withdrawn, at=at, known=known)
    return withdrawn


def _standing(store: Reader, name: str) -> Exclusion:
    found = {exclusion.id: exclusion for exclusion in stated_exclusions(store)}.get(name)
    if found is None:
        raise StatementError(f'there is no exclusion "{name}"; `slawatch exclude list` shows them')
    if found.withdrawn_at is not None:
        raise StatementError(f"{name} was withdrawn by {found.withdrawn_by} already")
    return found


def _append(store: Store, exclusion: Exclusion, *, at: datetime, known: int) -> None:
    store.commit(OPERATOR, Batch(cursor="", exclusions=(exclusion,)), at=at, config_hash="", known=known)


def _identity(exclusion: Exclusion) -> str:
    edges = exclusion.started_at.isoformat(), exclusion.ended_at.isoformat()
    told = "\n".join((exclusion.service or "", *edges, exclusion.reason, exclusion.author))
    return hashlib.sha256(told.encode()).hexdigest()[:8]
