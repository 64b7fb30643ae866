"""GLPI's numbers in words, which stay the same in every language of its pages."""

from typing import Final

STATUSES: Final = {
    1: "new",
    2: "assigned",
    3: "planned",
    4: "pending",
    5: "solved",
    6: "closed",
    7: "accepted",
    8: "observed",
    9: "evaluation",
    10: "approval",
    11: "testing",
    12: "qualification",
    13: "refused",
    14: "cancelled",
}
TICKET_TYPES: Final = {1: "incident", 2: "request"}


def status(value: object) -> str | None:
    """Return the word of a status; a number that is not known as it is."""
    return _word(STATUSES, value)


def ticket_type(value: object) -> str | None:
    """Return the word of a ticket's type."""
    return _word(TICKET_TYPES, value)


def _word(words: dict[int, str], value: object) -> str | None:
    if value in (None, ""):
        return None
    text = str(value)
    return words.get(int(text), text) if text.isdecimal() else text
