"""Cells as HTML: what somebody else wrote stands in an element of its own, whose direction ends there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from slawatch.reports import cells
from slawatch.reports.cells import Cell, bare
from slawatch.reports.html.spark import spark
from slawatch.reports.shown import Shown
from slawatch.speech import words
from slawatch.speech.signs import SIGNS
from slawatch.speech.speech import inert

_LONGEST: Final = 400
"""Characters of a foreign text in a table; CSV, XLSX and JSON hold it whole."""
_UNBROKEN: Final = re.compile(r"\S{30}")
_WHOLE: Final = re.compile(r"(?=.{1,12}$)\w+(?:-\w+)+|[\u4e00-\u9fff]{2,8}")
"""A period, a short id or a short Chinese name: 2026-Q4, INC-4711. No line ends within it; longer ones are too wide on
paper."""
_STRETCHES: Final = re.compile(r"[^\s/]{1,24}/?\s*|[\s/]+")
"""Where a line may end in what has no spaces: behind a slash, which keeps an instant in an address whole."""
_BREAKS: Final = re.compile(r"\r\n|\r|\n")
_ADDRESS: Final = re.compile(r"https?://[^/]")
_PARTS: Final = re.compile(r"\S+(?: [^\s\d]\S*)?")
"""A number with what follows it."""
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Scripts whose direction reaches beyond the text, unless it is set apart."""
NUMERIC: Final = (cells.Ratio, cells.Seconds, cells.Count, cells.Number, cells.Money)


@dataclass(frozen=True, slots=True)
class Cells:
    """How cells are marked up."""

    shown: Shown
    external_url: str = ""
    """The daemon's address, before the paths of linked cells; without one they are no links."""
    on_paper: bool = False
    """Whether only what needs it is set apart: printing is paid for by the element."""

    def html(self, cell: Cell) -> Markup:
        """Return a cell as HTML."""
        return _MARKUPS.get(type(cell), _plain)(self, cell)

    def figure(self, cell: Cell) -> Markup:
        """Return a cell as HTML that is parted between a length's hours and minutes only."""
        if not isinstance(cell, NUMERIC):
            return self.html(cell)
        parts = _PARTS.findall(self.shown.text(cell))
        return Markup(" ").join(Markup('<span class="q">{}</span>').format(part) for part in parts)

    def paragraph(self, cell: Cell) -> Markup:
        """Return a cell as a paragraph's content: whole, with its line breaks."""
        if not isinstance(cell, cells.Foreign):
            return self.html(cell)
        lines = (self.apart(inert(line)) for line in _BREAKS.split(cell.text))
        return Markup("<br>").join(lines)

    def isolated(self, text: str) -> Markup:
        """Return inert text set apart from what stands around it, with its end cut off where it is very long."""
        return self.apart(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")

    def apart(self, text: str) -> Markup:
        """Return inert text as an element of its own; on paper left-to-right text is none, unless it is kept whole."""
        if self.on_paper and not _RIGHT_TO_LEFT.search(text):
            return _whole(text) if _WHOLE.fullmatch(text) else _breakable(text)
        whole = Markup(' class="q"') if _WHOLE.fullmatch(text) else ""
        return Markup("<bdi{}>{}</bdi>").format(whole, _breakable(text))

    def is_number(self, cell: Cell) -> bool:
        """Tell whether a cell is set as a number."""
        return isinstance(bare(cell), NUMERIC)


def _breakable(text: str) -> Markup:
    """Let a text that has no space for long be broken, which spares the printer a long search."""
    return Markup("<wbr>").join(_STRETCHES.findall(text)) if _UNBROKEN.search(text) else escape(text)


def _whole(text: str) -> Markup:
    """Set a date, a time or a short id so that no line ends within it."""
    return Markup('<span class="q">{}</span>').format(text)


def _instant(told: Cells, cell: cells.Instant | cells.Day) -> Markup:
    text = told.shown.text(cell)
    if told.on_paper:  # a printer ends no line before a digit
        return escape(text)
    return Markup(" ").join(map(_whole, text.split(" ")))


def _plain(told: Cells, cell: Cell) -> Markup:
    return escape(told.shown.text(cell))


def _foreign(told: Cells, cell: Cell) -> Markup:
    return told.isolated(told.shown.text(cell))


def _phrase(told: Cells, cell: cells.Phrase) -> Markup:
    words_of_ours = escape(told.shown.speech.say(cell.text))
    return words_of_ours.format(**{place: told.html(part) for place, part in cell.parts.items()})


def _standing(told: Cells, cell: cells.Standing) -> Markup:
    symbol, word = SIGNS[cell.state]
    said = told.shown.speech.say(word)
    return Markup('<span class="state {}">{} {}</span>').format(cell.state.value, symbol, said)


def _spark(told: Cells, cell: cells.Spark) -> Markup:
    if all(value is None for value in cell.values):
        return escape(words.NONE)
    label = told.shown.speech.say("Values, the oldest first: {values}", values=told.shown.text(cell))
    return spark(cell, label)


def _linked(told: Cells, cell: cells.Linked) -> Markup:
    inside = told.html(cell.cell)
    if not _ADDRESS.match(told.external_url) or not cell.path.startswith("/") or cell.path.startswith("//"):
        return inside
    return Markup('<a href="{}">{}</a>').format(told.external_url.rstrip("/") + cell.path, inside)


def _unknown(told: Cells, cell: cells.Unknown) -> Markup:
    return Markup('<span class="unknown">{} {}</span>').format(words.NONE, told.html(cell.reason))


_MARKUPS: Final[Mapping[type[Cell], Callable[[Cells, Any], Markup]]] = {
    cells.Foreign: _foreign,
    cells.Named: _foreign,
    cells.Phrase: _phrase,
    cells.Instant: _instant,
    cells.Day: _instant,
    cells.Standing: _standing,
    cells.Spark: _spark,
    cells.Linked: _linked,
    cells.Unknown: _unknown,
}
