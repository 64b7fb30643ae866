"""Wilson's interval against the examples of Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.engine.proportion import Proportion, wilson


@pytest.mark.parametrize(
    ("counted", "n", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_published_examples_come_out_to_four_digits(counted: int, n: int, lower: float, upper: float) -> None:
    found = wilson(counted, n)
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)
    assert found.share == counted / n


def test_of_nothing_there_is_no_share() -> None:
    assert wilson(0, 0) == Proportion(counted=0, n=0, share=None, lower=None, upper=None)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_at_either_end_the_share_found_lies_just_so_many_deviations_away(case: tuple[int, int]) -> None:
    counted, n = case
    found = wilson(counted, n, confidence=0.9)
    z = 1.6448536269514722  # the 95th percentile of the normal distribution, from its table
    for edge, other in ((found.lower, 0.0), (found.upper, 1.0)):
        deviations = abs(counted / n - edge) - z * math.sqrt(edge * (1 - edge) / n)
        assert edge == other or abs(deviations) < 1e-12
    assert 0 <= found.lower <= counted / n <= found.upper <= 1


def test_all_and_none_mirror_each_other() -> None:
    all_of, none_of = wilson(12, 12), wilson(0, 12)
    assert all_of.upper == 1.0
    assert none_of.lower == 0.0
    assert all_of.lower == pytest.approx(1 - none_of.upper, rel=1e-12)
