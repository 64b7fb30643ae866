"""slawatch seal."""

from collections.abc import Iterator, Sequence

import click

from slawatch.cli.answered import by
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, read
from slawatch.cli.output import Cell, Shape, printed
from slawatch.cli.report_asked import Listed, subjects_of
from slawatch.cli.reporting import rounds_of
from slawatch.cli.stored import appending_store, reading_store
from slawatch.config.settings import Configuration
from slawatch.reports.life.by_hand import Wish, sealed_by_hand
from slawatch.reports.life.rounds import Rounds
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.signing import signatures
from slawatch.reports.written import Format
from slawatch.speech import words
from slawatch.speech.speech import LANGUAGES
from slawatch.store.contract import Store

COLUMNS = ("report", "restatement", "stage", "due", "sources", "sealed", "cut_off", "signed", "link", "sha256")


@click.command("seal")
@click.option("--list", "is_list", is_flag=True, help="Print what is sealed, and what waits for what.")
@click.option("--due", "is_due", is_flag=True, help="Seal and restate what the daemon would seal and restate now.")
@click.option("--subject", "subjects", multiple=True, metavar="KIND/ID",
              help="agreement/ID, service/ID, customer/ID, supplier/ID or organisation.")  # fmt: skip
@click.option("--period", type=Period(), metavar="P", help="A closed one: 2026-10, 2026-Q3, 2026, 2026-W47.")
@by("Who seals it.", required=False)
@click.option("--reason", default="", metavar="TEXT", help="Why by hand.")
@click.option("--incomplete", is_flag=True, help="Seal it although data may come late, or sources have not told all.")
@click.option("--mail", is_flag=True, help="Have the daemon mail it to those who get it.")
@click.option("--lang", "languages", type=Listed(LANGUAGES), default=None, metavar="L[,L]…",
              help="[default: as configured]")  # fmt: skip
@click.option("--format", "formats", type=Listed(Format), default=None, metavar="F[,F]…",
              help="[default: as configured]")  # fmt: skip
@click.option("--output", "shape", type=click.Choice(("table", "csv", "json")), default="table", show_default=True,
              help="How --list is printed.")  # fmt: skip
@click.pass_obj
def command(shared: Shared, /, *, is_list: bool, is_due: bool, shape: Shape, **asked: object) -> None:
    """Seal the report of a closed period for ever, also beside a running daemon, which does so on schedule."""
    configuration = read(shared).configuration
    if is_list:
        with reading_store(configuration) as store:
            printed(COLUMNS, _rows(rounds_of(configuration, store), store), shape)
    elif is_due:
        _seal_due(configuration)
    else:
        _seal(configuration, **asked)  # type: ignore[arg-type]  # click made them of these types


def _seal_due(configuration: Configuration) -> None:
    with appending_store(configuration) as store:
        rounds = rounds_of(configuration, store)
        links = [*rounds.seal(), *rounds.restate()]
    for link in links:
        click.echo(_told(link.report, link.restatement, link.position, link.sha256))
    stuck = rounds.setbacks.every()
    for report, setback in stuck.items():
        click.echo(f"{report} can't be sealed: {setback.reason}", err=True)
    click.echo("nothing to seal or to restate" if not links and not stuck else "", nl=not links and not stuck)
    if stuck:
        raise click.exceptions.Exit(1)


def _seal(  # noqa: PLR0913  what may be asked for
    configuration: Configuration,
    *,
    subjects: Sequence[str],
    period: str | None,
    by: str | None,
    languages: tuple[str, ...] | None,
    formats: tuple[str, ...] | None,
    **told: object,
) -> None:
    if not subjects or period is None or by is None:
        raise click.UsageError("name what to seal: --subject, --period and --by; or ask --list, or --due")
    with appending_store(configuration) as store:
        for subject in subjects_of(configuration.definitions, {"subjects": subjects}, everything=False):
            wish = Wish(
                subject=subject,
                period=period,
                by=by,
                languages=languages or (),
                formats=formats or (),
                **told,  # type: ignore[arg-type]  # likewise
            )
            link = sealed_by_hand(rounds_of(configuration, store), wish)
            click.echo(_told(link.report, link.restatement, link.position, link.sha256))


def _told(report: str, restatement: int, position: int, sha256: str) -> str:
    again = f" (restatement {restatement})" if restatement else ""
    return f"{report}{again} is sealed as link {position}, {sha256}"


def _rows(rounds: Rounds, store: Store) -> Iterator[tuple[Cell, ...]]:
    for report, restatement in store.reports.seals():
        link = store.reports.link(report, restatement)
        seal = None if link is None else Seal.readable(link)
        if link is not None and seal is None:
            yield report, restatement, "changed", None, "", link.at, None, "", link.position, link.sha256
        elif link is not None and seal is not None:
            signed = ", ".join(f"{each.role} by {each.by}" for each in signatures(store, report, restatement))
            gaps = ", ".join(each.source for each in seal.gaps)
            cut_off = words.utc(seal.as_of)
            yield (report, restatement, "sealed", None, gaps, link.at, cut_off, signed, link.position, link.sha256)
    for due in rounds.due():
        yield due.report, 0, due.stage, due.due_at, ", ".join(due.waits_for), None, None, "", None, ""
