"""slawatch note."""

import sys
from collections.abc import Sequence

import click

from slawatch.cli.answered import by
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, now, read
from slawatch.cli.output import printed
from slawatch.cli.report_asked import subjects_of
from slawatch.cli.stored import appending_store, reading_store
from slawatch.config.settings import Configuration
from slawatch.model.sealed import WrittenText
from slawatch.reports.notes import Place
from slawatch.speech.speech import LANGUAGES

COLUMNS = ("place", "language", "version", "author", "at", "text")


@click.command("note")
@click.option("--subject", required=True, metavar="KIND/ID", help="agreement/ID, customer/ID, organisation and so on.")
@click.option("--period", type=Period(), required=True, metavar="P", help="2026-10, 2026-Q3, 2026.")
@click.option("--place", type=click.Choice([each.value for each in Place]), default="summary", show_default=True,
              help="summary is what happened, why, and what is done.")  # fmt: skip
@click.option("--lang", "language", type=click.Choice([*LANGUAGES]), default="en", show_default=True)
@by("Who writes it.", required=False)
@click.argument("text", nargs=-1)
@click.pass_obj
def command(  # noqa: PLR0913  an option each
    shared: Shared, *, subject: str, period: str, place: str, language: str, by: str | None, text: Sequence[str]
) -> None:
    """Write what a report says in words; without a TEXT, print what was written.

    A text takes the place of the one before, which stays on record; "-" reads it from standard input, and an empty
    one takes it back. What is sealed keeps the text that it was sealed with.
    """
    configuration = read(shared).configuration
    (about,) = subjects_of(configuration.definitions, {"subjects": (subject,)}, everything=False)
    if not text:
        _print(configuration, str(about), period)
        return
    if by is None:
        raise click.UsageError("say who writes it: --by NAME")
    said = sys.stdin.read() if tuple(text) == ("-",) else " ".join(text)
    told = WrittenText(
        subject=str(about), period=period, place=place, language=language, version=0, text=said.strip(), author=by,
        at=now(),
    )  # fmt: skip
    with appending_store(configuration) as store:
        written = store.reports.write_text(told)
    click.echo(f"version {written.version} of {place} ({language}) of {about} {period} is written")


def _print(configuration: Configuration, about: str, period: str) -> None:
    with reading_store(configuration) as store:
        texts = store.reports.texts(about, period)
    printed(
        COLUMNS, [(each.place, each.language, each.version, each.author, each.at, each.text) for each in texts], "table"
    )
