"""slawatch readiness."""

from collections.abc import Iterator, Sequence

import click

from slawatch.app.planning import planned
from slawatch.cli.documents import echoed
from slawatch.cli.main import Shared
from slawatch.cli.opened import read
from slawatch.cli.output import in_two_shapes, printed
from slawatch.cli.stored import reading_store
from slawatch.clock import SystemClock
from slawatch.reports.asked import ReportAsked
from slawatch.reports.life.readiness import Answer, Question, Readiness
from slawatch.reports.material import Material
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.speech.speech import LANGUAGES, Speech, inert

COLUMNS = ("question", "clause", "answer", "missing")
SHOWN = 5
"""Missing things that a table shows of a question; JSON holds all of them."""


@click.command("readiness")
@in_two_shapes
@click.option("--lang", "language", type=click.Choice(tuple(LANGUAGES)), default="en", show_default=True,
              help="Of the table; JSON is in English and tells things by their ids.")  # fmt: skip
@click.pass_context
def command(context: click.Context, *, shape: str, language: str) -> None:
    """Tell what an audit would find wanting. Exit status: 0 where nothing is, 1 where something is."""
    shared: Shared = context.obj
    configuration, clock = read(shared).configuration, SystemClock()
    with reading_store(configuration) as store:
        asked = ReportAsked(subject=Subject(SubjectKind.ORGANISATION), period="previous")
        material = Material.collected(store, planned(configuration.definitions), clock, asked)
        questions = list(Readiness(store=store, material=material, now=clock.now()).questions())
    if shape == "json":
        echoed([each.document() for each in questions])
    else:
        speech = Speech(language)
        printed([speech.say(each) for each in COLUMNS], _rows(questions, speech), "table")
        click.echo(_summary(questions, speech))
    context.exit(int(any(each.answer is Answer.MISSING for each in questions)))


def _rows(questions: Sequence[Question], speech: Speech) -> Iterator[tuple[str, str, str, str]]:
    for each in questions:
        missing, more = _missing(each, speech), len(each.missing) - SHOWN
        told = [inert(one) for one in missing[:SHOWN]] + ([speech.say("and {n} more", n=more)] if more > 0 else [])
        yield speech.say(each.asks), each.clause, speech.say(each.answer), told[0] if told else ""
        yield from (("", "", "", one) for one in told[1:])


def _missing(question: Question, speech: Speech) -> Sequence[str]:
    """Return what is missing; in English by the ids that other commands take."""
    return question.in_words(speech) if speech.is_chinese else question.by_id()


def _summary(questions: Sequence[Question], speech: Speech) -> str:
    ready = sum(each.answer is Answer.READY for each in questions)
    asked = sum(each.answer is not Answer.NOTHING for each in questions)
    return "\n" + speech.say(
        "{ready} of {asked} questions are answered; the clauses are those of ISO/IEC 20000-1:2018",
        ready=ready,
        asked=asked,
    )
