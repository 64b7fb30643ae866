"""slawatch credits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import click

from slawatch.cli.documents import echoed
from slawatch.cli.listing import found, of_a_period
from slawatch.cli.main import Shared
from slawatch.cli.output import Cell, Shape, printed
from slawatch.engine.credit_list import ListedCredit, listed_credits
from slawatch.model.result import Credit
from slawatch.speech import words

COLUMNS = ("service", "agreement", "period", "credit", "availability", "band", "amount", "claim by", "status")
EVIDENCE = ("service", "agreement", "started_at", "ended_at", "lost_seconds")


@click.command("credits")
@of_a_period(
    default="previous",
    told="2026-10, 2026-Q3, 2026, current, previous, A..B; each period of an agreement that begins in it is told.",
)
def command(shared: Shared, period: str, as_of: datetime | None, known_through: datetime | None, shape: Shape) -> None:
    """Print service credits, owed to customers or claimable from suppliers, with the outages that prove them."""
    told = found(listed_credits, shared, period=period, as_of=as_of, through=known_through)
    if shape == "json":
        echoed([asdict(each) for each in told])
        return
    printed(COLUMNS, map(_row, told), shape)
    if shape == "table":
        _print_evidence(told)


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
