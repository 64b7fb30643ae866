"""What attackers put into the fields of a ticketing system."""

from itertools import count
from typing import Final

ATTACKS: Final = (
    "<script>alert(document.cookie)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202egnp.exe \u2066reversed\u2069",
    "null\x00byte and \x1b[31mescape",
    "</style></title><svg onload=alert(2)>",
    "{{ 7*7 }} {% raw %} {n}",
    "javascript:alert(3) http://attacker.example/x url(file:///etc/passwd)",
    'a,b;"c"\r\nX-Header: injected\t|`id`',
)
LONG: Final = "A" * 10_240


class Hostile:
    """Puts an attack behind a text, each in its turn; every eleventh is 10 kB without a space."""

    def __init__(self) -> None:
        self._turn = count()

    def __call__(self, text: str) -> str:
        """Return the text with the next attack."""
        turn = next(self._turn) % (len(ATTACKS) + 1)
        return f"{ATTACKS[turn]} {text}" if turn < len(ATTACKS) else f"{text} {LONG}"
