"""Rows of text in columns, as wide as they are or folded to a width; nothing is ever cut off."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len

_GAP: Final = "  "


def laid_out(rows: Sequence[Sequence[str]], width: int | None) -> Iterator[list[str]]:
    """Yield the lines of each row, cells below each other.

    Of rows that are wider than `width` (None: any width goes) cells are folded between words. Where the words alone are
    wider, lines stay whole, and whatever shows them breaks them.
    """
    widths = [max(map(_length, column)) for column in zip(*rows, strict=True)]
    room = None if width is None else width - len(_GAP) * (len(widths) - 1)
    if room is None or sum(widths) <= room:
        yield from ([_line(row, widths)] for row in rows)
        return
    least = [max(_length(word) for cell in column for word in cell.split(" ")) for column in zip(*rows, strict=True)]
    if sum(least) <= room:
        widths = _narrowed(widths, least, room)
    yield from (_folded(row, widths) for row in rows)


def _narrowed(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return the widths, the widest made less until all of them fit, none below its least."""
    fitting = list(widths)
    while sum(fitting) > room:
        widest = max((n for n, width in enumerate(fitting) if width > least[n]), key=fitting.__getitem__)
        fitting[widest] -= 1
    return fitting


def _folded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    return [_line(line, widths) for line in zip_longest(*cells, fillvalue="")]


def _wrapped(cell: str, width: int) -> list[str]:
    lines = [""]
    for word in cell.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if _length(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _length(cell)) for cell, width in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()


def _length(text: str) -> int:
    """Return the columns that a terminal needs for a text: two for a Chinese character."""
    return len(text) if text.isascii() else cell_len(text)
