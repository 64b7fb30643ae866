"""Short gaps and short outages, second by second."""

from dataclasses import replace

import numpy as np
from figure_cases import MAIL, a_plan, agreement, at, outages, seconds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.availability_oracle import Stretch
from oracles.availability_oracle import counted as oracle_counted

from slawatch.engine.availability import ServiceRecord
from slawatch.engine.counted import counted
from slawatch.engine.evaluate import figures
from slawatch.engine.outage_list import ListedOutage, listed_outages
from slawatch.engine.rows import no_rows
from slawatch.engine.spans import Spans, covered
from slawatch.model.interval import Interval

LONG = 60
DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")

stretches = st.tuples(st.integers(0, LONG), st.integers(0, LONG)).map(sorted).map(tuple)


def spans(pairs: list[Stretch]) -> Spans:
    return covered(np.array(pairs, np.int64).reshape(-1, 2), times=1)


def seconds_of(where: Spans, as_of: int) -> set[int]:
    return {second for start, end in where.tolist() for second in range(start, min(end, as_of))}


@settings(max_examples=200)
@given(st.lists(stretches, max_size=6), st.integers(0, 10), st.integers(0, 20), st.integers(0, LONG))
def test_gaps_are_filled_and_then_short_outages_dropped(
    down: list[Stretch], gap: int, shortest: int, as_of: int
) -> None:
    terms = agreement(merge_gap=gap, min_outage=shortest)
    found = counted(ServiceRecord(down=spans(down)), terms, as_of=as_of)
    kept, dropped = oracle_counted(down, gap=gap, shortest=shortest, as_of=as_of)
    told = {second for start, end in down for second in range(start, end)}
    assert seconds_of(found.down, as_of) == kept
    assert seconds_of(found.dropped, as_of) == dropped
    assert seconds_of(found.bridged, as_of) == kept - told


@given(st.lists(stretches, max_size=6), st.integers(0, 10), st.integers(1, 20), st.integers(0, LONG))
def test_nothing_that_happens_later_changes_what_counted_before(
    down: list[Stretch], gap: int, shortest: int, as_of: int
) -> None:
    terms = agreement(merge_gap=gap, min_outage=shortest)
    known = [(start, min(end, as_of)) for start, end in down if start < as_of]
    then, later = (counted(ServiceRecord(down=spans(pairs)), terms, as_of=as_of) for pairs in (known, down))
    assert seconds_of(then.down, as_of) == seconds_of(later.down, as_of)


def listed(as_of: str = "2026-06-12") -> tuple[list[ListedOutage], int, int]:
    """Return what is told of outages [0, 50), [60, 100), [500, 530) with gaps up to 10 s and 60 s at least."""
    judged = a_plan(agreement(services=(MAIL,), merge_gap=10, min_outage=60))
    pairs = ((0, 50), (60, 100), (500, 530))
    told = outages(judged, *({"started_at": DAWN + start, "ended_at": DAWN + end} for start, end in pairs))
    rows, watermarks = replace(no_rows(), outages=told), {"desk": at(as_of)}
    asked = {"period": lambda _: DAY, "as_of": at(as_of), "watermarks": watermarks}
    (figure,) = figures(judged, rows, **asked).services
    return list(listed_outages(judged, rows, **asked)), figure.down_seconds, figure.dropped_seconds


def test_what_is_bridged_and_dropped_is_listed() -> None:
    (one, other), down, dropped = listed()
    assert (one.outage_seconds, one.lost_seconds, one.bridged_seconds, one.dropped_seconds) == (100, 100, 10, 0)
    assert (other.outage_seconds, other.lost_seconds, other.bridged_seconds, other.dropped_seconds) == (30, 0, 0, 30)
    assert (one.merge_gap_seconds, one.min_outage_seconds) == (10, 60)
    assert (down, dropped) == (100, 30)


def test_an_outage_that_lasts_counts_from_its_start_once_it_is_long_enough() -> None:
    (early,), down, dropped = listed("2026-06-11T00:00:59")
    assert (early.lost_seconds, early.dropped_seconds, down, dropped) == (0, 50, 0, 50)
    _, down, dropped = listed("2026-06-11T00:01:01")
    assert (down, dropped) == (61, 0)
