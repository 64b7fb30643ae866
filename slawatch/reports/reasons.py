"""Why there is no figure or no verdict, as words that can be translated."""

import re
from typing import Final

from slawatch.model.result import ObjectiveFigure, State
from slawatch.reports import unstored
from slawatch.reports.cells import Count, Phrase, Unknown

_FEW: Final = re.compile(r"(\d+) of at least (\d+) answers")
_COUNTED: Final = re.compile(r"(\d+) (.+)")
_OTHERWISE: Final = {
    State.NO_DATA: "no data",
    State.NOT_APPLICABLE: "the agreement is not in force in this period",
}
NOTHING_STORED: Final = Phrase(unstored.NOTHING_STORED)
PARTLY_STORED: Final = Phrase(unstored.PARTLY_STORED)
NOT_ALL_TOLD: Final = Phrase("a source of it did not tell of that time yet")
UNTOLD: Final = Phrase("no source tells outages of this service")
"""So nobody knows whether there was one."""


def reason(text: str) -> Phrase:
    """Return a reason of the engine's with its numbers taken out."""
    if found := _FEW.fullmatch(text):
        return Phrase("{n} of at least {least} answers", {"n": Count(int(found[1])), "least": Count(int(found[2]))})
    if found := _COUNTED.fullmatch(text):
        return Phrase("{n} " + found[2], {"n": Count(int(found[1]))})
    return Phrase(text)


def why_none(figure: ObjectiveFigure) -> Unknown:
    """Return why an objective has no figure."""
    return Unknown(reason(figure.reason or _OTHERWISE.get(figure.state, "no data")))
