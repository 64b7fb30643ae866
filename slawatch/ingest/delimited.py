"""Delimited text (CSV and its kin): what must be said of a file, and its records with their places."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from slawatch.ingest.file_place import PathBeside
from slawatch.ingest.text_file import TextFileOptions


class DelimitedOptions(TextFileOptions):
    """What must be said of a file before it can be read."""

    path: Annotated[
        PathBeside,
        Field(description="The file, also compressed with gzip; relative to the folder of the configuration."),
    ]
    delimiter: Annotated[str, Field(min_length=1, max_length=1, description="The character between two cells.")] = ","
    null: Annotated[tuple[str, ...], Field(description="Texts that stand for nothing; an empty cell always does.")] = (
        "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: a header or a row."""

    line: int
    """Number of its first line, from 1."""
    start: int
    """Where it begins among the file's bytes."""
    raw: memoryview
    """Its bytes."""
    cells: tuple[str, ...] = ()
    fault: str = ""
    """Why it is no record; empty where it is one."""
    unfinished: bool = False
    """True where a quote is open at the end of the data: the rest may still be written."""

    @property
    def ended(self) -> bool:
        """True where it has its line break; the last one of a file need not have it."""
        return bytes(self.raw[-1:]) == b"\n"


def records(data: bytes, *, encoding: str, delimiter: str, final: bool = False) -> Iterator[Record]:
    """Yield the records of data, without blank ones; UnicodeDecodeError where a line is of another encoding.

    A quote that is not closed swallows lines until a cell grows too large for the csv module, or until the end of data
    that are final; its line alone is then a record with a fault, and the lines after it are read again.
    """
    view, lines = memoryview(data), _Lines(data, encoding)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line, start = lines.number, lines.end
        cells: tuple[str, ...] = ()
        fault = ""
        try:
            cells = tuple(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            fault = str(error)
            if final or not lines.exhausted:
                lines.go_behind(line, start)
        if fault or any(cell.strip() for cell in cells):
            unfinished = bool(fault) and lines.exhausted
            yield Record(
                line=line + 1, start=start, raw=view[start : lines.end], cells=cells, fault=fault, unfinished=unfinished
            )


class _Lines:
    """Decoded lines, with how many were given and the place where the last one ends."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self._raw = data.splitlines(keepends=True)
        self._encoding = encoding
        self.number = 0
        self.end = 0
        self.exhausted = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.number == len(self._raw):
            self.exhausted = True
            raise StopIteration
        raw = self._raw[self.number]
        self.number += 1
        self.end += len(raw)
        return raw.decode(self._encoding)

    def go_behind(self, number: int, start: int) -> None:
        """Continue after the line of a number (from 0) that starts at a place."""
        self.exhausted = False
        self.number = number + 1
        self.end = start + len(self._raw[number])
