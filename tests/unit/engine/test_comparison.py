"""Comparisons of figures against every way in which chance could have made them."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import comb

import pytest
from oracles.comparison_oracle import binomial
from oracles.comparison_oracle import fisher as by_counting

from slawatch.engine.comparison import Change, compared, fisher
from slawatch.model.measurement import Measurement, Quantity

START = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = [
    ((good, n), (good_other, n_other))
    for n in range(1, 6)
    for n_other in range(1, 6)
    for good in range(n + 1)
    for good_other in range(n_other + 1)
]


def share(good: int, n: int) -> Measurement:
    return figure(Quantity.RATIO, good / n if n else None, count=n, good=good)


def outages(failures: int, seconds: int) -> Measurement:
    return figure(Quantity.RATIO, 0.99, count=failures, exposure_seconds=seconds)


def figure(quantity: Quantity, value: float | None, *, count: int = 0, **more: int) -> Measurement:
    return Measurement(
        starts_at=START, ends_at=START + timedelta(days=30), quantity=quantity, value=value, count=count, **more
    )


def test_every_small_pair_of_shares_has_the_p_value_that_counting_all_ways_gives() -> None:
    assert len(SMALL) == 400
    assert [pair for pair in SMALL if fisher(*pair) != float(by_counting(*pair))] == []


def test_one_more_that_was_good_would_be_noticed() -> None:
    assert fisher((3, 5), (5, 5)) != float(by_counting((4, 5), (5, 5)))


@pytest.mark.parametrize(
    ("one", "other"), [((1500, 1600), (550, 600)), ((900, 1000), (1900, 2000)), ((0, 5), (0, 9999))]
)
def test_many_tickets_have_the_p_value_of_whole_numbers_to_nine_digits(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    (good, n), (good_other, n_other) = one, other
    total = good + good_other
    ways = {k: comb(n, k) * comb(n_other, total - k) for k in range(max(0, total - n_other), min(n, total) + 1)}
    exact = Fraction(sum(way for way in ways.values() if way <= ways[good]), sum(ways.values()))
    assert fisher(one, other) == pytest.approx(float(exact), rel=1e-9)


def test_shares_of_nothing_have_no_p_value() -> None:
    assert (fisher((0, 0), (1, 2)), fisher((1, 2), (0, 0))) == (None, None)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (share(60, 100), share(95, 100), Change.BETTER),
        (share(95, 100), share(60, 100), Change.WORSE),
        (share(90, 100), share(92, 100), Change.NONE_SHOWN),
        (share(3, 4), share(4, 4), Change.TOO_FEW),
        (share(99, 100), share(10, 10), Change.TOO_FEW),
        (outages(12, 1000), outages(0, 1000), Change.BETTER),
        (outages(0, 1000), outages(12, 1000), Change.WORSE),
        (outages(9, 1000), outages(7, 1000), Change.NONE_SHOWN),
        (outages(2, 1000), outages(0, 1000), Change.TOO_FEW),
        (outages(1, 10_000), outages(0, 10), Change.TOO_FEW),
        (figure(Quantity.SECONDS, 50), figure(Quantity.SECONDS, 20), Change.NOT_TESTED),
        (share(0, 0), share(5, 5), Change.NOT_TESTED),
        (figure(Quantity.EVENTS, 5), share(5, 5), Change.NOT_TESTED),
    ],
    ids=repr,
)
def test_a_change_is_told_only_where_so_few_can_show_it(
    before: Measurement, after: Measurement, change: Change
) -> None:
    told = compared(before, after)
    assert told.change is change
    assert (told.p_value is None) is (change is Change.NOT_TESTED)


def test_outages_are_compared_by_every_second_into_which_each_could_have_fallen() -> None:
    for failures, others, seconds, other_seconds in ((3, 0, 2, 3), (1, 3, 4, 1), (2, 2, 3, 3), (0, 4, 2, 2)):
        told = compared(outages(failures, seconds), outages(others, other_seconds))
        assert told.p_value == float(binomial(failures, others, seconds, other_seconds))
