"""Rows as a table for people, as CSV and as JSON for programs."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from shutil import get_terminal_size
from typing import Final, Literal

import click

from slawatch.cli.layout import laid_out

Shape = Literal["table", "csv", "json"]
in_shape: Final = click.option(
    "--format", "shape", type=click.Choice(("table", "csv", "json")), default="table", show_default=True
)
in_two_shapes: Final = click.option(
    "--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True
)
"""Of what is no row of cells."""

Cell = str | int | float | datetime | None


def printed(columns: Sequence[str], rows: Iterable[Sequence[Cell]], shape: Shape) -> None:
    """Print rows one after the other; CSV and JSON hold memory for a row only, a table is folded on a terminal."""
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
    cells = [tuple(column.replace("_", " ") for column in columns), *(tuple(map(shown, row)) for row in rows)]
    lines = laid_out(cells, get_terminal_size().columns if sys.stdout.isatty() else None)
    for line in next(lines):
        click.secho(line, bold=True)
    for row in lines:
        click.echo("\n".join(row))


def shown(cell: Cell) -> str:
    """Return a cell for a terminal, on which line breaks and control characters in a source's words do nothing."""
    told = text(cell)
    return told if told.isprintable() else "".join(sign if sign.isprintable() else " " for sign in told)
