"""Trends and comparisons of failures against published figures and laws worked out apart."""

from fractions import Fraction
from itertools import product
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.trend import Direction, Exposure, difference, laplace

NIST = [5, 40, 43, 175, 389, 712, 747, 795, 1299, 1478]
"""Hours of repair of the NIST/SEMATECH e-Handbook of Statistical Methods, 8.2.3.4, observed for 1,500 h."""


def test_the_handbooks_example_shows_no_trend_to_this_test() -> None:
    found = laplace(NIST, 1500)
    # (5683 / 10 - 750) / (1500 * sqrt(1 / 120)) = -181.7 / 136.93
    assert found.statistic == pytest.approx(-1.3270, abs=1e-4)
    # The normal law, which the exact one of ten failures is close to, gives 2 * 0.0923.
    assert found.p_value == pytest.approx(0.185, abs=0.004)
    assert (found.failures, found.direction) == (10, Direction.NONE)


@pytest.mark.parametrize(
    ("instants", "p_value"),
    [
        ([100, 200, 300, 400], Fraction(2, 24)),  # they add up to one whole: the simplex of four holds 1/4!
        ([500, 500, 500, 500], Fraction(1)),
        ([0, 0, 0, 500], Fraction(2, 24 * 16)),  # half as long, so a sixteenth of that simplex
        ([1000, 1000, 1000, 500], Fraction(2, 24 * 16)),
        ([0, 0, 0, 0, 0], Fraction(0)),
    ],
)
def test_the_p_value_is_a_volume_in_the_cube_of_instants(instants: list[int], p_value: Fraction) -> None:
    assert laplace(instants, 1000).p_value == pytest.approx(float(p_value), rel=1e-12)


def test_failures_that_gather_at_the_end_worsen_and_mirrored_they_improve() -> None:
    late = [700, 800, 850, 900, 950, 990]
    worse, better = laplace(late, 1000), laplace([1000 - at for at in late], 1000)
    assert (worse.direction, better.direction) == (Direction.WORSENING, Direction.IMPROVING)
    assert worse.p_value == better.p_value
    assert worse.statistic == -better.statistic


@pytest.mark.parametrize(("instants", "operating"), [([1, 2, 3], 10), ([], 10), ([0, 0, 0, 0], 0)])
def test_of_few_failures_or_no_time_nothing_is_said(instants: list[int], operating: int) -> None:
    assert laplace(instants, operating) is None


@settings(max_examples=60)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_the_exact_law_lies_between_two_counts_of_a_grid(instants: list[int]) -> None:
    # A grid of cells stands for the cube: those wholly below the sum are less, those reaching into it are more.
    cells, total = 12, min(sum(instants), 24 - sum(instants)) * 2
    sums = [sum(cell) for cell in product(range(cells), repeat=4)]
    inner, outer = (sum(each + reach <= total for each in sums) / cells**4 for reach in (4, 0))
    assert min(1.0, 2 * inner) <= laplace(instants, 6).p_value <= min(1.0, 2 * outer) + 1e-12


def test_beyond_the_exact_law_the_normal_one_goes_on_without_a_step() -> None:
    spread = [1000 * k // 200 for k in range(200)]
    exact, normal = laplace(spread, 1010), laplace([*spread, 505], 1010)
    assert exact.p_value == pytest.approx(normal.p_value, abs=1e-3)


def test_two_rates_compare_as_r_does() -> None:
    # R's help of poisson.test: c(11, 6+8+7) events in c(800, 1083+1050+878); p-value = 0.07967.
    assert difference(Exposure(failures=11, seconds=800), Exposure(failures=21, seconds=3011)) == pytest.approx(
        0.07967, abs=5e-6
    )


def test_one_against_six_in_equal_times_is_a_toss_of_seven_coins() -> None:
    # (1 + 7) * 2 of 128 outcomes are as uneven or more.
    found = difference(Exposure(failures=1, seconds=500), Exposure(failures=6, seconds=500))
    assert found == pytest.approx(16 / 128, rel=1e-12)


exposures = st.builds(Exposure, failures=st.integers(0, 12), seconds=st.integers(1, 50))


@settings(max_examples=100)
@given(exposures, exposures)
def test_the_p_value_adds_up_what_is_no_more_probable(one: Exposure, other: Exposure) -> None:
    n = one.failures + other.failures
    share = Fraction(one.seconds, one.seconds + other.seconds)
    law = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    expected = sum(each for each in law if each <= law[one.failures])
    assert difference(one, other) == (None if n == 0 else pytest.approx(float(expected), rel=1e-12))
    assert difference(other, one) == difference(one, other)


def test_without_time_or_failures_there_is_nothing_to_compare() -> None:
    some, none = Exposure(failures=3, seconds=10), Exposure(failures=0, seconds=10)
    assert difference(none, none) is None
    assert difference(some, Exposure(failures=0, seconds=0)) is None
