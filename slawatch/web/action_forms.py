"""Actions moved on and ended by forms, and findings accepted; `slawatch action add` states a new action."""

from datetime import date
from functools import partial
from typing import Final

from slawatch.model.action import OPEN, Acceptance, Action, Stage
from slawatch.model.user import Role
from slawatch.runtime.concerned import today
from slawatch.runtime.referable import findings_named, require_found
from slawatch.runtime.stated_actions import (
    Said,
    accept_findings,
    cancel_action,
    change_action,
    close_action,
    move_action,
    require_days,
    withdraw_acceptance,
)
from slawatch.web import action_page, finding_list
from slawatch.web.entries import one_of, optional, text
from slawatch.web.errand import Done, Errand, Form
from slawatch.web.exclusion_forms import LONGEST_REASON
from slawatch.web.forms import Refusal
from slawatch.web.problem import Problem

NO_DAY: Final = "This is no day; write 2026-10-31."


def _change(errand: Errand) -> Done:
    found, said = _action(errand), _said(errand)
    due, owner = _day(errand, "due_on"), optional(errand.fields, "owner")
    changes = {"due_on": due, "owner": owner}
    told = {name: value for name, value in changes.items() if value is not None and value != getattr(found, name)}
    if not told:
        raise Refusal({"": "Say what changes."})
    if due is not None:
        require_days(today(found.about, errand.own.definitions, errand.now), due, found.check_on)
    return Done("changed", change_action(errand.store, found.id, said, **told).id)


def _move(errand: Errand) -> Done:
    stage = Stage(one_of(errand.fields, "stage", list(OPEN), "There is no such stage."))
    return Done("changed", move_action(errand.store, _action(errand).id, stage, _said(errand)).id)


def _close(errand: Errand) -> Done:
    found = _action(errand)
    said = _said(errand, is_needed=True)
    result = errand.whole.improvement.effects([found])[found.id].result
    return Done("changed", close_action(errand.store, found.id, said, result=result).id)


def _cancel(errand: Errand) -> Done:
    return Done("changed", cancel_action(errand.store, _action(errand).id, _said(errand, is_needed=True)).id)


def _accept(errand: Errand) -> Done:
    definitions, until = errand.own.definitions, _day(errand, "until")
    about = findings_named([text(errand.fields, "finding")], definitions)
    require_found(about, errand.own.findings)
    if until is not None and until < today(about, definitions, errand.now):
        raise Refusal({"until": "That day has passed."})
    told = Acceptance(
        id="",
        about=about,
        accepted_by=errand.user.name,
        reason=text(errand.fields, "reason", longest=LONGEST_REASON),
        author=errand.user.name,
        stated_at=errand.now,
        until=until,
    )
    return Done("stated", accept_findings(errand.store, told).id)


def _withdraw(errand: Errand) -> Done:
    name = errand.path["name"]
    if name not in {each.id for each in errand.own.improvement.register.acceptances}:
        raise Problem(404, "There is no such acceptance", 'Nobody stated an acceptance "{name}".', {"name": name})
    said = Said(by=errand.user.name, at=errand.now)
    return Done("withdrawn", withdraw_acceptance(errand.store, name, said).id)


def _action(errand: Errand) -> Action:
    """Return the action that an address names, if they see it."""
    name = errand.path["action"]
    seen = errand.own.improvement.register.actions
    found = next((each for each in seen if each.id.casefold() == name.casefold()), None)
    if found is None:
        raise Problem(404, "There is no such action", 'Nobody stated an action "{name}".', {"name": name})
    return found


def _said(errand: Errand, *, is_needed: bool = False) -> Said:
    read = text if is_needed else optional
    return Said(by=errand.user.name, at=errand.now, reason=read(errand.fields, "reason", longest=LONGEST_REASON) or "")


def _day(errand: Errand, name: str) -> date | None:
    told = optional(errand.fields, name)
    try:
        return None if told is None else date.fromisoformat(told)
    except ValueError:
        raise Refusal({name: NO_DAY}) from None


_WRITE: Final = frozenset({Role.WRITE})
_of_action: Final = partial(Form, roles=_WRITE, page="/actions", answering=action_page.answer)
_of_finding: Final = partial(Form, page="/findings", answering=finding_list.answer)

FORMS: Final = (
    _of_action(path="/actions/{action}/change", doing=_change),
    _of_action(path="/actions/{action}/move", doing=_move),
    _of_action(path="/actions/{action}/close", doing=_close),
    _of_action(path="/actions/{action}/cancel", doing=_cancel),
    _of_finding(path="/findings", roles=frozenset({Role.APPROVE}), doing=_accept),
    _of_finding(path="/acceptances/{name}/withdraw", roles=frozenset({Role.APPROVE}), doing=_withdraw),
)
