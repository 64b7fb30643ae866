"""slawatch report."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from slawatch.app.planning import planned
from slawatch.cli.known import known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, as_of, read
from slawatch.cli.output import printed
from slawatch.cli.report_asked import Listed, checked, subjects_of
from slawatch.cli.report_files import ReportBars, in_units, put
from slawatch.cli.stored import reading_store
from slawatch.clock import SystemClock
from slawatch.config.settings import Configuration
from slawatch.engine.plan import Plan
from slawatch.errors import SlawatchError
from slawatch.model.definitions import Definitions
from slawatch.reports.asked import ReportAsked
from slawatch.reports.assembly import document
from slawatch.reports.document import Document
from slawatch.reports.formats import missing, written
from slawatch.reports.life.noted import noted
from slawatch.reports.material import Material
from slawatch.reports.subject import Subject
from slawatch.reports.written import Format
from slawatch.runtime.known import known_then
from slawatch.speech.speech import LANGUAGES
from slawatch.store.contract import Store


@click.command("report")
@click.option("--period", type=Period(), metavar="P", default="previous", show_default="the last that is over",
              help="2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B.")  # fmt: skip
@click.option("--subject", "subjects", multiple=True, metavar="KIND/ID",
              show_default="organisation",
              help="agreement/ID, service/ID, customer/ID, supplier/ID or organisation.")  # fmt: skip
@click.option("--agreement", multiple=True, metavar="ID", help="Report on this agreement.")
@click.option("--service", multiple=True, metavar="ID", help="Report on this service.")
@click.option("--customer", multiple=True, metavar="ID", help="Report on what this customer is promised.")
@click.option("--supplier", multiple=True, metavar="ID", help="Report on what this supplier promises.")
@click.option("--all", "everything", is_flag=True, help="Report on every subject there is, each in files of its own.")
@click.option("--format", "formats", type=Listed(Format), default="html", show_default=True, metavar="F[,F]…",
              help=f"Any of {', '.join(Format)}.")  # fmt: skip
@click.option("--lang", "languages", type=Listed(LANGUAGES), default="en", show_default=True, metavar="L[,L]…",
              help=f"Any of {', '.join(LANGUAGES)}.")  # fmt: skip
@click.option("--output", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="DIR",
              help="Write the files there; it is made where it is missing.  [default: here]")  # fmt: skip
@as_of
@known_through
@click.pass_obj
def command(shared: Shared, /, **asked: object) -> None:
    """Write provisional service level reports from the stored facts, also beside a running daemon."""
    configuration = read(shared).configuration
    _report(configuration, **asked)  # type: ignore[arg-type]  # click made them of these types


def _report(  # noqa: PLR0913  what may be asked for
    configuration: Configuration,
    *,
    formats: Sequence[str],
    languages: Sequence[str],
    folder: Path,
    period: str,
    as_of: datetime | None,
    known_through: datetime | None,
    everything: bool,
    **chosen: Sequence[str],
) -> None:
    wanted = [Format(each) for each in formats]
    _refuse_missing(wanted)
    rows: list[tuple[str, str]] = []
    with reading_store(configuration) as store:
        definitions = _judging(store, configuration.definitions, known_through)
        about = subjects_of(definitions, chosen, everything=everything)
        asked = ReportAsked(subject=about[0], period=period, as_of=as_of, known_at=known_through)
        files = sum(1 if each is Format.JSON else len(languages) for each in wanted)
        with ReportBars(len(about) * files) as bars:
            for told in _documents(store, configuration, planned(definitions), asked, about):
                for file in written(told, wanted, languages, external_url=configuration.web.external_url or ""):
                    rows.append((str(put(folder, file)), in_units(len(file.content))))
                    bars.wrote(file)
    printed(("file", "size"), rows, "table")


def _judging(store: Store, today: Definitions, through: datetime | None) -> Definitions:
    if through is None:
        return today
    then = known_then(store, today, at=through)
    for note in then.notes:
        click.echo(note, err=True)
    return then.definitions


def _documents(
    store: Store, configuration: Configuration, plan: Plan, asked: ReportAsked, about: Sequence[Subject]
) -> Iterator[Document]:
    """Yield a report a subject, all from the same facts, which are judged once."""
    collected = Material.collected(store, plan, SystemClock(), asked)
    for subject in about:
        material = collected.about(ReportAsked(subject=subject, period=asked.period))
        for note in checked(material):
            click.echo(note, err=True)
        yield document(material, noted(store, material.reader, configuration.reports, material.asked))


def _refuse_missing(formats: Sequence[Format]) -> None:
    absent = missing(formats)
    if absent:
        extras = ",".join(sorted(set(absent.values())))
        told = " and ".join(each.upper() for each in absent)
        others = ",".join(each for each in formats if each not in absent)
        hint = f", or ask for --format {others}" if others else ""
        raise SlawatchError(f'{told} needs what is not installed: pip install "slawatch[{extras}]"{hint}')
