"""slawatch credits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import click

from slawatch.app.planning import planned
from slawatch.cli.documents import echoed
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, Period, read
from slawatch.cli.output import Cell, Shape, printed
from slawatch.engine.credit_list import ListedCredit, listed_credits
from slawatch.model.result import Credit
from slawatch.runtime.assessment import Asked, listed
from slawatch.web import words

COLUMNS = ("service", "agreement", "period", "credit", "availability", "band", "amount", "claim by", "status")
EVIDENCE = ("service", "agreement", "started_at", "ended_at", "lost_seconds")


@click.command("credits")
@click.option(
    "--period",
    type=Period(),
    metavar="P",
    default="previous",
    show_default=True,
    help="2026-10, 2026-Q3, 2026, current, previous, A..B; each period of an agreement that begins in it is told.",
)
@click.option("--as-of", type=Instant(), help="Judge as of this instant.  [default: up to where the sources have told]")
@known_through
@click.option("--format", "shape", type=click.Choice(("table", "csv", "json")), default="table", show_default=True)
@click.pass_obj
def command(shared: Shared, period: str, as_of: datetime | None, known_through: datetime | None, shape: Shape) -> None:
    """Print service credits, owed to customers or claimable from suppliers, with the outages that prove them."""
    with known(read(shared).configuration, through=known_through) as what:
        plan = planned(what.definitions)
        found = listed(listed_credits, what.store, plan, what.clock, Asked(period, as_of))
    if shape == "json":
        echoed([asdict(each) for each in found])
        return
    printed(COLUMNS, map(_row, found), shape)
    if shape == "table":
        _print_evidence(found)


def _print_evidence(found: Sequence[ListedCredit]) -> None:
    rows = list(_evidence(each for each in found if each.credit.high))
    if rows:
        click.echo("\nEvidence")
        printed(EVIDENCE, rows, "table")


def _evidence(found: Iterable[ListedCredit]) -> Iterator[tuple[Cell, ...]]:
    for each in found:
        for outage in each.evidence:
            yield outage.service_id, outage.sla, outage.started_at, outage.ended_at, outage.lost_seconds


def _row(found: ListedCredit) -> tuple[Cell, ...]:
    credit = found.credit
    return (
        credit.service_id,
        credit.sla,
        _dates(credit, found.timezone),
        credit.direction,
        _availability(found),
        "" if credit.below_ratio is None else f"<{words.written(credit.below_ratio)}",
        _amount(credit),
        None if credit.claim_by is None else str(credit.claim_by),
        "provisional" if credit.provisional else "final",
    )


def _dates(credit: Credit, timezone: str) -> str:
    zone = ZoneInfo(timezone)
    last = credit.ends_at - timedelta(seconds=1)
    return f"{credit.starts_at.astimezone(zone):%Y-%m-%d} to {last.astimezone(zone):%Y-%m-%d}"


def _availability(found: ListedCredit) -> str:
    """Return the availability if nothing more is lost; where the unknown would decide, the worst and the best."""
    if not found.agreed_seconds:
        return words.NONE
    lost = Fraction(found.lost_seconds)
    best, worst = (
        words.percent(1 - each / found.agreed_seconds, found.decimals) for each in (lost, lost + found.unknown_seconds)
    )
    return best if found.credit.amount is not None else f"{worst.removesuffix(' %')} to {best}"


def _amount(credit: Credit) -> str:
    if credit.amount is None:
        return f"{credit.low:.2f} to {credit.high:.2f} {credit.currency}"
    return f"{credit.amount:.2f} {credit.currency}"
