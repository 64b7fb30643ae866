"""Actions stated as the answer to a breach or an outage, moved on and ended by forms, and findings accepted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from slawatch.engine.findings import Finding
from slawatch.errors import TooMuchError
from slawatch.model.action import OPEN, Acceptance, Action, Stage
from slawatch.model.measurement import Goal
from slawatch.model.user import Role
from slawatch.runtime.answered_finding import Before, before
from slawatch.runtime.concerned import agreements_of, today
from slawatch.runtime.goals import goal_of
from slawatch.runtime.operator_facts import StatementError
from slawatch.runtime.referable import as_found, findings_named
from slawatch.runtime.stated_actions import (
    Said,
    accept_findings,
    cancel_action,
    change_action,
    close_action,
    move_action,
    require_days,
    state_action,
    withdraw_acceptance,
)
from slawatch.web import action_page, finding_list
from slawatch.web.entries import NEEDED, one_of, optional, text
from slawatch.web.errand import Done, Errand, Form
from slawatch.web.forms import Refusal
from slawatch.web.problem import Problem
from slawatch.web.statement import LONGEST_REASON, NOT_YOURS

NO_DAY: Final = "This is no day; write 2026-10-31."
NO_GOAL: Final = "This is no target; write 95%, 4h or 3."


_GOAL_SIGNS: Final = frozenset("0123456789.hms% ")


def _state(errand: Errand) -> Done:
    fields, definitions = errand.fields, errand.own.definitions
    named = _own_finding(errand)
    due, check = _day(errand, "due_on"), _day(errand, "check_on")
    if due is None:
        raise Refusal({"due_on": NEEDED})
    require_days(today((named.ref,), definitions, errand.now), due, check)
    told = Action(
        id="",
        title=text(fields, "title"),
        about=(named.ref,),
        owner=text(fields, "owner"),
        due_on=due,
        check_on=check,
        cause=optional(fields, "cause", longest=LONGEST_REASON) or "",
        plan=optional(fields, "plan", longest=LONGEST_REASON) or "",
        author=errand.user.name,
        stated_at=errand.now,
        changed_by=errand.user.name,
        changed_at=errand.now,
    )
    start = _before(named, errand)
    goal = _goal(errand, start)
    told = replace(told, measure=start.measure, baseline=start.baseline, goal=goal)
    return Done("stated", state_action(errand.store, told).id)


def _before(found: Finding, errand: Errand) -> Before:
    try:
        return before(found, errand.own)
    except TooMuchError as error:
        raise Refusal({"": str(error)}) from error


def _goal(errand: Errand, start: Before) -> Goal | None:
    told = optional(errand.fields, "goal")
    if told is not None and not _GOAL_SIGNS.issuperset(told):
        raise Refusal({"goal": NO_GOAL})
    try:
        return goal_of(told, start.measure, start.baseline, errand.own.definitions)
    except StatementError as error:
        raise Refusal({"goal": str(error)}) from error


def _own_finding(errand: Errand) -> Finding:
    """Return the one breach or outage that a form names; Refusal where it is none, or counts for others, too."""
    try:
        named = findings_named([text(errand.fields, "finding")], errand.own.definitions)
        meant = as_found(named, errand.own.findings)
    except StatementError as error:
        raise Refusal({"finding": str(error)}) from error
    if len(meant) > 1:
        raise Refusal({"finding": "This names several; name one."})
    _require_theirs(errand, agreements_of(meant, errand.whole.definitions))
    return next(each for each in errand.own.findings if each.ref == meant[0])


def _require_theirs(errand: Errand, agreements: Iterable[str]) -> None:
    """Raise Refusal where an answer would also count under agreements that they don't see."""
    if not all(map(errand.user.sees, agreements)):
        raise Refusal({"": NOT_YOURS})


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
    about = (_own_finding(errand).ref,)
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
    seen = {each.id: each for each in errand.own.improvement.register.acceptances}
    if name not in seen:
        raise Problem(404, "There is no such acceptance", 'Nobody stated an acceptance "{name}".', {"name": name})
    _require_theirs(errand, agreements_of(seen[name].about, errand.whole.definitions))
    said = Said(by=errand.user.name, at=errand.now)
    return Done("withdrawn", withdraw_acceptance(errand.store, name, said).id)


def _action(errand: Errand) -> Action:
    """Return the action that an address names, if they see it."""
    name = errand.path["action"]
    seen = errand.own.improvement.register.actions
    found = next((each for each in seen if each.id.casefold() == name.casefold()), None)
    if found is None:
        raise Problem(404, "There is no such action", 'Nobody stated an action "{name}".', {"name": name})
    _require_theirs(errand, agreements_of(found.about, errand.whole.definitions))
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
    _of_finding(path="/findings/action", roles=_WRITE, doing=_state, page="/actions/{name}"),
    _of_action(path="/actions/{action}/change", doing=_change),
    _of_action(path="/actions/{action}/move", doing=_move),
    _of_action(path="/actions/{action}/close", doing=_close),
    _of_action(path="/actions/{action}/cancel", doing=_cancel),
    _of_finding(path="/findings", roles=frozenset({Role.APPROVE}), doing=_accept),
    _of_finding(path="/acceptances/{name}/withdraw", roles=frozenset({Role.APPROVE}), doing=_withdraw),
)
