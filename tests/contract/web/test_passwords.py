"""Passwords: compared once each, unknown users like known ones, and known without end where they were right."""

import asyncio

import bcrypt
import pytest

from slawatch.web import passwords
from slawatch.web.passwords import Busy, Passwords

HASHES = {name: bcrypt.hashpw(name.encode(), bcrypt.gensalt(4)).decode() for name in ("ann", "bob")}


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the hashes against which passwords are compared."""
    seen: list[str] = []
    real = passwords._is_right

    def counting(stored: str, password: bytes) -> bool:
        seen.append(stored)
        return real(stored, password)

    monkeypatch.setattr(passwords, "_is_right", counting)
    return seen


def test_each_password_is_compared_once_and_an_unknown_user_costs_a_comparison_too(compared: list[str]) -> None:
    async def tries() -> list[bool]:
        asked = Passwords()
        told = (("ann", b"ann"), ("ann", b"ann"), ("ann", b"no"), ("ann", b"no"), ("zoe", b"ann"), ("zoe", b"ann"))
        return [await asked.right(name, password, HASHES) for name, password in told]

    assert asyncio.run(tries()) == [True, True, False, False, False, False]
    assert len(compared) == 3
    assert compared[2] in HASHES.values()


def test_an_unknown_user_with_the_password_of_the_hash_compared_is_not_let_in() -> None:
    async def tries() -> list[bool]:
        asked, only = Passwords(), {"ann": HASHES["ann"]}
        return [await asked.right("zoe", b"ann", only), await asked.right("ann", b"ann", only)]

    assert asyncio.run(tries()) == [False, True]


def test_a_changed_hash_is_another_question(compared: list[str]) -> None:
    async def tries() -> list[bool]:
        asked = Passwords()
        return [await asked.right("ann", b"ann", HASHES), await asked.right("ann", b"ann", {"ann": HASHES["bob"]})]

    assert asyncio.run(tries()) == [True, False]
    assert len(compared) == 2


@pytest.mark.parametrize("password", [b"", b"\0", b"a\0b", b"x" * 5000, b"\xff\xfe"])
def test_no_password_is_too_odd_to_be_wrong(password: bytes) -> None:
    assert asyncio.run(Passwords().right("ann", password, HASHES)) is False


def test_a_long_password_is_compared_by_its_first_72_bytes_as_bcrypt_does() -> None:
    long = b"p" * 72
    hashes = {"ann": bcrypt.hashpw(long, bcrypt.gensalt(4)).decode()}
    assert asyncio.run(Passwords().right("ann", long + b"more", hashes)) is True


def test_many_at_once_are_sent_away() -> None:
    async def tries() -> int:
        asked = Passwords()
        many = (asked.right("ann", f"no{number}".encode(), HASHES) for number in range(40))
        told = await asyncio.gather(*many, return_exceptions=True)
        return sum(isinstance(each, Busy) for each in told)

    assert asyncio.run(tries()) == 40 - passwords.MOST_WAITING


def test_what_was_right_is_known_however_many_wrong_passwords_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MOST_KEPT", 3)

    async def tries() -> list[bool | None]:
        asked = Passwords()
        await asked.right("ann", b"ann", HASHES)
        for number in range(5):
            await asked.right("ann", f"no{number}".encode(), HASHES)
        return [asked.known("ann", told, HASHES) for told in (b"ann", b"no0", b"no4")]

    assert asyncio.run(tries()) == [True, None, False]
