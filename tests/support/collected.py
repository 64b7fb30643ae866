"""Reports of a configuration's stored facts, and their cells by the ids of tables and columns."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.feeding import fed_beside
from slawatch.app.planning import planned
from slawatch.cli.known import known
from slawatch.reports.asked import ReportAsked
from slawatch.reports.cells import Cell, bare
from slawatch.reports.document import Block, Document, Table
from slawatch.reports.material import Material
from slawatch.reports.subject import Subject


def asked(subject: str, period: str, *, as_of: datetime | None = None, known_at: datetime | None = None) -> ReportAsked:
    """Return what a report is asked for."""
    return ReportAsked(subject=Subject.of(subject), period=period, as_of=as_of, known_at=known_at)


@contextmanager
def collected(config: Path, what: ReportAsked) -> Iterator[Material]:
    """Give the material of a report while the store is open."""
    with known(fed_beside(configured(config, Overrides(), installed())), through=None) as opened:
        yield Material.collected(opened.store, planned(opened.definitions), opened.clock, what)


def table(document: Document, id_: str) -> Table:
    """Return a table by its id."""
    (found,) = (each for each in document.tables() if each.id == id_)
    return found


def block(document: Document, id_: str) -> Block:
    """Return a block by its id."""
    (found,) = (each for section in document.sections for each in section.blocks if each.id == id_)
    return found


def rows(document: Document, id_: str) -> Sequence[Mapping[str, Cell]]:
    """Return a table's rows by the ids of their columns, without the links."""
    found = table(document, id_)
    ids = [column.id for column in found.columns]
    return [dict(zip(ids, map(bare, row), strict=True)) for row in found.rows]


def detailed(document: Document, id_: str) -> Sequence[Mapping[str, Cell]]:
    """Return a table's rows with the cells of its detail table, whose rows are of the same things in the same order."""
    pairs = zip(rows(document, id_), rows(document, f"{id_}-detail"), strict=True)
    found = []
    for main, detail in pairs:
        assert {name: main[name] for name in main.keys() & detail.keys()} == {
            name: detail[name] for name in main.keys() & detail.keys()
        }
        found.append({**main, **detail})
    return found
