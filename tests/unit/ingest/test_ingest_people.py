"""What is stored of people: nothing, or pseudonyms that only the holder of the salt can make."""

import pytest

from slawatch.errors import FatalSourceError
from slawatch.ingest.people import pseudonyms
from slawatch.model.person import PSEUDONYM, unnamed

SALT = "a salt that is long enough"


def test_a_pseudonym_is_what_the_manual_s_command_makes_of_salt_and_person() -> None:
    # printf %s ann@example.org | openssl dgst -sha256 -hmac "a salt that is long enough"
    assert pseudonyms(SALT)("ann@example.org") == "agent-20f81b914ef6"


def test_people_differ_and_so_do_the_pseudonyms_of_one_under_two_salts() -> None:
    told = {pseudonyms(salt)(person) for salt in (SALT, SALT[::-1]) for person in ("ann", "bob", "李娜")}
    assert len(told) == 6
    assert all(PSEUDONYM.fullmatch(token) for token in told)


def test_without_a_salt_everybody_is_somebody() -> None:
    assert {pseudonyms(None)(person) for person in ("ann", "bob")} == {"somebody"}


def test_a_salt_that_can_be_guessed_is_refused_without_being_told() -> None:
    with pytest.raises(FatalSourceError, match="people_salt has 8 characters") as refused:
        pseudonyms("winter26")
    assert "winter26" not in str(refused.value)


@pytest.mark.parametrize(
    ("told", "shown"),
    [("agent-20f81b914ef6", "agent-20f81b914ef6"), ("Ann Lee", "somebody"), ("agent-Ann", "somebody"), ("", None)],
)
def test_whatever_a_source_tells_only_a_pseudonym_passes(told: str, shown: str | None) -> None:
    assert unnamed(told) == shown
