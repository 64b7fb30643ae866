"""Actions and acceptances that people state: each change is a new version, and nothing that was stated is lost."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from slawatch.model.action import OPEN, UNDONE, Acceptance, Action, Stage
from slawatch.model.measurement import Measurement
from slawatch.runtime.operator_facts import StatementError, looked_again
from slawatch.runtime.register import Register, Statement, number
from slawatch.store.contract import OPERATOR, Reader, Store

_FORM: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who says something of the register, when, and in which words."""

    by: str
    at: datetime
    reason: str = ""


@looked_again
def state_action(store: Store, action: Action) -> Action:
    """Store an action under the next free id, and return it; StatementError where an open one is just like it."""
    known, register = store.state(OPERATOR).sequence, Register.known(store)
    for each in register.actions:
        if each.is_open and (each.title, each.about, each.owner) == (action.title, action.about, action.owner):
            raise StatementError(f"this action is stated already, as {each.id}")
    stated = replace(action, id=_next("A", register.actions))
    store.enter(stated, at=stated.stated_at, known=known)
    return stated


@looked_again
def change_action(store: Store, name: str, said: Said, **changes: Any) -> Action:  # noqa: ANN401  fields of an action
    """Store an action otherwise than it stood, and return it; StatementError where it has ended or nothing changes."""
    known, found = store.state(OPERATOR).sequence, open_action(store, name)
    if all(getattr(found, field) == value for field, value in changes.items()):
        raise StatementError(f"nothing of {name} would change")
    return _entered(store, found, said, known, changes)


@looked_again
def move_action(store: Store, name: str, stage: Stage, said: Said, *, done_at: datetime | None = None) -> Action:
    """Store that an action came to another open stage, and return it; from `check` on it is done.

    Going back to a stage before `check` takes back that it was done.
    """
    known, found = store.state(OPERATOR).sequence, open_action(store, name)
    if stage not in OPEN:
        raise StatementError(f"{stage} is no stage that an open action can come to; {', '.join(OPEN)} are")
    done = None if stage in UNDONE else done_at or found.done_at or said.at
    if done is not None and done > said.at:
        raise StatementError(f"{name} can't have been done in the future; it is {said.at:{_FORM}} now")
    if done is not None and found.baseline is not None and done < found.baseline.ends_at:
        raise StatementError(
            f"{name} can't have been done before its baseline ends at {found.baseline.ends_at:{_FORM}}"
        )
    if (found.stage, found.done_at) == (stage, done):
        raise StatementError(f"{name} is at {stage} already")
    return _entered(store, found, said, known, {"stage": stage, "done_at": done})


@looked_again
def close_action(store: Store, name: str, said: Said, *, result: Measurement | None = None) -> Action:
    """Store that an action was checked and is over, with what its figure came to, and return it.

    StatementError where nobody has said that it was done, or there are no words on how it went.
    """
    known, found = store.state(OPERATOR).sequence, open_action(store, name)
    if found.stage in UNDONE:
        raise StatementError(f"{name} is at {found.stage}; say first that it was done: `slawatch action done {name}`")
    ended = {"stage": Stage.CLOSED, "ended_at": said.at, "result": result}
    return _entered(store, found, _in_words(said, "how it went"), known, ended)


@looked_again
def cancel_action(store: Store, name: str, said: Said) -> Action:
    """Store that an action will not be done, and return it: what it was the answer to needs another one."""
    known, found = store.state(OPERATOR).sequence, open_action(store, name)
    ended = {"stage": Stage.CANCELLED, "ended_at": said.at}
    return _entered(store, found, _in_words(said, "why it is cancelled"), known, ended)


@looked_again
def accept_findings(store: Store, acceptance: Acceptance) -> Acceptance:
    """Store that breaches and outages are accepted without an action, under the next free id, and return it.

    StatementError where the same stands already, or its last day has passed.
    """
    known, register = store.state(OPERATOR).sequence, Register.known(store)
    for each in register.acceptances:
        if each.withdrawn_at is None and replace(each, id="", stated_at=acceptance.stated_at) == acceptance:
            raise StatementError(f"this acceptance is stated already, as {each.id}")
    stated = replace(acceptance, id=_next("C", register.acceptances))
    store.enter(stated, at=stated.stated_at, known=known)
    return stated


@looked_again
def withdraw_acceptance(store: Store, name: str, said: Said) -> Acceptance:
    """Store that an acceptance holds no longer, and return it; StatementError where it is not known or did not."""
    known = store.state(OPERATOR).sequence
    found = {each.id: each for each in Register.known(store).acceptances}.get(name)
    if found is None:
        raise _unknown("acceptance", name, Register.known(store).acceptances)
    if found.withdrawn_at is not None:
        raise StatementError(f"{name} was withdrawn by {found.withdrawn_by} already")
    withdrawn = replace(found, withdrawn_by=said.by, withdrawn_at=said.at)
    store.enter(withdrawn, at=said.at, known=known)
    return withdrawn


def action_named(store: Reader, name: str) -> Action:
    """Return an action by its id, whatever the case; StatementError where there is none."""
    return named_in(Register.known(store), name)


def named_in(register: Register, name: str) -> Action:
    """Return the same of a register that is read already."""
    actions = register.actions
    found = {each.id.casefold(): each for each in actions}.get(name.casefold())
    if found is None:
        raise _unknown("action", name, actions)
    return found


def open_action(store: Reader, name: str) -> Action:
    """Return an action that has not ended; StatementError where it has, or there is none."""
    found = action_named(store, name)
    if not found.is_open:
        raise StatementError(f"{found.id} is {found.stage} since {found.ended_at:%Y-%m-%d}; state a new action instead")
    return found


def require_days(stated_on: date, due_on: date, check_on: date | None) -> None:
    """Raise StatementError unless an action is due when it is stated or later, and checked when it is due or later."""
    if due_on < stated_on:
        raise StatementError(f"it can't be due on {due_on}: that day has passed")
    if check_on is not None and check_on < due_on:
        raise StatementError(f"its effect can't be checked on {check_on}, before it is due on {due_on}")


def _entered(store: Store, found: Action, said: Said, known: int, changes: dict[str, Any]) -> Action:
    changed = replace(found, **changes, changed_by=said.by, changed_at=said.at, reason=said.reason)
    store.enter(changed, at=said.at, known=known)
    return changed


def _in_words(said: Said, what: str) -> Said:
    if not said.reason.strip():
        raise StatementError(f"say {what}")
    return said


def _next(letter: str, stated: Iterable[Statement]) -> str:
    return f"{letter}-{max((number(each)[0] for each in stated), default=0) + 1}"


def _unknown(what: str, name: str, known: Iterable[Statement]) -> StatementError:
    there_are = ", ".join(each.id for each in known) or "none yet"
    return StatementError(f'there is no {what} "{name}"; there are {there_are}')
