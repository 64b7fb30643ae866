"""The cursor of the Request Tracker source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.errors import FatalSourceError
from slawatch.sources.request_tracker.position import Position

IDS = st.integers(min_value=1, max_value=10_000)


@given(highest=IDS, seen=st.frozensets(IDS), filled=st.none() | IDS)
def test_a_position_is_read_back_as_it_was_written(highest: int, seen: frozenset[int], filled: int | None) -> None:
    position = Position(highest=highest, seen=seen, filled=filled)
    assert Position.read(position.cursor()) == position


def test_only_transactions_within_the_overlap_are_remembered() -> None:
    position = Position(highest=100, seen=frozenset({40, 91, 100}))
    after = position.after([105], told=[97, 106], overlap=10)
    assert (after.highest, after.seen) == (105, {97, 100, 105, 106})


def test_a_transaction_told_with_another_ones_ticket_need_not_be_read_again() -> None:
    after = Position(highest=10).after([11], told=[11, 15], overlap=200)
    assert after.unseen([12, 15]) == {12}


def test_a_late_page_never_moves_the_position_back() -> None:
    assert Position(highest=100).after([60], told=[], overlap=200).highest == 100


def test_the_overlap_never_begins_before_the_first_transaction() -> None:
    assert Position(highest=7).lower_bound(200) == 0


@pytest.mark.parametrize("text", ["", "2026-03-02", "[]", "{}", '{"highest":"x","seen":[],"filled":null}'])
def test_text_that_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(FatalSourceError):
        Position.read(text)
