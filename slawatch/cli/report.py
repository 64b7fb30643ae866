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
from slawatch.cli.sealed_report import put_sealed, sealed_link
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
@click.option("--sealed", "report", metavar="ID", help="Write the files of this sealed report, as they were sealed.")
@click.option("--restatement", type=click.IntRange(min=0),
              help="With --sealed: only this one; 0 is the first seal.  [default: the newest]")  # fmt: skip
@click.option("--format", "formats", type=Listed(Format), default=None, metavar="F[,F]…",
              help=f"Any of {', '.join(Format)}.  [default: as configured for it, else html]")  # fmt: skip
@click.option("--lang", "languages", type=Listed(LANGUAGES), default=None, metavar="L[,L]…",
              help=f"Any of {', '.join(LANGUAGES)}.  [default: as configured for it, else en]")  # fmt: skip
@click.option("--output", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="DIR",
              help="Write the files there; it is made where it is missing.  [default: here]")  # fmt: skip
@as_of
@known_through
@click.pass_obj
def command(shared: Shared, /, **asked: object) -> None:
    """Write provisional service level reports from the stored facts, also beside a running daemon."""
    configuration = read(shared).configuration
    report, restatement = asked.pop("report"), asked.pop("restatement")
    if report is not None:
        _sealed(configuration, report=report, restatement=restatement, **asked)  # type: ignore[arg-type]  # click made them of these types
    elif restatement is not None:
        raise click.UsageError("--restatement goes with --sealed")
    else:
        _report(configuration, **asked)  # type: ignore[arg-type]  # likewise


def _sealed(  # noqa: PLR0913  what may be asked for
    configuration: Configuration,
    *,
    report: str,
    restatement: int | None,
    formats: Sequence[str] | None,
    languages: Sequence[str] | None,
    folder: Path,
    **_others: object,
) -> None:
    with reading_store(configuration) as store:
        link = sealed_link(store, report, restatement)
        put_sealed(link, store, folder, formats=formats or (), languages=languages or ())


def _report(  # noqa: PLR0913  what may be asked for
    configuration: Configuration,
    *,
    formats: Sequence[str] | None,
    languages: Sequence[str] | None,
    folder: Path,
    period: str,
    as_of: datetime | None,
    known_through: datetime | None,
    everything: bool,
    **chosen: Sequence[str],
) -> None:
    rows: list[tuple[str, str]] = []
    with reading_store(configuration) as store:
        definitions = _judging(store, configuration.definitions, known_through)
        about = subjects_of(definitions, chosen, everything=everything)
        asked = ReportAsked(subject=about[0], period=period, as_of=as_of, known_at=known_through)
        wanted = {each: _wanted(configuration, each, formats, languages) for each in about}
        _refuse_missing(list(dict.fromkeys(one for each, _ in wanted.values() for one in each)))
        files = sum(1 if one is Format.JSON else len(spoken) for each, spoken in wanted.values() for one in each)
        with ReportBars(files) as bars:
            for told in _documents(store, configuration, planned(definitions), asked, about):
                for file in written(
                    told, *wanted[told.identity.subject], external_url=configuration.web.external_url or ""
                ):
                    rows.append((str(put(folder, file)), in_units(len(file.content))))
                    bars.wrote(file)
    printed(("file", "size"), rows, "table")


def _wanted(
    configuration: Configuration, subject: Subject, formats: Sequence[str] | None, languages: Sequence[str] | None
) -> tuple[Sequence[Format], Sequence[str]]:
    """Return the formats and languages of a report: those asked for, else those that the configuration seals it in."""
    of_it = [each for each in configuration.reports.scheduled if each.subject == str(subject)]
    usual = (of_it[0].formats, of_it[0].languages) if of_it else (("html",), ("en",))
    return [Format(each) for each in formats or usual[0]], languages or usual[1]


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
        verb = "need" if len(absent) > 1 else "needs"
        raise SlawatchError(f'{told} {verb} what is not installed: pip install "slawatch[{extras}]"{hint}')
