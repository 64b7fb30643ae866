"""Exclusions asked for, approved and taken back by forms."""

from datetime import timedelta
from functools import partial
from typing import Final

from slawatch.model.definitions import Definitions
from slawatch.model.outage import Exclusion
from slawatch.model.user import Role, User
from slawatch.runtime.approval import closed_to, touched_by
from slawatch.runtime.operator_facts import approve_exclusion, state_exclusion, withdraw_exclusion
from slawatch.web import exclusion_page
from slawatch.web.entries import instant, one_of, text
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

LONGEST: Final = timedelta(days=366)
OTHERS_APPROVE: Final = "The agreements name others who approve."


def _request(errand: Errand) -> Done:
    definitions = errand.own.definitions
    service = one_of(errand.fields, "service", list(definitions.services), "There is no such service.")
    start, end = (instant(errand.fields, name, definitions) for name in ("from", "to"))
    if end <= start:
        raise Refusal({"to": "It must end after it begins."})
    if end - start > LONGEST:
        raise Refusal({"to": "It is longer than a year."})
    told = Exclusion(
        id="",
        service=service,
        started_at=start,
        ended_at=end,
        reason=text(errand.fields, "reason", longest=LONGEST_REASON),
        author=errand.user.name,
    )
    return Done("stated", state_exclusion(errand.store, told, at=errand.now).id)


def _approve(errand: Errand) -> Done:
    found = _named(errand)
    _require_own(found, errand.user, errand.whole.definitions)
    touched = touched_by(found, errand.whole.definitions)
    closed = closed_to(errand.user.name, touched)
    others = OTHERS_APPROVE if closed and closed == touched else ""
    require_allowed(why_not_approved_by(errand.user, found) or others)
    return Done("approved", approve_exclusion(errand.store, found.id, by=errand.user.name, at=errand.now).id)


def _withdraw(errand: Errand) -> Done:
    found = _named(errand)
    _require_own(found, errand.user, errand.whole.definitions)
    require_allowed(why_not_withdrawn_by(errand.user, found))
    return Done("withdrawn", withdraw_exclusion(errand.store, found.id, by=errand.user.name, at=errand.now).id)


def _named(errand: Errand) -> Exclusion:
    name = errand.path["name"]
    found = named_in(errand.own.stated_exclusions(), name)
    if found is None:
        raise Problem(404, "There is no such exclusion", 'Nobody stated an exclusion "{name}".', {"name": name})
    return found


def _require_own(found: Exclusion, user: User, definitions: Definitions) -> None:
    if not all(user.sees(each.id) for each in touched_by(found, definitions)):
        raise Refusal({"": NOT_YOURS})


_form: Final = partial(Form, page="/exclusions", answering=exclusion_page.answer)
_EITHER: Final = frozenset({Role.WRITE, Role.APPROVE})

FORMS: Final = (
    _form("/exclusions", frozenset({Role.WRITE}), _request),
    _form("/exclusions/{name}/approve", frozenset({Role.APPROVE}), _approve),
    _form("/exclusions/{name}/withdraw", _EITHER, _withdraw),
)
