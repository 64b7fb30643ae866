"""Files of reports, opened by programs that others made."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from openpyxl import load_workbook
from pypdf import PdfReader


def opened_as(file: Path, *, about: str) -> str:
    """Return a report's format; fail unless a program of its kind reads what it is about."""
    kind = file.name.removesuffix(".zip").rpartition(".")[2]
    assert about in _READERS[kind](file)
    return kind


def _pdf(file: Path) -> str:
    return PdfReader(file).pages[0].extract_text()


def _xlsx(file: Path) -> str:
    return str(list(load_workbook(file).worksheets[0].iter_rows(values_only=True)))


def _csv(file: Path) -> str:
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        return archive.read("_names.csv").decode("utf-8-sig")


_READERS: Final[Mapping[str, Callable[[Path], str]]] = {
    "html": lambda file: file.read_text("utf-8"),
    "pdf": _pdf,
    "xlsx": _xlsx,
    "csv": _csv,
    "json": lambda file: json.dumps(json.loads(file.read_bytes())),
}
