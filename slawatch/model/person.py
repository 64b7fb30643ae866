"""Who works on tickets: told apart by pseudonyms, never named."""

import re
from typing import Final

SOMEBODY: Final = "somebody"
"""Stands for whoever it is, where people are not told apart."""
FIELDS: Final = ("assignee", "owner")
"""The raw fields in which a ticket's creation tells who has it."""
PREFIX: Final = "agent-"
DIGITS: Final = 12
"""48 bits: among ten thousand people two share a pseudonym with a probability of 2 in 10 million."""
PSEUDONYM: Final = re.compile(rf"{PREFIX}[0-9a-f]{{{DIGITS}}}")


def unnamed(text: str | None) -> str | None:
    """Return a pseudonym as it is and SOMEBODY for any other text: a source may tell names, no figure does."""
    if not text or PSEUDONYM.fullmatch(text):
        return text or None
    return SOMEBODY
