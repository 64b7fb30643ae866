"""Names of sheets: readable, unique, and such as Excel takes."""

import re
from itertools import count
from typing import Final

from slawatch.speech.speech import inert

_LONGEST: Final = 31
"""Of Excel, in UTF-16 units."""
_REFUSED: Final = re.compile(r"[\[\]:*?/\\]+")
_RESERVED: Final = "history"


class SheetNames:
    """Gives every sheet of a workbook a name of its own."""

    def __init__(self) -> None:
        self._taken = {_RESERVED}

    def __call__(self, title: str) -> str:
        """Return a title as a sheet's name; a second one of the same title is numbered."""
        base = _REFUSED.sub(" ", inert(title)).strip(" '") or "-"
        for number in count(1):
            behind = "" if number == 1 else f" {number}"
            name = cut(base, _LONGEST - len(behind)).rstrip(" '") + behind
            if name.casefold() not in self._taken:
                self._taken.add(name.casefold())
                return name
        raise AssertionError  # counting has no end


def cut(text: str, units: int) -> str:
    """Return the beginning of a text that is at most so many UTF-16 units long, as spreadsheets count."""
    whole = text.encode("utf-16-le", "replace")
    return whole[: 2 * units].decode("utf-16-le", "ignore")
