"""slawatch reconcile."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import click

from slawatch.app.planning import planned
from slawatch.cli.documents import echoed
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, Period, read
from slawatch.cli.output import Cell, Shape, in_shape, printed
from slawatch.errors import ConfigError
from slawatch.model.definitions import Definitions
from slawatch.runtime.reconciliation import Difference, Wanted, differences
from slawatch.speech import words
from slawatch.web import told_verdict
from slawatch.web.documents import opinion_document

COLUMNS: Final = (
    "ticket", "source", "sla", "objective", "their_name", "ours", "theirs", "our_elapsed", "their_elapsed",
    "our_target", "their_target", "our_verdict_at", "theirs_told_at", "reason",
)  # fmt: skip


@click.command("reconcile")
@click.option("--source", metavar="SOURCE", help="Only this source's verdicts.")
@click.option("--objective", metavar="O", help="Only on timers of this objective.")
@click.option(
    "--period", type=Period(), metavar="P", help="Only timers of this period: 2026-10, current, …  [default: all]"
)
@click.option("--as-of", type=Instant(), help="Judge as of this instant.  [default: up to where each source has told]")
@known_through
@in_shape
@click.pass_obj
def command(  # noqa: PLR0913  an option each
    shared: Shared,
    *,
    source: str | None,
    objective: str | None,
    period: str | None,
    as_of: datetime | None,
    known_through: datetime | None,
    shape: Shape,
) -> None:
    """Print every timer on which a source's own verdict differs from ours, and what is proven to make them differ."""
    wanted = Wanted(source=source, objective=objective, period=period, as_of=as_of)
    with known(read(shared).configuration, through=known_through) as what:
        _require(what.definitions, source, objective)
        found = list(differences(what.store, planned(what.definitions), what.clock, wanted))
    if shape == "json":
        echoed({"summary": dict(_summary(found)), "differences": [_document(each) for each in found]})
        return
    printed(COLUMNS, (tuple(_row(each)) for each in found), shape)
    if shape == "table":
        _tell(found)


def _require(definitions: Definitions, source: str | None, objective: str | None) -> None:
    objectives = {each.id for agreement in definitions.agreements for each in agreement.objectives}
    for name, there_are, noun in ((source, definitions.mappings, "source"), (objective, objectives, "objective")):
        if name is not None and name not in there_are:
            raise ConfigError(f'there is no {noun} "{name}"; there are {", ".join(sorted(there_are))}')


def _tell(found: Sequence[Difference]) -> None:
    click.echo(f"\n{words.counted(len(found), 'difference')}")
    for reason, times in _summary(found):
        click.echo(f"{times:>7}  {reason}")


def _summary(found: Sequence[Difference]) -> list[tuple[str, int]]:
    return Counter(told_verdict.reason(each.opinion) for each in found).most_common()


def _row(each: Difference) -> Iterator[Cell]:
    opinion = each.opinion
    again = f" #{opinion.cycle + 1}" if opinion.cycle else ""
    yield f"{opinion.ticket}{again}"
    yield from (each.source, opinion.promise.agreement.id, opinion.promise.objective.id, opinion.name)
    yield from (opinion.ours.outcome, opinion.verdict.outcome)
    yield from (opinion.ours.elapsed_seconds, opinion.verdict.elapsed_seconds)
    yield from (opinion.ours.target_seconds, opinion.verdict.target_seconds)
    yield from (opinion.decided_at, opinion.told_at, told_verdict.reason(opinion))


def _document(each: Difference) -> dict[str, object]:
    opinion = each.opinion
    return {
        "ticket": opinion.ticket,
        "source": each.source,
        "sla": opinion.promise.agreement.id,
        "objective": opinion.promise.objective.id,
        "cycle": opinion.cycle,
        **opinion_document(opinion),
    }
