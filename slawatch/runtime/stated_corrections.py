"""Corrections that operators state: each change is a new version, and nothing that was stated is lost."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from slawatch.engine.labels import described
from slawatch.engine.plan import Plan
from slawatch.engine.watermarks import made_of
from slawatch.model.agreement import Agreement
from slawatch.model.correction import Correction, FieldHeld, OfOutage, OutageWas, TimerExcluded
from slawatch.runtime.approval import is_same
from slawatch.runtime.operator_facts import StatementError, looked_again
from slawatch.store.contract import OPERATOR, Reader, Store


def stated_corrections(store: Reader) -> Sequence[Correction]:
    """Return the newest version of every correction, in the order of their last change."""
    return [correction for _, correction in store.corrections()]


@looked_again
def state_correction(store: Store, correction: Correction) -> Correction:
    """Store a correction under an id made from what it says, and return it; StatementError where it stands already."""
    known = store.state(OPERATOR).sequence
    stated = replace(correction, id=_identity(correction))
    if any(each.id == stated.id and each.withdrawn_at is None for each in stated_corrections(store)):
        raise StatementError(f"this correction is stated already, as {stated.id}")
    store.correct(stated, at=stated.stated_at, known=known)
    return stated


@looked_again
def approve_correction(store: Store, plan: Plan, name: str, *, by: str, at: datetime) -> Correction:
    """Store that somebody other than its author approved a correction, and return it.

    StatementError where it was approved or withdrawn before, is not known, or is not theirs to approve: an agreement
    may name those who approve what is not counted, and then only they correct what it counts.
    """
    known, found = store.state(OPERATOR).sequence, _standing(store, name)
    if found.approved_at is not None:
        raise StatementError(f"{name} was approved by {found.approved_by} already")
    if is_same(by, found.author):
        raise StatementError(f"{found.author} stated {name}; somebody else must approve it")
    for agreement in touched_agreements(store, plan, found, at=at):
        if agreement.approvers is not None and by not in agreement.approvers:
            allowed = ", ".join(sorted(agreement.approvers))
            raise StatementError(f"{by} may not approve what {agreement.id} counts; {allowed} may")
    approved = replace(found, approved_by=by, approved_at=at)
    store.correct(approved, at=at, known=known)
    return approved


@looked_again
def withdraw_correction(store: Store, name: str, *, by: str, at: datetime) -> Correction:
    """Store that a correction counts no longer, and return it; StatementError where it is not known or did not."""
    known = store.state(OPERATOR).sequence
    withdrawn = replace(_standing(store, name), withdrawn_by=by, withdrawn_at=at)
    store.correct(withdrawn, at=at, known=known)
    return withdrawn


def service_of(store: Reader, plan: Plan, correction: Correction) -> str:
    """Return the service that a correction is about, "" where the mapping gives none or the fact is gone."""
    mapping = plan.definitions.mappings.get(correction.source)
    if mapping is None:
        return ""
    if isinstance(correction.told, OfOutage):
        told = {outage.id: outage.service for _, outage in store.outages(correction.source)}
        return mapping.attribute("service").value(told.get(correction.subject)) or ""
    for facts in store.facts_of(correction.source, [correction.subject]):
        for _, (service, _, _) in described(facts, plan):
            return service
    return ""


def touched_agreements(store: Reader, plan: Plan, correction: Correction, *, at: datetime) -> Iterator[Agreement]:
    """Yield the agreements in force that count what is corrected, or will count it once it is."""
    services = {service_of(store, plan, correction), _named_service(plan, correction)}
    only = correction.told.agreement if isinstance(correction.told, TimerExcluded) else None
    for each in plan.definitions.agreements:
        in_force = (each.starts_at is None or each.starts_at <= at) and (each.ends_at is None or at < each.ends_at)
        parts = {part for service in each.services for part in made_of(plan.definitions, service)}
        if in_force and not services.isdisjoint(parts) and only in (None, each.id):
            yield each


def _named_service(plan: Plan, correction: Correction) -> str:
    """Return the service to which a correction moves a fact, "" where it moves it to none."""
    mapping, told = plan.definitions.mappings.get(correction.source), correction.told
    if mapping is None:
        return ""
    attribute = mapping.attribute("service")
    if isinstance(told, OutageWas):
        return attribute.value(told.service) or "" if told.service is not None else ""
    return attribute.value(told.value) or "" if isinstance(told, FieldHeld) and told.field == attribute.field else ""


def _standing(store: Reader, name: str) -> Correction:
    found = {correction.id: correction for correction in stated_corrections(store)}.get(name)
    if found is None:
        raise StatementError(f'there is no correction "{name}"; `slawatch correct list` shows them')
    if found.withdrawn_at is not None:
        raise StatementError(f"{name} was withdrawn by {found.withdrawn_by} already")
    return found


def _identity(correction: Correction) -> str:
    told = (correction.source, correction.subject, correction.told, correction.author, correction.reason)
    return hashlib.sha256("\n".join(map(repr, told)).encode()).hexdigest()[:8]
