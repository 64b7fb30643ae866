"""Corrections stated, approved and taken back by forms: one form a kind of correction."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

from slawatch.model.correction import (
    STATEABLE,
    VOIDABLE,
    Correction,
    CorrectionKind,
    FieldHeld,
    Happened,
    NoOutage,
    NotCounted,
    OutageWas,
    TimerExcluded,
    Told,
)
from slawatch.model.event import EventType
from slawatch.model.user import Role
from slawatch.runtime.correctable import (
    FoundTicket,
    outage_named,
    raw_field,
    require_promised,
    require_told,
    ticket_named,
)
from slawatch.runtime.operator_facts import StatementError
from slawatch.runtime.stated_corrections import (
    approve_correction,
    state_correction,
    touched_agreements,
    withdraw_correction,
)
from slawatch.web import correction_page
from slawatch.web.entries import instant, one_of, optional, optional_instant, text
from slawatch.web.errand import Done, Errand, Form
from slawatch.web.exclusion_forms import LONGEST_REASON, NOT_YOURS, why_not_approved_by, why_not_withdrawn_by
from slawatch.web.forms import Refusal
from slawatch.web.problem import Problem

NO_TICKET: Final = "There is no such ticket."
NO_OUTAGE: Final = "There is no such outage; one that a ticket tells is corrected by the fields of the ticket."


class _Subject(NamedTuple):
    source: str
    id: str
    ticket: FoundTicket | None


Says = Callable[[Errand, _Subject], Told]


def _field(errand: Errand, subject: _Subject) -> Told:
    definitions = errand.own.definitions
    start, end = instant(errand.fields, "from", definitions), optional_instant(errand.fields, "to", definitions)
    if end is not None and end <= start:
        raise Refusal({"to": "It must end after it begins."})
    try:
        raw = raw_field(definitions.mappings[subject.source], text(errand.fields, "field"))
    except StatementError as error:
        raise Refusal({"field": str(error)}) from error
    return FieldHeld(field=raw, value=optional(errand.fields, "value"), starts_at=start, ends_at=end)


def _event(errand: Errand, _subject: _Subject) -> Told:
    kind = one_of(errand.fields, "type", sorted(STATEABLE), "This can't be stated.")
    return Happened(type=EventType(kind), at=instant(errand.fields, "at", errand.own.definitions))


def _void_event(errand: Errand, subject: _Subject) -> Told:
    kind = one_of(errand.fields, "type", sorted(VOIDABLE), "This can't be taken away.")
    told = NotCounted(type=EventType(kind), at=instant(errand.fields, "at", errand.own.definitions))
    if subject.ticket is not None:
        try:
            require_told(subject.ticket.facts, told)
        except StatementError as error:
            raise Refusal({"at": str(error)}) from error
    return told


def _timer(errand: Errand, _subject: _Subject) -> Told:
    cycle = optional(errand.fields, "cycle")
    if cycle is not None and not (cycle.isdecimal() and cycle.isascii() and len(cycle) < 6):  # noqa: PLR2004  digits
        raise Refusal({"cycle": "A whole number is needed here."})
    told = TimerExcluded(
        agreement=optional(errand.fields, "agreement"),
        objective=optional(errand.fields, "objective"),
        cycle=None if cycle is None else int(cycle),
    )
    try:
        require_promised(errand.own.definitions, told)
    except StatementError as error:
        raise Refusal({"objective": str(error)}) from error
    return told


def _outage(errand: Errand, _subject: _Subject) -> Told:
    definitions = errand.own.definitions
    start, end = (optional_instant(errand.fields, name, definitions) for name in ("from", "to"))
    service, severity = (optional(errand.fields, name) for name in ("service", "severity"))
    if (start, end, service, severity) == (None,) * 4:
        raise Refusal({"from": "Say what was otherwise."})
    if start is not None and end is not None and end < start:
        raise Refusal({"to": "It can't end before it begins."})
    return OutageWas(started_at=start, ended_at=end, service=service, severity=severity)


_SAYS: Final[Mapping[CorrectionKind, Says]] = {
    CorrectionKind.FIELD: _field,
    CorrectionKind.EVENT: _event,
    CorrectionKind.VOID_EVENT: _void_event,
    CorrectionKind.TIMER: _timer,
    CorrectionKind.OUTAGE: _outage,
    CorrectionKind.VOID_OUTAGE: lambda _errand, _subject: NoOutage(),
}
_OF_OUTAGES: Final = frozenset({CorrectionKind.OUTAGE, CorrectionKind.VOID_OUTAGE})


def _state(kind: CorrectionKind, errand: Errand) -> Done:
    subject = _outage_of(errand) if kind in _OF_OUTAGES else _ticket_of(errand)
    correction = Correction(
        id="",
        source=subject.source,
        subject=subject.id,
        told=_SAYS[kind](errand, subject),
        author=errand.user.name,
        reason=text(errand.fields, "reason", longest=LONGEST_REASON),
        stated_at=errand.now,
    )
    return Done("stated", state_correction(errand.store, correction).id)


def _source(errand: Errand) -> str:
    return one_of(errand.fields, "source", list(errand.own.definitions.mappings), "There is no such source.")


def _ticket_of(errand: Errand) -> _Subject:
    source, name = _source(errand), text(errand.fields, "subject")
    if not errand.user.sees_everything and errand.own.ticket(source, name) is None:
        raise Refusal({"subject": NO_TICKET})
    try:
        found = ticket_named(errand.store, errand.own.definitions, name, source=source)
    except StatementError:
        raise Refusal({"subject": NO_TICKET}) from None
    return _Subject(source, found.id, found)


def _outage_of(errand: Errand) -> _Subject:
    definitions = errand.own.definitions
    try:
        found = outage_named(errand.store, definitions, text(errand.fields, "subject"), source=_source(errand))
    except StatementError:
        raise Refusal({"subject": NO_OUTAGE}) from None
    service = definitions.mappings[found.source].attribute("service").value(found.outage.service)
    if not errand.user.sees_everything and service not in definitions.services:
        raise Refusal({"subject": NO_OUTAGE})
    return _Subject(found.source, found.outage.id, None)


def _approve(errand: Errand) -> Done:
    found = _named(errand)
    why_not = why_not_approved_by(errand.user, found.author)
    if why_not:
        raise Refusal({"": why_not})
    plan = errand.whole.plan
    return Done("approved", approve_correction(errand.store, plan, found.id, by=errand.user.name, at=errand.now).id)


def _withdraw(errand: Errand) -> Done:
    found = _named(errand)
    why_not = why_not_withdrawn_by(errand.user, found.author)
    if why_not:
        raise Refusal({"": why_not})
    return Done("withdrawn", withdraw_correction(errand.store, found.id, by=errand.user.name, at=errand.now).id)


def _named(errand: Errand) -> Correction:
    """Return the correction that an address names; a Problem where they don't know of it, Refusal where it is more."""
    name = errand.path["name"]
    found = next((each for each in errand.own.stated_corrections() if each.id == name), None)
    if found is None:
        raise Problem(404, "There is no such correction", 'Nobody stated a correction "{name}".', {"name": name})
    touched = touched_agreements(errand.store, errand.whole.plan, found, at=errand.now)
    if not all(errand.user.sees(each.id) for each in touched):
        raise Refusal({"": NOT_YOURS})
    return found


_form: Final = partial(Form, page="/corrections", answering=correction_page.answer)

FORMS: Final = (
    *(_form(f"/corrections/{kind}", frozenset({Role.WRITE}), partial(_state, kind)) for kind in CorrectionKind),
    _form("/corrections/{name}/approve", frozenset({Role.APPROVE}), _approve),
    _form("/corrections/{name}/withdraw", frozenset({Role.WRITE, Role.APPROVE}), _withdraw),
)
