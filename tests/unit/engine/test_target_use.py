"""How much of their targets timers used: against fractions, one by one, and against the attained share."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from figure_cases import a_plan, at, met, missed, seconds, timer_rows
from hypothesis import given
from hypothesis import strategies as st

from slawatch.engine.evaluate import evaluate
from slawatch.engine.rows import no_rows
from slawatch.engine.target_use import uses
from slawatch.engine.use_examples import last_decided
from slawatch.model.result import ObjectiveFigure, Relative

AS_OF = at("2026-06-16")
NOON = seconds("2026-06-10T12:00:00")
UPPER_ENDS = ("1/2", "3/4", "9/10", "1", "3/2", "3", "10")
USED = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 200), st.sampled_from([1, 7, 10, 20])), max_size=40)


def bucket(elapsed: int, target: int) -> int:
    """Return the first end that the share does not exceed, trying each."""
    ends = [Fraction(end) for end in UPPER_ENDS]
    return next((place for place, end in enumerate(ends) if Fraction(elapsed, target) <= end), len(ends))


def counted(timers: list[tuple[int, int, int]]) -> dict[int, tuple[list[int], float]]:
    """Return the buckets and the sum of shares of each promise."""
    found: dict[int, tuple[list[int], Fraction]] = {}
    for promise, elapsed, target in timers:
        counts, total = found.get(promise, ([0] * 8, Fraction(0)))
        counts[bucket(elapsed, target)] += 1
        found[promise] = counts, total + Fraction(elapsed, target)
    return {promise: (counts, float(total)) for promise, (counts, total) in found.items()}


def told(timers: list[tuple[int, int, int]]) -> dict[int, tuple[list[int], float]]:
    promise, elapsed, target = (np.array(column, np.int64) for column in zip(*timers, strict=True))
    used = uses(promise, np.zeros(len(timers), np.int32), elapsed=elapsed, target=target)
    return {promise: (list(use.counts), use.total) for (promise, _), use in used.items()}


@given(USED.filter(bool))
def test_buckets_and_sums_are_those_of_fractions(timers: list[tuple[int, int, int]]) -> None:
    found, expected = told(timers), counted(timers)
    assert {promise: counts for promise, (counts, _) in found.items()} == {
        promise: counts for promise, (counts, _) in expected.items()
    }
    for promise, (_, total) in expected.items():
        assert found[promise][1] == pytest.approx(total, rel=1e-12)


@given(USED.filter(bool), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_not_even_the_last_bit(timers: list[tuple[int, int, int]], any_order) -> None:  # noqa: ANN001  hypothesis' own
    shuffled = list(timers)
    any_order.shuffle(shuffled)
    assert told(shuffled) == told(timers)


def figure(*timers: dict[str, int]) -> ObjectiveFigure:
    judged = a_plan()
    rows = replace(no_rows(), timers=timer_rows(judged, *timers))
    found = evaluate(
        judged, rows, as_of=AS_OF, evaluated_at=AS_OF, known_through={"desk": 7}, watermarks={"desk": AS_OF}
    )
    (resolved,) = [
        each for each in found.objectives if each.objective == "resolved" and each.period is Relative.CURRENT
    ]
    return resolved


def test_up_to_a_share_of_one_lie_the_timers_that_were_met() -> None:
    running = {"started_at": NOON, "elapsed": 1800}
    found = figure(met(NOON), met(NOON + 60), missed(NOON + 7200), running, {**met(NOON), "excluded": True})
    assert found.used is not None
    kept, all_of_them = sum(found.used.counts[:4]), sum(found.used.counts)
    assert (kept, all_of_them) == (found.good, found.events) == (2, 3)
    assert kept / all_of_them == found.attained_ratio


def test_without_timers_every_bucket_is_empty() -> None:
    found = figure()
    assert found.used is not None
    assert (found.used.counts, found.used.total) == ((0,) * 8, 0.0)


def test_the_last_decided_of_a_bucket_is_an_example_of_it() -> None:
    judged = a_plan()
    early, late = {**met(NOON), "ticket": 3}, {**met(NOON + 60), "ticket": 2}
    running = {"started_at": NOON, "elapsed": 1800, "ticket": 9}
    rows = timer_rows(judged, late, early, {**missed(NOON + 7200), "ticket": 4}, running)
    kept, over = last_decided(judged, rows, as_of=AS_OF)
    assert (kept.service_id, kept.objective, kept.period, kept.source) == ("mail", "resolved", "current", "desk")
    assert (kept.number, kept.bucket, kept.at, kept.share) == (2, 0, NOON + 60, 60 / 3600)
    assert (over.number, over.bucket, over.at, over.share) == (4, 4, NOON + 7200, 4200 / 3600)
    assert list(last_decided(judged, no_rows().timers, as_of=AS_OF)) == []
