"""A figure of services together taken apart, for a person: each service, then the sum."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import click

from slawatch.cli import told_availability
from slawatch.cli.output import printed
from slawatch.cli.told_availability import number
from slawatch.engine.explain_group import ExplainedGroup
from slawatch.model.agreement import Agreement, Indicator
from slawatch.speech import words

COLUMNS: Final = ("service", "weight", "agreed (AST)", "lost", "of the sum: agreed", "of the sum: lost", "alone")


def tell(found: ExplainedGroup, agreement: Agreement, *, every: bool) -> None:
    """Print each service taken apart, and how they add up."""
    figure = found.figure
    for part in found.parts:
        told_availability.tell(part.explained, agreement, every=every)
    click.echo(
        f"\n{words.subject(figure)} under {agreement.title} / {figure.objective}:"
        f" {words.promise(figure).lower()} {words.target(figure)}, {words.period(figure)} ({figure.timezone})\n"
    )
    printed(COLUMNS, _rows(found), "table")
    click.echo()
    for line in _sum(found):
        click.echo(f"  {line}")


def _rows(found: ExplainedGroup) -> Iterator[tuple[str, ...]]:
    for part in found.parts:
        account = part.explained.account
        sums = (number(each) for each in (account.agreed, account.lost, part.agreed, part.lost))
        yield part.service_id, _weight(part.weight), *sums, words.attained(part.explained.figure)


def _weight(weight: Fraction) -> str:
    return str(weight.numerator) if weight.denominator == 1 else f"{float(weight * 100):g} %"


def _sum(found: ExplainedGroup) -> Iterator[str]:
    figure = found.figure
    yield f"agreed (AST) {number(found.agreed)} s, lost {number(found.lost)} s"
    if figure.indicator is not Indicator.AVAILABILITY:
        yield f"{words.promise(figure).lower()}: {words.attained(figure)}, target {words.target(figure)}"
    elif figure.attained_ratio is None:
        yield "no ratio"
    else:
        yield f"1 - lost / agreed = {words.attained(figure)}, cut off to {words.counted(figure.decimals, 'decimal')}"
    if figure.budget is not None:
        allowed = number(Fraction(repr(figure.budget.allowed)))
        yield f"the target of {words.target(figure)} allows {allowed} s to be lost, of the whole period's planned time"
    if figure.worst_service is not None:
        yield f"worst: {figure.worst_service}"
    yield f"verdict: {figure.state}{f' ({figure.reason})' if figure.reason else ''}"
