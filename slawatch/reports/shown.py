"""Cells as text: what every format shows of a value, in a language and a zone.

Nothing reads better than it is: shares are floored, promises stand as they were written, measured lengths are told to
the second, and what can't be known says why.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.numbers import format_currency

from slawatch.model.service import Names
from slawatch.reports import cells
from slawatch.reports.cells import Cell, Clock
from slawatch.reports.document import Identity, Status
from slawatch.reports.periods_told import period_told
from slawatch.speech import words
from slawatch.speech.signs import SIGNS
from slawatch.speech.speech import CHINESE, Speech, inert

LOCALES: Final = {CHINESE: "zh_Hans_CN"}
"""Of Babel, by language; English for all others."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a report's cells read."""

    speech: Speech
    timezone: str

    @property
    def locale(self) -> str:
        """The locale of Babel."""
        return LOCALES.get(self.speech.language, "en")

    def text(self, cell: Cell) -> str:
        """Return a cell as text without any mark-up; what others wrote is inert, but may still look like anything."""
        return _TEXTS[type(cell)](self, cell)

    def name(self, names: Names) -> str:
        """Return a name in the language, inert; nothing where there is none."""
        return inert(self.speech.name(names)) if names else ""

    def period(self, identity: Identity) -> str:
        """Return a report's period: October 2026, 2026年10月; its first and last day where it is no calendar period."""
        return period_told(identity.period, self.locale) or self.days(identity)

    def days(self, identity: Identity) -> str:
        """Return a report's first and last local day."""
        zone = ZoneInfo(identity.timezone)
        first = identity.span.start.astimezone(zone).date()
        last = (identity.span.end - timedelta(seconds=1)).astimezone(zone).date()
        return self.speech.say(" to ").join((f"{first}", f"{last}"))

    def status(self, identity: Identity) -> str:
        """Return how far a report is in its life."""
        return self.speech.say(_STATUSES[identity.status], n=identity.restatement)


_STATUSES: Final = {
    Status.PROVISIONAL: "Provisional",
    Status.FINAL: "Final",
    Status.RESTATED: "Restatement {n}",
}


def _phrase(shown: Shown, cell: cells.Phrase) -> str:
    return shown.speech.say(cell.text, **{place: shown.text(part) for place, part in cell.parts.items()})


def _ratio(cell: cells.Ratio) -> str:
    limit = _as_written(cell.value) if cell.is_limit else None
    return limit or words.percent(cell.value, cell.decimals)


def _as_written(share: Fraction) -> str | None:
    """Return a share with all its digits; None for one that no decimal fraction is equal to."""
    percent = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{percent.normalize():f} %" if Fraction(percent) == share * 100 else None


def _seconds(shown: Shown, cell: cells.Seconds) -> str:
    """Tell what was measured, a whole number, to the second; a mean or a percentile as at most two units."""
    sign, size = "-" * (cell.value < 0), abs(cell.value)
    speech, elapsed = shown.speech, cell.clock is Clock.ELAPSED
    if isinstance(size, int):
        return sign + speech.to_the_second(size, has_days=elapsed)
    return sign + (speech.duration(size) if elapsed else speech.working(size))


def _money(shown: Shown, cell: cells.Money) -> str:
    return format_currency(cell.amount, cell.currency, locale=shown.locale)


def _standing(shown: Shown, cell: cells.Standing) -> str:
    symbol, word = SIGNS[cell.state]
    return f"{symbol} {shown.speech.say(word)}"


def _spark(cell: cells.Spark) -> str:
    """Tell a line of values by its values, cut off after five decimals; a dash where there is none."""
    return " ".join(words.NONE if each is None else f"{math.floor(each * 1e5) / 1e5:.12g}" for each in cell.values)


def _unknown(shown: Shown, cell: cells.Unknown) -> str:
    return f"{words.NONE} {shown.text(cell.reason)}"


_BREAKS: Final = re.compile(r"[\t\r\n]+")
"""A cell is one line; what else acts unseen is replaced."""
_TEXTS: Final[Mapping[type[Cell], Callable[[Shown, Any], str]]] = {
    cells.Phrase: _phrase,
    cells.Foreign: lambda _, cell: cell.text if cell.text.isprintable() else inert(_BREAKS.sub(" ", cell.text)),
    cells.Named: lambda shown, cell: shown.name(cell.names) or inert(cell.id),
    cells.Ratio: lambda _, cell: _ratio(cell),
    cells.Seconds: _seconds,
    cells.Count: lambda _, cell: f"{cell.value:,}",
    cells.Number: lambda _, cell: f"{cell.value:,.{cell.decimals}f}",
    cells.Money: _money,
    cells.Instant: lambda shown, cell: shown.speech.local(cell.at, shown.timezone),
    cells.Day: lambda _, cell: cell.date.isoformat(),
    cells.Standing: _standing,
    cells.Spark: lambda _, cell: _spark(cell),
    cells.Linked: lambda shown, cell: shown.text(cell.cell),
    cells.Unknown: _unknown,
}
