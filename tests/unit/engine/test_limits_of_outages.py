"""How many outages there may be, and how long the longest may last: worked by hand, and against a walk."""

import pytest
from figure_cases import at
from hypothesis import given, settings
from hypothesis import strategies as st
from limit_cases import DAY, FIRST, MONTH, time

from slawatch.engine.outage_limits import of_longest_outage, of_outages
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.model.result import State

HOUR = 3600
MAY = Interval(at("2026-05-01"), at("2026-06-01"))


def test_outages_up_to_the_limit_are_met_and_the_next_one_breaks_it_for_good() -> None:
    down = ((DAY, DAY + 60), (2 * DAY, 2 * DAY + 60), (3 * DAY, 3 * DAY + 60))
    kept = of_outages(3, time(*down))
    assert (kept.state, kept.attained_events, kept.events, kept.misses_left) == (State.MET, 3, 3, 0)
    broken = of_outages(2, time(*down, as_of=4 * DAY))
    assert (broken.state, broken.attained_events, broken.misses_left) == (State.BREACHED, 3, -1)
    assert broken.breached_at == from_epoch(FIRST + 3 * DAY + 1)


def test_no_outage_is_no_outage_where_all_is_told() -> None:
    found = of_outages(0, time())
    assert (found.state, found.attained_events, found.events) == (State.MET, 0, 0)


def test_what_is_not_told_of_a_period_that_is_over_may_hide_an_outage() -> None:
    assert of_outages(1, time(as_of=MONTH + DAY, known=MONTH - 1)).state is State.INDETERMINATE
    assert of_outages(1, time(as_of=MONTH - 1, known=DAY)).state is State.MET
    nothing = of_outages(1, time(as_of=DAY, known=0))
    assert (nothing.state, nothing.attained_events) == (State.NO_DATA, None)
    assert nothing.reason == "nothing is known of the agreed time"


@pytest.mark.parametrize("limit", [of_outages, of_longest_outage])
def test_an_agreement_that_is_not_in_force_promises_nothing(limit: object) -> None:
    assert limit(1, time(starts_at=at("2026-07-01"))).state is State.NOT_APPLICABLE


def test_the_longest_outage_counts_the_service_time_that_it_costs() -> None:
    found = of_longest_outage(2 * HOUR, time((DAY, DAY + HOUR), (5 * DAY, 5 * DAY + 2 * HOUR)))
    assert (found.state, found.attained_seconds, found.good, found.events) == (State.MET, 2 * HOUR, 2, 2)
    # Office hours are 9 to 17: of an outage from 16:00 to 10:00 of the next day two hours cost anything.
    night = (16 * HOUR, DAY + 10 * HOUR)
    assert of_longest_outage(2 * HOUR, time(night, hours="office")).attained_seconds == 2 * HOUR
    cut = of_longest_outage(2 * HOUR, time(night, hours="office", excluded=((16 * HOUR, 17 * HOUR),)))
    assert cut.attained_seconds == HOUR


def test_an_outage_breaks_the_limit_in_the_second_after_it() -> None:
    lasting = time((DAY, MONTH), as_of=DAY + HOUR)
    assert of_longest_outage(HOUR, lasting).state is State.MET
    broken = of_longest_outage(HOUR, time((DAY, MONTH), as_of=DAY + HOUR + 1))
    assert (broken.state, broken.attained_seconds) == (State.BREACHED, HOUR + 1)
    assert broken.breached_at == from_epoch(FIRST + DAY + HOUR + 1)
    assert (broken.good, broken.events) == (0, 1)


def test_an_outage_over_the_edge_belongs_to_the_period_of_its_verdict_with_all_that_it_cost() -> None:
    over = (-HOUR, HOUR)  # from the last hour of May to the first of June
    assert of_longest_outage(2 * HOUR, time(over, period=MAY)).events == 0
    assert of_longest_outage(2 * HOUR, time(over)).attained_seconds == 2 * HOUR
    broken_in_may = HOUR // 2
    assert of_longest_outage(broken_in_may, time(over, period=MAY)).state is State.BREACHED
    assert of_longest_outage(broken_in_may, time(over)).events == 0


def test_the_last_period_judges_an_outage_that_outlasts_the_agreement() -> None:
    found = of_longest_outage(3 * HOUR, time((DAY - HOUR, 2 * DAY), ends_at=at("2026-06-02")))
    assert (found.state, found.attained_seconds, found.events) == (State.MET, HOUR, 1)


def test_an_unknown_stretch_longer_than_the_limit_may_hide_an_outage() -> None:
    assert of_longest_outage(HOUR, time(as_of=2 * DAY, known=2 * DAY - HOUR)).state is State.MET
    assert of_longest_outage(HOUR, time(as_of=2 * DAY, known=2 * DAY - HOUR - 1)).state is State.INDETERMINATE
    assert of_longest_outage(HOUR, time(as_of=2 * DAY, known=0)).state is State.NO_DATA


def test_an_outage_that_goes_on_where_nothing_is_known_may_exceed_the_limit_there() -> None:
    lasting = (2 * DAY - HOUR, 3 * DAY)
    # Half an hour is known of it, and ten minutes aren't known: forty in all.
    told = {"as_of": 2 * DAY - HOUR + 2400, "known": 2 * DAY - HOUR + 1800}
    assert of_longest_outage(2400, time(lasting, **told)).state is State.MET
    assert of_longest_outage(2399, time(lasting, **told)).state is State.INDETERMINATE
    # One that was over before, or has broken the limit of an earlier period, can't do it.
    restored = (2 * DAY - HOUR, 2 * DAY - HOUR + 1700)
    assert of_longest_outage(2299, time(restored, **told)).state is State.MET
    june = time((-2 * DAY, DAY), as_of=600, known=300)
    assert of_longest_outage(HOUR, june).state is State.MET


def test_a_month_is_not_kept_while_its_last_outage_is_not_told_to_the_end() -> None:
    over = time((MONTH - HOUR, MONTH + DAY), as_of=MONTH + 1800, known=MONTH - 600)
    assert of_longest_outage(3300, over).state is State.INDETERMINATE


STRETCHES = st.lists(st.tuples(st.integers(-30, 60), st.integers(1, 25)), max_size=5)


@settings(max_examples=150, deadline=None)
@given(STRETCHES, st.integers(0, 20), st.integers(1, 60))
def test_outages_are_those_of_a_walk_through_every_second(told: list[tuple[int, int]], limit: int, as_of: int) -> None:
    """The period is the 50 seconds from midnight; the walk shares nothing with the engine."""
    period = Interval(from_epoch(FIRST), from_epoch(FIRST + 50))
    down = {second for start, length in told for second in range(start, start + length)}
    found: list[tuple[int, int, int | None]] = []  # first second, verdict, seconds lost by as_of
    cost, breaches = [], []
    second = -31
    while second < 90:
        if second not in down:
            second += 1
            continue
        first, lost, broken = second, 0, None
        while second in down:
            if second < as_of:
                lost += 1
                broken = second + 1 if lost == limit + 1 else broken
            second += 1
        verdict = second if broken is None else broken
        owned = as_of < 50 if verdict > as_of else 0 <= verdict < 50
        if lost and owned and first < 50:
            cost.append(lost)
            breaches += [broken] if broken is not None else []
        if 0 <= first < min(as_of, 50):
            found.append((first, verdict, lost))
    times = time(*((start, start + length) for start, length in told), as_of=as_of, period=period)
    longest, number = of_longest_outage(limit, times), of_outages(limit, times)
    assert (longest.attained_seconds, longest.events) == (max(cost, default=None), len(cost))
    assert longest.breached_at == (from_epoch(FIRST + min(breaches)) if breaches else None)
    assert number.events == len(found)
    assert (number.state is State.BREACHED) == (len(found) > limit)
