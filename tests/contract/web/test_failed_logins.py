"""Failed logins: a name waits where it was guessed, an address where many were, and nobody else."""

import pytest

from slawatch.web import attempts
from slawatch.web.attempts import Attempts


class Minute:
    """A clock that a test sets, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self.tried = Attempts(lambda: self.now)

    def failed(self, times: int, address: str, name: str) -> None:
        for _ in range(times):
            self.tried.failed(address, name)


@pytest.fixture
def minute() -> Minute:
    return Minute()


def test_ten_failures_in_a_minute_make_a_name_wait_and_nobody_else_behind_the_address(minute: Minute) -> None:
    for second in range(10):
        minute.now = float(second)
        assert minute.tried.wait("10.0.0.1", "ann") == 0
        minute.failed(1, "10.0.0.1", "ann")
    assert minute.tried.wait("10.0.0.1", "ann") == 51
    assert minute.tried.wait("10.0.0.1", "bob") == minute.tried.wait("10.0.0.2", "ann") == 0
    minute.now = 60.5
    assert minute.tried.wait("10.0.0.1", "ann") == 0
    minute.failed(1, "10.0.0.1", "ann")
    assert minute.tried.wait("10.0.0.1", "ann") == 1


def test_fifty_failures_of_many_names_make_an_address_wait_whoever_asks(minute: Minute) -> None:
    for number in range(49):
        minute.failed(1, "10.0.0.1", f"name{number}")
    assert minute.tried.wait("10.0.0.1", "ann") == 0
    minute.failed(1, "10.0.0.1", "name49")
    assert minute.tried.wait("10.0.0.1", "ann") == 60
    assert minute.tried.wait("10.0.0.2", "ann") == 0


def test_behind_a_proxy_that_everybody_comes_through_names_alone_wait(minute: Minute) -> None:
    for number in range(60):
        minute.failed(1, "10.0.0.1", f"name{number}")
    minute.failed(10, "10.0.0.1", "ann")
    waits = [minute.tried.wait("10.0.0.1", name, of_everybody=True) for name in ("ann", "bob")]
    assert waits == [60, 0]


def test_a_name_that_is_tried_from_many_addresses_waits_at_each_and_nowhere_else(minute: Minute) -> None:
    for number in range(30):
        minute.failed(10, f"10.0.1.{number}", "ann")
    assert {minute.tried.wait(f"10.0.1.{number}", "ann") for number in range(30)} == {60}
    assert minute.tried.wait("10.0.2.1", "ann") == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("", "", True),
    ],
)
def test_a_subscriber_counts_once_and_two_addresses_of_ipv4_are_two_in_either_form(
    minute: Minute, one: str, other: str, *, same: bool
) -> None:
    minute.failed(10, one, "ann")
    assert (minute.tried.wait(other, "ann") > 0) is same


def test_neither_many_addresses_nor_many_or_long_names_fill_the_memory(
    minute: Minute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "MOST_KEPT", 20)
    for number in range(100):
        minute.failed(1, f"10.0.0.{number}", "n" * 60_000)
        minute.failed(1, "10.0.1.1", f"{number}" * 20_000)
    kept = minute.tried._by_name._failed, minute.tried._by_address._failed
    assert [len(each) for each in kept] == [20, 20]
    assert max(len(f"{key}") for each in kept for key in each) < 60
    assert max(len(instants) for each in kept for instants in each.values()) == 50


def test_the_names_that_failed_first_are_forgotten_first(minute: Minute, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_KEPT", 3)
    minute.failed(10, "10.0.0.1", "ann")
    minute.failed(2, "10.0.0.2", "bob")
    minute.failed(1, "10.0.0.1", "ann")
    for number in range(3, 5):
        minute.failed(1, f"10.0.0.{number}", "eve")
    assert minute.tried.wait("10.0.0.1", "ann") == 60
