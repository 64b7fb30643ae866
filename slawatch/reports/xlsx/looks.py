"""How values look in a workbook, and how wide they are."""

import unicodedata
from functools import lru_cache
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from slawatch.reports.xlsx.values import Properties, Value

OVERFLOWING: Final = ("overflowing", 1)
"""Of a text over the columns beside it: it makes none of them wider. No property of Excel's."""
LINK: Final = (("font_color", "#0B57D0"), ("underline", 1))
WIDEST: Final = 60
"""Of columns, in signs."""
WIDEST_FIRST: Final = 40
"""Of columns of the first sheet, which holds whole paragraphs."""
_FORMULA_SIGNS: Final = tuple("=+-@\t\r＝＋－＠")  # noqa: RUF001  some spreadsheets take the full-width ones too
_PASSED_OVER: Final = " \n'\"\ufffd"
"""Signs before a formula's that change nothing, or that stand for ones that spreadsheets pass over."""
_WIDTHS: Final = {"[h]:": 11, "yyyy-mm-dd hh": 20, "yyyy-mm-dd": 12}


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[Properties, Format] = {}
        self._numbers: dict[Format, int] = {}

    def __call__(self, *properties: tuple[str, str | int]) -> Format:
        """Return the format that has the properties."""
        if properties not in self._made:
            self._made[properties] = self._book.add_format({"valign": "top"} | dict(properties))
        return self._made[properties]

    def number(self, look: Format) -> int:
        """Return the number of a format; they are numbered in the order in which they were made."""
        if look not in self._numbers:
            self._numbers |= {each: each._get_xf_index() for each in self._made.values()}  # noqa: SLF001  XlsxWriter's
        return self._numbers[look]

    def of_text(self, text: str, properties: Properties) -> Format:
        """Return the format of a text: it wraps where it is long, and is marked where it reads like a formula."""
        quoted = (("quote_prefix", 1),) if text.lstrip(_PASSED_OVER).startswith(_FORMULA_SIGNS) else ()
        wraps = (("text_wrap", 1),) if "\n" in text or _text_width(text, properties) > WIDEST_FIRST else ()
        return self(*_known((*properties, *quoted, *wraps)))


def width(told: Value) -> int:
    """Return how many signs wide a value is shown; Chinese signs are twice as wide."""
    value, properties = told
    return _text_width(value, properties) if isinstance(value, str) else _number_width(properties)


def _text_width(text: str, properties: Properties) -> int:
    if OVERFLOWING in properties:
        return 0
    longest = max((line[: 2 * WIDEST] for line in text.split("\n")), key=len) if "\n" in text else text[: 2 * WIDEST]
    if longest.isascii():  # most texts are, and a sheet holds a quarter of a million
        return len(longest)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in longest)


@lru_cache(maxsize=256)
def _number_width(properties: Properties) -> int:
    shape = str(dict(properties).get("num_format", ""))
    return next((wide for begins, wide in _WIDTHS.items() if shape.startswith(begins)), 10)


@lru_cache(maxsize=256)
def _known(properties: Properties) -> Properties:
    """Return a text's properties as Excel knows them, each once."""
    return tuple(dict(each for each in properties if each != OVERFLOWING).items())
