"""slawatch readiness."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from slawatch.app.planning import planned
from slawatch.cli.documents import echoed
from slawatch.cli.main import Shared
from slawatch.cli.opened import read
from slawatch.cli.output import printed
from slawatch.cli.stored import reading_store
from slawatch.clock import SystemClock
from slawatch.reports.asked import ReportAsked
from slawatch.reports.life.readiness import Answer, Question, Readiness
from slawatch.reports.material import Material
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.speech.speech import inert

COLUMNS = ("question", "clause", "answer", "missing")
SHOWN = 5
"""Missing things that a table shows of a question; JSON holds all of them."""


@click.command("readiness")
@click.option("--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_context
def command(context: click.Context, *, shape: str) -> None:
    """Tell what an audit would find wanting. Exit status: 0 where nothing is, 1 where something is."""
    shared: Shared = context.obj
    configuration, clock = read(shared).configuration, SystemClock()
    with reading_store(configuration) as store:
        asked = ReportAsked(subject=Subject(SubjectKind.ORGANISATION), period="previous")
        material = Material.collected(store, planned(configuration.definitions), clock, asked)
        questions = list(Readiness(store=store, material=material, now=clock.now()).questions())
    if shape == "json":
        echoed([asdict(each) for each in questions])
    else:
        printed(COLUMNS, _rows(questions), "table")
        click.echo(_summary(questions))
    context.exit(int(any(each.answer is Answer.MISSING for each in questions)))


def _rows(questions: Sequence[Question]) -> Iterator[tuple[str, str, str, str]]:
    for each in questions:
        more = len(each.missing) - SHOWN
        told = [inert(one) for one in each.missing[:SHOWN]] + ([f"and {more} more"] if more > 0 else [])
        yield each.asks, each.clause, each.answer, told[0] if told else ""
        yield from (("", "", "", one) for one in told[1:])


def _summary(questions: Sequence[Question]) -> str:
    ready = sum(each.answer is Answer.READY for each in questions)
    asked = sum(each.answer is not Answer.NOTHING for each in questions)
    return f"\n{ready} of {asked} questions are answered; the clauses are those of ISO/IEC 20000-1:2018"
