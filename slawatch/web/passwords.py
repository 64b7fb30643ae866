"""Passwords looked over against bcrypt hashes: one at a time, and each only once."""

import asyncio
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import bcrypt
from starlette.concurrency import run_in_threadpool

MOST_KEPT: Final = 1_000
"""Right ones, and wrong ones."""
MOST_WAITING: Final = 16
"""Logins that wait for their turn; a hash takes a tenth of a second, so others are better sent away."""
_LONGEST: Final = 72
"""Bytes of a password that bcrypt looks at."""


class Busy(Exception):  # noqa: N818  an answer, too
    """Too many passwords wait to be looked over."""


class Passwords:
    """Tells whether a password is the one of a user. Who is unknown takes as long as who is known.

    What was found is kept under a keyed digest of name, hash and password: another hash is another question, so a
    password that was changed counts no more, and no password is kept. What was right is kept apart: however many wrong
    ones are tried, who was let in goes on.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, None] = OrderedDict()
        self._wrong: OrderedDict[bytes, None] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0

    def known(self, name: str, password: bytes, hashes: Mapping[str, str]) -> bool | None:
        """Return whether it was right when it was looked over, None where it never was."""
        question = self._question(name, password, hashes)
        if question in self._right:
            self._right.move_to_end(question)
            return True
        return False if question in self._wrong else None

    async def right(self, name: str, password: bytes, hashes: Mapping[str, str]) -> bool:
        """Return whether it is the user's password; Busy where too many wait."""
        known = self.known(name, password, hashes)
        if known is not None:
            return known
        is_right = await self._compared(self._hash(name, hashes), password) and name in hashes
        _keep(self._right if is_right else self._wrong, self._question(name, password, hashes))
        return is_right

    async def _compared(self, stored: str, password: bytes) -> bool:
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._turn:
                return await run_in_threadpool(_is_right, stored, password)
        finally:
            self._waiting -= 1

    def _question(self, name: str, password: bytes, hashes: Mapping[str, str]) -> bytes:
        parts = (name.encode("utf-8", "surrogatepass"), self._hash(name, hashes).encode(), password)
        told = b"".join(len(part).to_bytes(4, "big") + part for part in (*parts, bytes([name in hashes])))
        return hmac.digest(self._key, told, sha256)

    def _hash(self, name: str, hashes: Mapping[str, str]) -> str:
        """Return the user's hash; of one who is unknown that of somebody else, always the same, so of a usual cost."""
        found = hashes.get(name)
        if found is not None:
            return found
        number = hmac.digest(self._key, name.encode("utf-8", "surrogatepass"), sha256)
        return list(hashes.values())[int.from_bytes(number[:8], "big") % len(hashes)]


def _keep(kept: OrderedDict[bytes, None], question: bytes) -> None:
    kept[question] = None
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)


def _is_right(stored: str, password: bytes) -> bool:
    try:
        return bcrypt.checkpw(password[:_LONGEST], stored.encode())
    except ValueError:  # bytes that no password may hold
        return False
