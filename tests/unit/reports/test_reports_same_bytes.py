"""The same report has the same bytes, whatever the machine thinks about time zones, languages and the order of sets."""

import os
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from typing import Any

import pytest

from slawatch.reports.document import Block, Document, Table
from slawatch.reports.formats import missing, written
from slawatch.reports.written import Format
from slawatch.reports.xlsx import book
from slawatch.testing.report_specimen import specimen

DATA = (Format.HTML, Format.XLSX, Format.CSV, Format.JSON)
PROGRAM = """
from hashlib import sha256
from slawatch.reports.formats import written
from slawatch.reports.written import Format
from slawatch.testing.report_specimen import specimen
for file in written(specimen(hostile=True), map(Format, "html xlsx csv json".split()), ("en", "zh")):
    print(file.name, sha256(file.content).hexdigest())
"""


def here() -> list[str]:
    files = written(specimen(hostile=True), DATA, ("en", "zh"))
    return [f"{file.name} {sha256(file.content).hexdigest()}" for file in files]


def test_another_process_elsewhere_writes_the_same_bytes() -> None:
    other = {"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "zh_CN.GB18030", "PYTHONHASHSEED": "4711"}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | other, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.splitlines() == here()
    assert len(here()) == 2 * 3 + 1


@pytest.mark.parametrize("form", DATA)
def test_a_cell_that_stands_in_many_rows_is_written_as_equal_cells_are(form: Format) -> None:
    one, apart = (repeated(each) for each in (lambda row: row, deepcopy))
    assert one == apart
    contents = [
        next(iter(written(each, (form,), ("zh",), external_url="https://sla.example"))).content for each in (one, apart)
    ]
    assert contents[0] == contents[1]


def repeated(copied: Callable[[Any], Any]) -> Document:
    """Return a report whose tables have every row three times."""
    document = specimen(hostile=True, evidence=30)
    sections = tuple(
        replace(section, blocks=tuple(thrice(each, copied) for each in section.blocks)) for section in document.sections
    )
    return replace(document, sections=sections)


def thrice(block: Block, copied: Callable[[Any], Any]) -> Block:
    return replace(block, rows=tuple(copied(row) for row in block.rows * 3)) if isinstance(block, Table) else block


def test_a_workbook_of_many_rows_has_the_same_bytes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "_IN_MEMORY", 10)
    document = specimen(evidence=200, services=1)
    one, other = (next(iter(written(document, (Format.XLSX,), ("en",)))).content for _ in range(2))
    assert one == other


def test_files_are_named_by_report_language_and_format() -> None:
    names = [file.name for file in written(specimen(), DATA, ("en", "zh"))]
    ends = chain.from_iterable((f".en.{end}", f".zh.{end}") for end in ("html", "xlsx", "csv.zip"))
    assert names == [f"organisation-2026-10{end}" for end in (*ends, ".json")]


def test_here_no_extra_is_missing() -> None:
    assert missing() == {}
