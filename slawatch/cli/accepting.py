"""slawatch action accept, withdraw: what is left as it is, on somebody's word."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import click

from slawatch.app.planning import planned
from slawatch.cli.acting import Day
from slawatch.cli.answered import author, by, reason, withdrawal
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, now, read
from slawatch.cli.stored import appending_store
from slawatch.clock import SystemClock
from slawatch.engine.findings import Finding
from slawatch.model.action import Acceptance
from slawatch.model.definitions import Definitions
from slawatch.model.reference import FindingRef
from slawatch.runtime.concerned import agreements_of, today
from slawatch.runtime.finding_history import findings
from slawatch.runtime.operator_facts import StatementError
from slawatch.runtime.referable import as_found, findings_named
from slawatch.runtime.register import Register
from slawatch.runtime.stated_actions import Said, accept_findings, withdraw_acceptance
from slawatch.store.contract import Store


@click.command("accept")
@click.argument("names", metavar="[FINDING]...", nargs=-1)
@click.option("--before", type=Instant(), help="Everything unanswered that happened before this instant.")
@click.option("--agreement", metavar="A", help="With --before: only what concerns this agreement.")
@by("Who accepts it and answers for it.")
@reason("Why nothing is done about it.")
@click.option("--until", type=Day(), help="The last day on which this holds.  [default: for good]")
@author("Who states it.  [default: who accepts it]", required=False)
@click.pass_obj
def _accept(  # noqa: PLR0913  an option each
    shared: Shared,
    *,
    names: Sequence[str],
    before: datetime | None,
    agreement: str | None,
    by: str,
    reason: str,
    until: date | None,
    author: str | None,
) -> None:
    """Accept breaches and outages, as `needed` names them, without an action."""
    if bool(names) is (before is not None):
        raise click.UsageError("name breaches and outages as `slawatch action needed` does, or say --before when")
    configuration = read(shared).configuration
    definitions = configuration.definitions
    with appending_store(configuration) as store:
        found = findings(store, planned(definitions), SystemClock())
        named = _earlier(store, found, definitions, before, agreement) if before else findings_named(names, definitions)
        about = as_found(named, found)
        _require_ahead(until, about, definitions)
        accepted = accept_findings(
            store,
            Acceptance(
                id="", about=about, accepted_by=by, reason=reason, author=author or by, stated_at=now(), until=until
            ),
        )
    end = f"until {until}" if until else "for good"
    click.echo(f"{accepted.id} stated: {by} accepts {', '.join(map(str, accepted.about))} {end}")


def _taken_back(store: Store, name: str, *, by: str, at: datetime) -> Acceptance:
    return withdraw_acceptance(store, name, Said(by=by, at=at))


COMMANDS: Final = (
    _accept,
    withdrawal(
        _taken_back, "Take an acceptance back; it stays in the list, and what it was about needs an answer again."
    ),
)


def _earlier(
    store: Store, found: Sequence[Finding], definitions: Definitions, before: datetime, agreement: str | None
) -> tuple[FindingRef, ...]:
    waiting = Register.known(store).unanswered(found, definitions, now())
    own = [each for each in waiting if agreement in (None, *agreements_of((each.ref,), definitions))]
    about = tuple(each.ref for each in own if each.at < before)
    if not about:
        raise StatementError(f"everything before {before:%Y-%m-%dT%H:%M:%SZ} has an answer already")
    return about


def _require_ahead(until: date | None, about: Sequence[FindingRef], definitions: Definitions) -> None:
    if until is not None and until < today(about, definitions, now()):
        raise StatementError(f"it can't hold until {until}: that day has passed")
