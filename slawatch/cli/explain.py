"""slawatch explain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import click
from click.core import ParameterSource

from slawatch.app.planning import planned
from slawatch.cli import documents, told_availability, told_group, told_share, told_ticket
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, as_of, read
from slawatch.cli.output import in_two_shapes, text
from slawatch.engine.explain_counts import ExplainedCount
from slawatch.engine.explain_group import ExplainedGroup
from slawatch.engine.explain_tickets import ExplainedShare
from slawatch.engine.plan import Plan
from slawatch.errors import ConfigError, SlawatchError
from slawatch.model.definitions import Definitions
from slawatch.runtime.explanation import Asked, Explanation, explanation
from slawatch.runtime.known import Known
from slawatch.runtime.listing import ExplainedTicket, explained_tickets
from slawatch.web.documents import of_figures, of_ticket

Form = Literal["table", "json"]
_OF_TICKETS: Final = ("source",)
_OF_FIGURES: Final = ("period", "service", "agreement", "every")


@click.command("explain")
@click.argument("ticket", required=False)
@click.option("--source", help="The ticket of this source.  [default: of the first that has it]")
@click.option("--objective", metavar="O", help="Explain this objective's figure instead of a ticket.")
@click.option("--period", type=Period(), metavar="P", default="current", show_default=True,
              help="The figure of this period: 2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B.")  # fmt: skip
@click.option("--service", metavar="S", help="Of this service only.  [default: of each that has it]")
@click.option("--agreement", metavar="A", help="Under this agreement only.  [default: under each that has it]")
@click.option("--all", "every", is_flag=True, help="Print every segment, also those that are up or outside hours.")
@as_of
@known_through
@in_two_shapes
@click.pass_obj
def command(  # noqa: PLR0913  an option each
    shared: Shared,
    *,
    ticket: str | None,
    source: str | None,
    objective: str | None,
    period: str,
    service: str | None,
    agreement: str | None,
    every: bool,
    as_of: datetime | None,
    known_through: datetime | None,
    shape: Form,
) -> None:
    """Print why TICKET's timers (id or key), or an objective's figure, read what they read, to the second."""
    if (ticket is None) is (objective is None):
        raise click.UsageError("name either a TICKET or an --objective")
    _refuse_foreign(objective)
    with known(read(shared).configuration, through=known_through) as what:
        if ticket is not None:
            _ticket(what, ticket, source, as_of, shape)
        elif objective is not None:
            asked = Asked(objective=objective, period=period, service=service, agreement=agreement)
            _figures(what, asked, as_of, shape, every=every)


def _refuse_foreign(objective: str | None) -> None:
    """Raise UsageError where an option is told that only the other kind of explanation goes by."""
    context, other = click.get_current_context(), "a TICKET" if objective else "an --objective"
    for option in context.command.params:
        told = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        if told and option.name in (_OF_TICKETS if objective else _OF_FIGURES):
            raise click.UsageError(f"{option.opts[0]} goes with {other} only; leave it out")


def _ticket(what: Known, ticket: str, source: str | None, as_of: datetime | None, shape: Form) -> None:
    _require(source, what.definitions)
    plan = planned(what.definitions)
    found = _chosen(list(explained_tickets(what.store, plan, ticket, as_of=as_of)), ticket, source)
    if shape == "json":
        documents.echoed(of_ticket(found))
    else:
        told_ticket.tell(found)


def _figures(what: Known, asked: Asked, as_of: datetime | None, shape: Form, *, every: bool) -> None:
    plan = planned(what.definitions)
    _exists(asked, plan)
    found = explanation(what.store, plan, what.clock, asked, as_of=as_of)
    if shape == "json":
        documents.echoed(of_figures(found))
    else:
        _tell(found, plan, every=every)


def _tell(found: Explanation, plan: Plan, *, every: bool) -> None:
    snapshot = found.snapshot
    simulated = ", SIMULATED" if snapshot.simulated else ""
    click.echo(f"as of {text(snapshot.as_of)}; definitions {snapshot.definitions[:12]}{simulated}")
    agreements = {(each.id, each.version): each for each in plan.definitions.agreements}
    for each in found.figures:
        agreement = agreements[each.figure.sla, each.figure.version]
        if isinstance(each, ExplainedShare):
            told_share.tell(each, agreement)
        elif isinstance(each, ExplainedCount):
            told_share.tell_count(each, agreement)
        elif isinstance(each, ExplainedGroup):
            told_group.tell(each, agreement, every=every)
        else:
            told_availability.tell(each, agreement, every=every)


def _exists(asked: Asked, plan: Plan) -> None:
    """Raise ConfigError, with the choices, where nothing bears the names that were asked for."""
    if any(asked.services(promise) for promise in asked.promises(plan)):
        return
    of_name = [promise for promise in plan.promises if promise.objective.id == asked.objective]
    if not of_name:
        there_are = ", ".join(sorted({promise.objective.id for promise in plan.promises}))
        raise ConfigError(f'there is no objective "{asked.objective}"; there are {there_are}')
    of_agreement = (f"{promise.agreement.id} ({', '.join(promise.agreement.services)})" for promise in of_name)
    places = dict.fromkeys(of_agreement)
    raise ConfigError(
        f'no objective "{asked.objective}" of'
        f" {' and '.join(filter(None, (asked.agreement, asked.service)))}; it stands in {', '.join(places)}"
    )


def _require(source: str | None, definitions: Definitions) -> None:
    if source is not None and source not in definitions.mappings:
        raise ConfigError(f'there is no source "{source}"; there are {", ".join(definitions.mappings)}')


def _chosen(found: Sequence[ExplainedTicket], ticket: str, source: str | None) -> ExplainedTicket:
    """Return the ticket of the source; without one the first, and say on standard error that there are others."""
    chosen = [each for each in found if source in (None, each.source)]
    if not chosen:
        raise SlawatchError(f"there is no ticket {ticket} in {source or 'any source'}")
    first, *others = chosen
    if others:
        names = ", ".join(other.source for other in others)
        click.echo(
            f"there is a ticket {ticket} in {names}, too; this is the one in {first.source} (see --source)", err=True
        )
    return first
