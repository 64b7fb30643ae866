"""slawatch action add, change, done, close, cancel: what becomes of an action."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

import click

from slawatch.app.planning import planned
from slawatch.cli.answered import author, by, reason
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, Period, Words, now, read
from slawatch.cli.stored import appending_store
from slawatch.clock import SystemClock
from slawatch.model.action import OPEN, Action, Stage
from slawatch.model.definitions import Definitions
from slawatch.model.reference import ObjectiveRef, Reference
from slawatch.runtime.concerned import today
from slawatch.runtime.finding_history import findings_on
from slawatch.runtime.goals import goal_of, period_before
from slawatch.runtime.improvement import Measuring, is_inverted
from slawatch.runtime.operator_facts import StatementError
from slawatch.runtime.referable import as_found, objective_of, references
from slawatch.runtime.stated_actions import (
    Said,
    cancel_action,
    change_action,
    close_action,
    move_action,
    open_action,
    require_days,
    state_action,
)
from slawatch.speech.speech import Speech
from slawatch.speech.told_measurement import comparison_told, goal_told, measurement_told
from slawatch.store.contract import Store


class Day(click.ParamType[date]):
    """A date, as the calendar on the wall has it."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date; write 2026-12-31", param, ctx)


_about: Final = click.option(
    "--about",
    "about",
    multiple=True,
    metavar="NAME",
    help="A breach or outage as `needed` names it, objective/…, service/….",
)
_owner: Final = click.option("--owner", type=Words(), metavar="NAME", help="Who sees to it.")
_due: Final = click.option("--due", type=Day(), help="The last day on which it is in time, where its agreement is.")
_check: Final = click.option("--check", "check_on", type=Day(), help="The day by which its effect is looked at.")
_cause: Final = click.option("--cause", type=Words(), metavar="TEXT", help="Why it came to that.")
_plan: Final = click.option("--plan", type=Words(), metavar="TEXT", help="What is to be done.")
_target: Final = click.option(
    "--target", metavar="T", help="What the figure is to come to: 95%, 4h, 3.  [default: what is promised]"
)


_by: Final = by("Who says so.")


@click.command("add")
@click.option("--title", type=Words(), required=True, metavar="TEXT", help="What is done, in a line.")
@_about
@click.option("--owner", type=Words(), required=True, metavar="NAME", help="Who sees to it.")
@click.option("--due", type=Day(), required=True, help="The last day on which it is in time, where its agreement is.")
@_check
@_cause
@_plan
@click.option("--measure", metavar="objective/…", help="The figure it is to make better.  [default: that of --about]")
@click.option(
    "--baseline",
    "period",
    type=Period(),
    metavar="P",
    help="Measure that figure in this period.  [default: that of the breach, else previous]",
)
@_target
@author()
@click.pass_obj
def _add(shared: Shared, /, *, title: str, about: Sequence[str], due: date, author: str, **more: Any) -> None:  # noqa: ANN401
    """State an action: about what, who, until when, and the figure it is to make better."""
    if not about:
        raise click.UsageError("say what it is --about; `slawatch action needed` names breaches and outages")
    with _opened(shared) as (store, definitions):
        told = references(about, definitions)
        require_days(today(told, definitions, now()), due, more["check_on"])
        measuring = Measuring.of(store, planned(definitions), SystemClock())
        named = as_found(told, findings_on(measuring.base))
        measure = _measure(more["measure"], named, definitions)
        period = measure and (more["period"] or period_before(named, measure))
        baseline = None if measure is None else measuring.in_period(measure, str(period))
        goal = goal_of(more["target"], measure, baseline, definitions)
        at = now()
        stated = state_action(store, Action(
            id="", title=title, about=named, owner=more["owner"], due_on=due, check_on=more["check_on"],
            cause=more["cause"] or "", plan=more["plan"] or "", measure=measure, baseline=baseline, goal=goal,
            author=author, stated_at=at, changed_by=author, changed_at=at,
        ))  # fmt: skip
    _tell_stated(stated, definitions)


@click.command("change")
@click.argument("name", metavar="ID")
@click.option("--title", type=Words(), metavar="TEXT", help="What is done, in a line.")
@_about
@click.option("--no-longer-about", "dropped", multiple=True, metavar="NAME", help="What it is not about after all.")
@_owner
@_due
@_check
@_cause
@_plan
@_target
@click.option("--stage", type=click.Choice([str(each) for each in OPEN]), help="Where it stands; check: it is done.")
@_by
@reason("Why it changes.", required=False)
@click.pass_obj
def _change(shared: Shared, /, *, name: str, stage: Stage | None, by: str, reason: str | None, **more: Any) -> None:  # noqa: ANN401
    """Change an action; every earlier version stays."""
    with _opened(shared) as (store, definitions):
        found, said = open_action(store, name), Said(by=by, at=now(), reason=reason or "")
        changes = _changes(found, definitions, store, more)
        if not changes and stage is None:
            raise click.UsageError("say what changes")
        changed = change_action(store, found.id, said, **changes) if changes else found
        changed = changed if stage is None else move_action(store, found.id, Stage(stage), said)
    click.echo(f"{changed.id} changed; it is at {changed.stage}, due on {changed.due_on}")


@click.command("done")
@click.argument("name", metavar="ID")
@click.option("--at", type=Instant(), help="When it had been done.  [default: now]")
@_by
@reason("What was done.", required=False)
@click.pass_obj
def _done(shared: Shared, *, name: str, at: datetime | None, by: str, reason: str | None) -> None:
    """Say that what was planned has been done; from then on its effect is measured."""
    with _opened(shared) as (store, _):
        said = Said(by=by, at=now(), reason=reason or "")
        done = move_action(store, open_action(store, name).id, Stage.CHECK, said, done_at=at)
    click.echo(f"{done.id} is done; `slawatch action show {done.id}` tells what comes of it")


@click.command("close")
@click.argument("name", metavar="ID")
@_by
@reason("How it went, and what was learnt.")
@click.pass_obj
def _close(shared: Shared, *, name: str, by: str, reason: str) -> None:
    """End an action that was done, with what its figure came to since."""
    with _opened(shared) as (store, definitions):
        found = open_action(store, name)
        measuring = Measuring.of(store, planned(definitions), SystemClock())
        effect = measuring.effect(found)
        closed = close_action(store, found.id, Said(by=by, at=now(), reason=reason), result=effect.result)
    told = measurement_told(Speech(), closed.result, inverted=is_inverted(closed.measure, definitions))
    click.echo(f"{closed.id} closed; result {told}: {comparison_told(Speech(), effect.comparison)}")


@click.command("cancel")
@click.argument("name", metavar="ID")
@_by
@reason("Why it will not be done.")
@click.pass_obj
def _cancel(shared: Shared, *, name: str, by: str, reason: str) -> None:
    """End an action that will not be done; what it was about needs another answer."""
    with _opened(shared) as (store, _):
        cancelled = cancel_action(store, open_action(store, name).id, Said(by=by, at=now(), reason=reason))
    click.echo(f"{cancelled.id} cancelled; `slawatch action needed` lists what it was about")


COMMANDS: Final = (_add, _change, _done, _close, _cancel)


@contextmanager
def _opened(shared: Shared) -> Iterator[tuple[Store, Definitions]]:
    configuration = read(shared).configuration
    with appending_store(configuration) as store:
        yield store, configuration.definitions


def _measure(told: str | None, about: Sequence[Reference], definitions: Definitions) -> ObjectiveRef | None:
    if told is None:
        return objective_of(about)
    (named,) = references([told], definitions)
    if not isinstance(named, ObjectiveRef):
        raise StatementError(f"{named} has no figure; --measure takes objective/SLA/OBJECTIVE/SERVICE")
    return named


def _changes(found: Action, definitions: Definitions, store: Store, more: dict[str, Any]) -> dict[str, Any]:
    told = {"title": more["title"], "owner": more["owner"], "due_on": more["due"], "check_on": more["check_on"],
            "cause": more["cause"], "plan": more["plan"]}  # fmt: skip
    changes = {field: value for field, value in told.items() if value is not None}
    if more["about"] or more["dropped"]:
        changes["about"] = _now_about(found, definitions, store, more["about"], more["dropped"])
    if more["target"] is not None:
        changes["goal"] = goal_of(more["target"], found.measure, found.baseline, definitions)
    due, check = changes.get("due_on", found.due_on), changes.get("check_on", found.check_on)
    if (due, check) != (found.due_on, found.check_on):
        present = today(found.about, definitions, now())
        require_days(present if due != found.due_on else min(due, present), due, check)
    return changes


def _now_about(
    found: Action, definitions: Definitions, store: Store, added: Sequence[str], dropped: Sequence[str]
) -> tuple[Reference, ...]:
    more = references(added, definitions)
    if more:
        more = as_found(more, findings_on(Measuring.of(store, planned(definitions), SystemClock()).base))
    names = {str(each): each for each in found.about}
    for name in dropped:
        if name not in names:
            raise StatementError(f"{found.id} is not about {name}; it is about {', '.join(names) or 'nothing'}")
        del names[name]
    about = tuple(dict.fromkeys((*names.values(), *more)))
    if not about:
        raise StatementError(f"{found.id} must be about something; cancel it if it is about nothing any more")
    return about


def _tell_stated(stated: Action, definitions: Definitions) -> None:
    click.echo(f"{stated.id} stated: {stated.title}; {stated.owner} sees to it by {stated.due_on}")
    click.echo(f"it is about {', '.join(map(str, stated.about))}")
    if stated.measure is not None:
        inverted = is_inverted(stated.measure, definitions)
        before = measurement_told(Speech(), stated.baseline, inverted=inverted)
        click.echo(f"{stated.measure}: {before}, meant {goal_told(Speech(), stated.goal, inverted=inverted)}")
