"""Corrections stated, approved and taken back by forms: one form a kind of correction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from slawatch.model.correction import Correction, CorrectionKind, Told
from slawatch.model.event import EventType
from slawatch.model.user import Role
from slawatch.runtime.correctable import FoundTicket, outage_named, ticket_named
from slawatch.runtime.correction_kinds import WORDINGS, Part, Said, Takes, Wording
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
from slawatch.web.forms import Refusal
from slawatch.web.problem import Problem
from slawatch.web.statement import (
    LONGEST_REASON,
    NOT_YOURS,
    named_in,
    require_allowed,
    why_not_approved_by,
    why_not_withdrawn_by,
)

NO_TICKET: Final = "There is no such ticket."
NO_OUTAGE: Final = "There is no such outage; one that a ticket tells is corrected by the fields of the ticket."

NO_COUNT: Final = "A whole number is needed here."


class _Subject(NamedTuple):
    source: str
    id: str
    ticket: FoundTicket | None


def _said(errand: Errand, wording: Wording) -> Said:
    return {part.name: _READS[part.takes](errand, part, wording) for part in wording.parts}


def _text(errand: Errand, part: Part, _wording: Wording) -> str | None:
    return text(errand.fields, part.name) if part.is_needed else optional(errand.fields, part.name)


def _instant(errand: Errand, part: Part, _wording: Wording) -> datetime | None:
    read = instant if part.is_needed else optional_instant
    return read(errand.fields, part.name, errand.own.definitions)


def _event(errand: Errand, part: Part, wording: Wording) -> EventType:
    return EventType(one_of(errand.fields, part.name, sorted(wording.events), wording.no_event))


def _count(errand: Errand, part: Part, _wording: Wording) -> int | None:
    told = optional(errand.fields, part.name)
    if told is not None and not (told.isdecimal() and told.isascii() and len(told) < 6):  # noqa: PLR2004  digits
        raise Refusal({part.name: NO_COUNT})
    return None if told is None else int(told)


_READS: Final[Mapping[Takes, Callable[[Errand, Part, Wording], object]]] = {
    Takes.TEXT: _text,
    Takes.INSTANT: _instant,
    Takes.EVENT: _event,
    Takes.COUNT: _count,
}


def _state(kind: CorrectionKind, errand: Errand) -> Done:
    wording = WORDINGS[kind]
    subject = _outage_of(errand) if wording.is_of_outage else _ticket_of(errand)
    correction = Correction(
        id="",
        source=subject.source,
        subject=subject.id,
        told=_told(errand, wording, subject),
        author=errand.user.name,
        reason=text(errand.fields, "reason", longest=LONGEST_REASON),
        stated_at=errand.now,
    )
    return Done("stated", state_correction(errand.store, correction).id)


def _told(errand: Errand, wording: Wording, subject: _Subject) -> Told:
    said = _said(errand, wording)
    unfit = wording.fits(said)
    if unfit is not None:
        raise Refusal({unfit.parts[0]: unfit.sentence})
    try:
        return wording.told(said, errand.own.definitions, subject.ticket)
    except StatementError as error:
        raise Refusal({wording.looked_up: str(error)}) from error


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
    require_allowed(why_not_approved_by(errand.user, found))
    plan = errand.whole.plan
    return Done("approved", approve_correction(errand.store, plan, found.id, by=errand.user.name, at=errand.now).id)


def _withdraw(errand: Errand) -> Done:
    found = _named(errand)
    require_allowed(why_not_withdrawn_by(errand.user, found))
    return Done("withdrawn", withdraw_correction(errand.store, found.id, by=errand.user.name, at=errand.now).id)


def _named(errand: Errand) -> Correction:
    """Return the correction that an address names; a Problem where they don't know of it, Refusal where it is more."""
    name = errand.path["name"]
    found = named_in(errand.own.stated_corrections(), name)
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
