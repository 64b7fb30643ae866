"""What is drawn of alerts in the past: worked by hand from what Prometheus does with `for` and `keep_firing_for`."""

import pytest
from past_rules import STEP, held, seconds


def in_steps(active: list[int], *, pending: int = 0, keep: int = 0, end: int = 9) -> list[tuple[int, int]]:
    """Return instants and since when, all in steps."""
    stood = held([at * STEP for at in active], pending=pending * STEP, keep=keep * STEP, end=end * STEP)
    return [(at // STEP, since // STEP) for at, since in stood]


def test_an_alert_stands_while_its_expression_holds_since_it_first_did() -> None:
    assert in_steps([3, 4, 5]) == [(3, 3), (4, 3), (5, 3)]


def test_an_expression_that_held_twice_makes_two_alerts() -> None:
    assert in_steps([1, 2, 4]) == [(1, 1), (2, 1), (4, 4)]


def test_an_alert_that_fired_is_kept_after_its_expression_and_no_longer() -> None:
    assert in_steps([1, 2], keep=3) == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]


def test_an_expression_that_holds_again_while_the_alert_is_kept_goes_on_with_it() -> None:
    assert in_steps([1, 4], keep=2) == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1)]


def test_an_expression_that_holds_again_after_the_alert_was_kept_begins_another() -> None:
    assert in_steps([1, 5], keep=2) == [(1, 1), (2, 1), (3, 1), (5, 5), (6, 5), (7, 5)]


def test_an_alert_that_never_fired_is_not_kept() -> None:
    assert in_steps([1, 2, 4], pending=2, keep=3) == [(1, 1), (2, 1), (4, 4)]


def test_nothing_is_told_beyond_the_end() -> None:
    assert in_steps([8], keep=5, end=9) == [(8, 8), (9, 8)]


@pytest.mark.parametrize(("told", "expected"), [("0s", 0), ("90s", 90), ("10m", 600), ("1h30m", 5400), ("2d", 172800)])
def test_durations_are_seconds(told: str, expected: int) -> None:
    assert seconds(told) == expected
