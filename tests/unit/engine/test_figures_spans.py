"""The algebra of stretches against sets of seconds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slawatch.engine.spans import Spans, clipped, covered, difference, from_instant, intersection, nowhere, union

PAIRS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=8)


def spans(pairs: list) -> Spans:
    return np.array(pairs, np.int64).reshape(-1, 2)


def members(stretches: Spans) -> set[int]:
    return {second for start, end in stretches.tolist() for second in range(start, end)}


def assert_canonical(stretches: Spans) -> None:
    edges = stretches.ravel()
    assert (edges[1:] > edges[:-1]).all()


@given(PAIRS, st.integers(1, 4))
def test_covered_is_where_enough_stretches_lie_over_each_other(pairs: list, times: int) -> None:
    found = covered(spans(pairs), times=times)
    assert_canonical(found)
    assert members(found) == {
        second for second in range(41) if sum(start <= second < end for start, end in pairs) >= times
    }


@given(PAIRS, PAIRS)
def test_the_algebra_is_that_of_sets(one: list, other: list) -> None:
    left, right = covered(spans(one), times=1), covered(spans(other), times=1)
    for found, expected in (
        (union((left, right)), members(left) | members(right)),
        (intersection(left, right), members(left) & members(right)),
        (difference(left, right), members(left) - members(right)),
    ):
        assert_canonical(found)
        assert members(found) == expected


def test_stretches_that_touch_are_one() -> None:
    assert covered(spans([[10, 20], [0, 10]]), times=1).tolist() == [[0, 20]]


def test_a_stretch_of_no_length_is_nowhere() -> None:
    assert covered(spans([[10, 10]]), times=1).tolist() == []
    assert union((nowhere(), nowhere())).tolist() == []


def test_what_comes_after_an_instant_has_no_end() -> None:
    assert difference(spans([[0, 30]]), from_instant(12)).tolist() == [[0, 12]]
    assert clipped(from_instant(12), 0, 30).tolist() == [[12, 30]]
