"""Exclusions asked for, approved and taken back by forms."""

from datetime import timedelta
from functools import partial
from typing import Final

from slawatch.model.definitions import Definitions
from slawatch.model.outage import Exclusion
from slawatch.model.user import Role, User
from slawatch.runtime.approval import closed_to, is_same, touched_by
from slawatch.runtime.operator_facts import approve_exclusion, state_exclusion, withdraw_exclusion
from slawatch.web import exclusion_page
from slawatch.web.entries import instant, one_of, text
from slawatch.web.errand import Done, Errand, Form
from slawatch.web.forms import Refusal
from slawatch.web.problem import Problem

LONGEST: Final = timedelta(days=366)
LONGEST_REASON: Final = 2_000

OWN: Final = "You stated this; somebody else must approve it."
NOT_YOURS: Final = "It also counts where you may not decide."
OTHERS_APPROVE: Final = "The agreements name others who approve."
STATED_BY_OTHERS: Final = "Somebody else stated this; it takes the role approve to take it back."


def why_not_approved_by(user: User, author: str) -> str:
    """Return why somebody may not approve what was stated, whatever it is; empty where they may."""
    if not user.may(Role.APPROVE):
        return "It takes the role approve."
    return OWN if is_same(user.name, author) else ""


def why_not_withdrawn_by(user: User, author: str) -> str:
    """Return why somebody may not take back what was stated; empty where they may."""
    may = user.may(Role.APPROVE) or (user.may(Role.WRITE) and is_same(user.name, author))
    return "" if may else STATED_BY_OTHERS


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
    why_not = why_not_approved_by(errand.user, found.author) or (OTHERS_APPROVE if closed and closed == touched else "")
    if why_not:
        raise Refusal({"": why_not})
    return Done("approved", approve_exclusion(errand.store, found.id, by=errand.user.name, at=errand.now).id)


def _withdraw(errand: Errand) -> Done:
    found = _named(errand)
    _require_own(found, errand.user, errand.whole.definitions)
    why_not = why_not_withdrawn_by(errand.user, found.author)
    if why_not:
        raise Refusal({"": why_not})
    return Done("withdrawn", withdraw_exclusion(errand.store, found.id, by=errand.user.name, at=errand.now).id)


def _named(errand: Errand) -> Exclusion:
    name = errand.path["name"]
    found = next((each for each in errand.own.stated_exclusions() if each.id == name), None)
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
