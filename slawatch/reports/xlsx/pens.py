"""Writing into a sheet: every value as what it is, no text ever as a formula."""

import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from slawatch.reports.cells import Cell, Linked
from slawatch.reports.shown import Shown
from slawatch.reports.xlsx.names import cut
from slawatch.reports.xlsx.values import Properties, Value, valued

LONGEST_TEXT: Final = 32_767
"""UTF-16 units that a cell of Excel holds."""
_MOST_LINKS: Final = 65_530
"""In a sheet of Excel."""
_LONGEST_LINK: Final = 2_079
_FORMULA_SIGNS: Final = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001  some spreadsheets take the full-width ones too
OVERFLOWING: Final = ("overflowing", 1)
"""Of a text over the columns beside it: it makes none of them wider. No property of Excel's."""
_PASSED_OVER: Final = " \n'\"\ufffd"
"""Signs before a formula's that change nothing, or that stand for ones that spreadsheets pass over."""
_LINK_COLOUR: Final = "#0B57D0"
_NARROWEST, _WIDEST = 9, 60
"""Of columns, in signs."""
WIDEST_FIRST: Final = 40
"""Of columns of the first sheet, which holds whole paragraphs."""
_WIDTHS: Final = {"[h]:": 11, "yyyy-mm-dd hh": 20, "yyyy-mm-dd": 12}


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[Properties, Format] = {}

    def __call__(self, *properties: tuple[str, str | int]) -> Format:
        """Return the format that has the properties."""
        if properties not in self._made:
            self._made[properties] = self._book.add_format({"valign": "top"} | dict(properties))
        return self._made[properties]


class Pen:
    """Writes cells into one sheet, from its top down."""

    def __init__(self, sheet: Worksheet, looks: Looks, shown: Shown, external_url: str) -> None:
        self.sheet, self.looks, self.shown = sheet, looks, shown
        self._external_url = external_url
        self._links = 0
        self._widths: dict[int, int] = {}

    def cell(self, row: int, column: int, cell: Cell) -> None:
        """Write a cell; one that leads to a page of the daemon is a link where its address is known."""
        value = valued(cell, self.shown)
        if isinstance(cell, Linked) and (url := self._address(cell.path)):
            self._links += 1
            value = Value(value.value, (*value.properties, ("font_color", _LINK_COLOUR), ("underline", 1)))
            self.sheet.write_url(row, column, url, self._look(value), "-")
        self.value(row, column, value)

    def text(self, row: int, column: int, text: str, *properties: tuple[str, str | int]) -> None:
        """Write words that hold nothing of somebody else's, or that are inert."""
        self.value(row, column, Value(text, properties))

    def value(self, row: int, column: int, value: Value) -> None:
        """Write a value as what it is."""
        width = _width(value)
        if width > self._widths.get(column, -1):
            self._widths[column] = width
        look = self._look(value)
        if isinstance(value.value, str):
            self.sheet.write_string(row, column, self._held(value.value), look)
        elif isinstance(value.value, date):
            self.sheet.write_datetime(row, column, value.value, look)
        else:
            self.sheet.write_number(row, column, value.value, look)

    def fit(self, widest: int = _WIDEST) -> None:
        """Make every column as wide as what stands in it, within reason."""
        for column, width in self._widths.items():
            self.sheet.set_column(column, column, min(max(width + 2, _NARROWEST), widest))

    def _look(self, value: Value) -> Format:
        if not isinstance(value.value, str):
            return self.looks(*value.properties)
        quoted = (("quote_prefix", 1),) if value.value.lstrip(_PASSED_OVER).startswith(_FORMULA_SIGNS) else ()
        wraps = (("text_wrap", 1),) if "\n" in value.value or _width(value) > WIDEST_FIRST else ()
        return self.looks(*_worded((*value.properties, *quoted, *wraps)))

    def _held(self, text: str) -> str:
        """Return a text as far as a cell holds it; of a longer one is said how much is left out."""
        if len(text) * 2 <= LONGEST_TEXT or cut(text, LONGEST_TEXT) == text:
            return text
        behind = self.shown.speech.say(" … [{n} more characters; JSON holds all]", n=len(text))
        kept = cut(text, LONGEST_TEXT - len(behind))
        return kept + self.shown.speech.say(" … [{n} more characters; JSON holds all]", n=len(text) - len(kept))

    def _address(self, path: str) -> str | None:
        """Return the address of a page; None where none is known, or where Excel does not hold it."""
        if not path.startswith("/") or path.startswith("//") or self._links >= _MOST_LINKS:
            return None
        url = self._external_url.rstrip("/") + path
        return url if len(url) <= _LONGEST_LINK and urlsplit(url).scheme in ("http", "https") else None


def _width(value: Value) -> int:
    """Return how many signs wide a value is shown; Chinese signs are twice as wide."""
    if not isinstance(value.value, str):
        return _shaped(value.properties)
    return 0 if OVERFLOWING in value.properties else _signs(value.value)


@lru_cache(maxsize=256)
def _shaped(properties: Properties) -> int:
    shape = str(dict(properties).get("num_format", ""))
    return next((width for begins, width in _WIDTHS.items() if shape.startswith(begins)), 10)


@lru_cache(maxsize=256)
def _worded(properties: Properties) -> Properties:
    """Return a text's properties as Excel knows them, each once."""
    return tuple(dict(each for each in properties if each != OVERFLOWING).items())


def _signs(text: str) -> int:
    longest = max((line[: 2 * _WIDEST] for line in text.split("\n")), key=len) if "\n" in text else text[: 2 * _WIDEST]
    if longest.isascii():  # most texts are, and a sheet holds a quarter of a million
        return len(longest)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in longest)
