"""Rows as a table for people, as CSV and as JSON for programs."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import click
from rich.console import Console
from rich.table import Table

Shape = Literal["table", "csv", "json"]
Cell = str | int | float | datetime | None


def printed(columns: Sequence[str], rows: Iterable[Sequence[Cell]], shape: Shape) -> None:
    """Print rows one after the other; CSV and JSON hold whole memory for a row only."""
    {"table": _table, "csv": _csv, "json": _json}[shape](columns, rows)


def text(cell: Cell) -> str:
    """Return a cell as programs read it: ISO 8601 in UTC, nothing for what is not known."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    return "" if cell is None else str(cell)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([text(cell) for cell in row] for row in rows)


def _json(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    before = "["
    for row in rows:
        cells = (text(cell) if isinstance(cell, datetime) else cell for cell in row)
        click.echo(before + json.dumps(dict(zip(columns, cells, strict=True)), ensure_ascii=False), nl=False)
        before = ",\n"
    click.echo("[]" if before == "[" else "]")


def _table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=True)
    for row in rows:
        table.add_row(*(text(cell) for cell in row))
    wide().print(table)


def wide() -> Console:
    """Return a console that folds lines on a terminal only: a pipe gets them whole."""
    return Console() if sys.stdout.isatty() else Console(width=400)
