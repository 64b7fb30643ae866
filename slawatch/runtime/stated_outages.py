"""Outages that operators state by hand: each change is a new version, and nothing that was stated is lost."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from slawatch.ingest.source import Batch
from slawatch.model.outage import Outage
from slawatch.runtime.operator_facts import WITHDRAWN, StatementError, looked_again
from slawatch.store.contract import OPERATOR, Reader, Store


def stated_outages(store: Reader) -> Sequence[Outage]:
    """Return the newest version of every outage that operators stated, in the order of their last change."""
    return [outage for _, outage in store.outages(OPERATOR)]


@looked_again
def start_outage(store: Store, outage: Outage, *, at: datetime) -> Outage:
    """Store an outage under an id made from what it says, and return it; StatementError where it stands already."""
    if outage.started_at > at:
        raise StatementError(f"an outage can't begin in the future; it is {at:%Y-%m-%dT%H:%M:%SZ} now")
    known = store.state(OPERATOR).sequence
    stated = replace(outage, id=_identity(outage))
    if any(each.id == stated.id and each.severity != WITHDRAWN for each in stated_outages(store)):
        raise StatementError(f"this outage is stated already, as {stated.id}")
    return _appended(store, stated, at=at, known=known)


@looked_again
def end_outage(store: Store, name: str, *, ended_at: datetime, at: datetime) -> Outage:
    """Store when an outage ended, and return it; StatementError where that can't be."""
    known, found = store.state(OPERATOR).sequence, _standing(store, name)
    if found.ended_at is not None:
        raise StatementError(
            f"{name} ended at {found.ended_at:%Y-%m-%dT%H:%M:%SZ} already; withdraw it and state it anew to change that"
        )
    if not found.started_at < ended_at <= at:
        raise StatementError(f"{name} must end after {found.started_at:%Y-%m-%dT%H:%M:%SZ} and not in the future")
    return _appended(store, replace(found, ended_at=ended_at), at=at, known=known)


@looked_again
def withdraw_outage(store: Store, name: str, *, reason: str, author: str, at: datetime) -> Outage:
    """Store that an outage never was, and return it; it stays in the list with who said so, and why."""
    known, found = store.state(OPERATOR).sequence, _standing(store, name)
    return _appended(store, replace(found, severity=WITHDRAWN, reason=reason, author=author), at=at, known=known)


def _standing(store: Store, name: str) -> Outage:
    found = {outage.id: outage for outage in stated_outages(store)}.get(name)
    if found is None:
        raise StatementError(f'there is no outage "{name}"; `slawatch outage list` shows them')
    if found.severity == WITHDRAWN:
        raise StatementError(f"{name} was withdrawn by {found.author} already")
    return found


def _appended(store: Store, outage: Outage, *, at: datetime, known: int) -> Outage:
    store.commit(OPERATOR, Batch(cursor="", outages=(outage,)), at=at, config_hash="", known=known)
    return outage


def _identity(outage: Outage) -> str:
    told = (outage.service, outage.started_at.isoformat(), outage.severity, outage.reason, outage.author)
    return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:8]
