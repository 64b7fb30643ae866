"""slawatch verify."""

from collections.abc import Iterator
from dataclasses import asdict

import click

from slawatch.cli.documents import echoed
from slawatch.cli.main import Shared
from slawatch.cli.opened import read
from slawatch.cli.output import in_two_shapes
from slawatch.cli.reporting import judges_of
from slawatch.cli.stored import reading_store
from slawatch.reports.life.verifying import Verdict, Verification, Verifier
from slawatch.speech.speech import inert
from slawatch.speech.words import counted

DIFFERENT = 1
"""Exit status where something is not as it was sealed."""


@click.command("verify")
@click.argument("report", metavar="[ID]", required=False)
@click.option("--all", "everything", is_flag=True, help="Every sealed report; so it is without an ID, too.")
@click.option("--restatement", type=click.IntRange(min=0), help="Only this one; 0 is the first seal.")
@click.option("--anchor", default="", metavar="SHA256",
              help="The hash of a link that you kept, e.g. from a mail: the chain must still hold it.")  # fmt: skip
@in_two_shapes
@click.pass_context
def command(  # noqa: PLR0913  an option each
    context: click.Context, report: str | None, *, everything: bool, restatement: int | None, anchor: str, shape: str
) -> None:
    """Compute sealed reports again from the stored facts, and say whether all is as it was sealed.

    Exit status: 0 where everything is equal, 1 where something is not.
    """
    if report is not None and everything:
        raise click.UsageError("name a report, or ask for all of them")
    shared: Shared = context.obj
    configuration = read(shared).configuration
    with reading_store(configuration) as store:
        verifier = Verifier(store=store, judges=judges_of(configuration, store))
        found = verifier.verify(report, restatement, anchor=anchor)
    if shape == "json":
        echoed({"equal": found.is_equal, **asdict(found)})
    else:
        for line in _lines(found):
            click.echo(line)
    context.exit(0 if found.is_equal else DIFFERENT)


def _lines(found: Verification) -> Iterator[str]:
    for verdict in found.verdicts:
        yield f"{_name(verdict)}: {'equal' if verdict.is_equal else 'DIFFERENT'}"
        yield from (f"  {each.what}: {inert(each.text)}" for each in verdict.findings)
        yield from (f"  note: {inert(each)}" for each in verdict.notes)
    yield f"chain of {counted(found.links, 'link')}: {'whole' if not found.chain else 'BROKEN'}"
    yield from (f"  {inert(each.text)}" for each in found.chain)
    if found.links:
        yield f"last link: {found.head}"


def _name(verdict: Verdict) -> str:
    return f"{verdict.report} (restatement {verdict.restatement})" if verdict.restatement else verdict.report
