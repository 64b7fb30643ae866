"""How a source tells people apart: by pseudonyms that only the holder of a salt can tie to them."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from slawatch.errors import FatalSourceError
from slawatch.model.person import DIGITS, PREFIX, SOMEBODY

SHORTEST_SALT: Final = 16
"""Characters. Lists of people are short, so a salt that can be guessed gives every one of them away."""

Person = Callable[[str], str]
"""What is stored for a person whom the source calls so."""


def somebody(person: str) -> str:
    """Return what stands for a person where nobody is told apart."""
    del person
    return SOMEBODY


def pseudonyms(salt: str | None) -> Person:
    """Return what stands for each person: an HMAC-SHA256 under the salt, cut short; without a salt all are SOMEBODY."""
    if salt is None:
        return somebody
    if len(salt) < SHORTEST_SALT:
        raise FatalSourceError(
            f"people_salt has {len(salt)} characters, and who guesses it knows who is who; "
            f"use {SHORTEST_SALT} or more, e.g. of `openssl rand -hex 16`"
        )
    key = salt.encode()
    return lambda person: PREFIX + hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:DIGITS]
