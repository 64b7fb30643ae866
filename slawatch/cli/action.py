"""slawatch action: the improvement register, and what still needs an action."""

from datetime import datetime
from typing import Literal

import click

from slawatch.app.planning import planned
from slawatch.cli import accepting, acting, documents
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, now, read
from slawatch.cli.output import Shape, in_shape, in_two_shapes, printed
from slawatch.cli.told_action import tell
from slawatch.engine.findings import Breach, Finding
from slawatch.errors import ConfigError
from slawatch.model.action import Acceptance, Action
from slawatch.model.definitions import Definitions
from slawatch.runtime.concerned import agreements_of, today, zone_of
from slawatch.runtime.finding_history import findings
from slawatch.runtime.improvement import Measuring
from slawatch.runtime.register import Register
from slawatch.runtime.stated_actions import action_named
from slawatch.speech.speech import Speech
from slawatch.speech.told_measurement import goal_told, measurement_told
from slawatch.web.action_documents import of_acceptance, of_action, of_finding

Form = Literal["table", "json"]
Which = Literal["open", "overdue", "all"]
Row = tuple[str | int | float | datetime | None, ...]

COLUMNS = ("id", "stage", "overdue", "due_on", "owner", "title", "about", "baseline", "goal", "result", "agreements")
ACCEPTED = ("id", "holds", "until", "accepted_by", "reason", "about", "author", "stated_at", "withdrawn_by")
NEEDED = ("finding", "kind", "agreements", "at", "timezone", "what")


@click.group("action")
def command() -> None:
    """Keep the improvement register, beside a daemon that may be running: plan, do, check, act."""


for each in (*acting.COMMANDS, *accepting.COMMANDS):
    command.add_command(each)


@command.command("list")
@click.option("--which", type=click.Choice(("open", "overdue", "all")), default="open", show_default=True)
@click.option("--agreement", metavar="A", help="Only what concerns this agreement.")
@click.option("--acceptances", is_flag=True, help="List what was accepted without an action instead.")
@known_through
@in_shape
@click.pass_obj
def listed(  # noqa: PLR0913  an option each
    shared: Shared,
    *,
    which: Which,
    agreement: str | None,
    acceptances: bool,
    known_through: datetime | None,
    shape: Shape,
) -> None:
    """Print actions with what they mean to change; `show` tells what came of one."""
    with known(read(shared).configuration, through=known_through) as what:
        _require_agreement(agreement, what.definitions)
        register, at = Register.known(what.store), known_through or now()
    if acceptances:
        chosen = (each for each in register.acceptances if _concerns(each, agreement, what.definitions))
        printed(ACCEPTED, (_accepted(each, what.definitions, at) for each in chosen), shape)
        return
    told = (each for each in register.actions if _concerns(each, agreement, what.definitions))
    printed(
        COLUMNS, (_row(each, what.definitions, at) for each in told if _is(each, which, what.definitions, at)), shape
    )


@command.command("show")
@click.argument("name", metavar="ID")
@known_through
@in_two_shapes
@click.pass_obj
def show(shared: Shared, *, name: str, known_through: datetime | None, shape: Form) -> None:
    """Print an action whole: what it is about, its figure before and since it was done, and each of its versions."""
    with known(read(shared).configuration, through=known_through) as what:
        action = action_named(what.store, name)
        versions = [version for _, version in what.store.action_versions(action.id)]
        effect = Measuring.of(what.store, planned(what.definitions), what.clock).effect(action)
    if shape == "json":
        documents.echoed(of_action(action, what.definitions, known_through or now(), effect, versions))
    else:
        tell(action, versions, effect, what.definitions, now=known_through or now())


@command.command("needed")
@click.option("--agreement", metavar="A", help="Only what concerns this agreement.")
@click.option("--since", type=Instant(), help="What happened since then.  [default: a year ago]")
@known_through
@in_shape
@click.pass_obj
def needed(
    shared: Shared, *, agreement: str | None, since: datetime | None, known_through: datetime | None, shape: Shape
) -> None:
    """Print the breaches and unplanned outages that have neither an action nor somebody who accepts them."""
    with known(read(shared).configuration, through=known_through) as what:
        definitions = what.definitions
        _require_agreement(agreement, definitions)
        found = findings(what.store, planned(definitions), what.clock, since=since)
        waiting = Register.known(what.store).unanswered(found, definitions, known_through or now())
    chosen = [each for each in waiting if agreement is None or agreement in _slas(each)]
    printed(NEEDED, (_finding(each, definitions, shape) for each in chosen), shape)
    if definitions.simulated:
        click.echo("a source is a simulator: nobody needs to do anything about these", err=True)


def _slas(found: Finding) -> tuple[str, ...]:
    return (found.ref.sla,) if isinstance(found, Breach) else found.slas


def _finding(found: Finding, definitions: Definitions, shape: Shape) -> Row:
    """Return a row; people read the time of the agreement's zone, programs UTC."""
    zone = zone_of((found.ref,), definitions)
    at = Speech().local(found.at, zone) if shape == "table" else found.at
    return str(found.ref), found.ref.kind, " ".join(_slas(found)), at, zone, of_finding(found)["what"]


def _row(action: Action, definitions: Definitions, at: datetime) -> Row:
    told = of_action(action, definitions, at)
    speech, inverted = Speech(), told["inverted"]
    result = measurement_told(speech, action.result, inverted=inverted)
    return (
        action.id, action.stage, "overdue" if told["overdue"] else "", str(action.waits_until or action.due_on),
        action.owner, action.title, " ".join(map(str, action.about)),
        measurement_told(speech, action.baseline, inverted=inverted), goal_told(speech, action.goal, inverted=inverted),
        result, " ".join(agreements_of(action.about, definitions)),
    )  # fmt: skip


def _accepted(acceptance: Acceptance, definitions: Definitions, at: datetime) -> Row:
    told = of_acceptance(acceptance, definitions, at)
    return (
        acceptance.id, "yes" if told["holds"] else "no", str(acceptance.until or ""), acceptance.accepted_by,
        acceptance.reason, " ".join(map(str, acceptance.about)), acceptance.author, acceptance.stated_at,
        acceptance.withdrawn_by,
    )  # fmt: skip


def _is(action: Action, which: Which, definitions: Definitions, at: datetime) -> bool:
    if which == "overdue":
        return action.is_overdue(today(action.about, definitions, at))
    return which == "all" or action.is_open


def _concerns(each: Action | Acceptance, agreement: str | None, definitions: Definitions) -> bool:
    return agreement is None or agreement in agreements_of(each.about, definitions)


def _require_agreement(agreement: str | None, definitions: Definitions) -> None:
    ids = dict.fromkeys(each.id for each in definitions.agreements)
    if agreement is not None and agreement not in ids:
        raise ConfigError(f'there is no agreement "{agreement}"; there are {", ".join(ids)}')
