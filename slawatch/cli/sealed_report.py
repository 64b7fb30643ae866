"""Files of a sealed report, as they were sealed."""

from collections.abc import Collection
from pathlib import Path

import click

from slawatch.cli.output import Cell, printed
from slawatch.cli.report_files import put
from slawatch.errors import SlawatchError
from slawatch.model.sealed import Link
from slawatch.reports.life.kept_files import KeptFile, kept_files
from slawatch.reports.life.seal import Seal
from slawatch.reports.written import Format, ReportFile
from slawatch.store.contract import Store


def put_sealed(link: Link, store: Store, folder: Path, *, formats: Collection[str], languages: Collection[str]) -> None:
    """Write the files of a sealed report, those of some formats and languages or (empty) all, and print their hashes.

    SlawatchError, and nothing is written, where one of them is not what was sealed.
    """
    seal = Seal.readable(link)
    if seal is None:
        raise SlawatchError(f"the seal of {link.report} was changed and can't be read; `slawatch verify` says more")
    wanted = [each for each in kept_files(store, seal) if _is_wanted(each, formats, languages)]
    if not wanted:
        raise SlawatchError(f"{link.report} was not sealed so; it has {', '.join(each.name for each in seal.files)}")
    faults = [each.fault for each in wanted if each.fault]
    if faults:
        raise SlawatchError(f"{link.report}: {faults[0]}; nothing was written")
    rows: list[tuple[Cell, ...]] = [(str(put(folder, _file(each))), each.sha256) for each in wanted]
    printed(("file", "sha256"), rows, "table")
    click.echo(f"sealed as link {link.position}, {link.sha256}", err=True)


def _is_wanted(kept: KeptFile, formats: Collection[str], languages: Collection[str]) -> bool:
    file = kept.file
    if file is None:
        return False
    return (not formats or file.format in formats) and (
        not languages or not file.language or file.language in languages
    )


def _file(kept: KeptFile) -> ReportFile:
    assert kept.file is not None  # noqa: S101  what is wanted is a file
    assert kept.content is not None  # noqa: S101  and has no fault
    return ReportFile(
        name=kept.name,
        format=Format(kept.file.format),
        language=kept.file.language,
        media_type=kept.file.media_type,
        content=kept.content,
    )


def sealed_link(store: Store, report: str, restatement: int | None) -> Link:
    """Return the seal of a report, of its newest restatement unless one is named; SlawatchError where there is none."""
    link = store.reports.link(report, restatement)
    if link is None:
        of = f"restatement {restatement} of {report}" if restatement else report
        raise SlawatchError(f'there is no sealed report "{of}"; `slawatch seal --list` shows them')
    return link
