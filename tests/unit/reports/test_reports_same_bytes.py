"""The same report has the same bytes, whatever the machine thinks about time zones, languages and the order of sets."""

import os
import subprocess
import sys
from hashlib import sha256
from itertools import chain

import pytest

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
