"""Timers counted by promise and service, worked by hand."""

from fractions import Fraction

import pytest
from figure_cases import MAIL, RESOLVED, SHOP, a_plan, agreement, at, met, missed, seconds, timer_rows

from slawatch.engine.attainment import NO_TIMERS, Tally, running, tallies, verdicts
from slawatch.engine.columns import NEVER, Phase
from slawatch.engine.plan import Plan
from slawatch.engine.windows import Window, window
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Band, Outcome, OutcomeCount

JUNE = Interval(at("2026-06-01"), at("2026-07-01"))
MAY = Interval(at("2026-05-01"), at("2026-06-01"))
NOON = seconds("2026-06-10T12:00:00")
AS_OF = seconds("2026-06-20")


def windows(judged: Plan, period: Interval, **dates: object) -> list[Window]:
    return [window(agreement(**dates), period, as_of=from_epoch(AS_OF)) for _ in judged.promises]


def tally(judged: Plan, *told: dict, period: Interval = JUNE) -> Tally:
    found = tallies(verdicts(timer_rows(judged, *told)).within(windows(judged, period)), judged.words.words)
    return found.get((1, judged.words.code(MAIL)), NO_TIMERS)


def test_a_timer_belongs_to_the_period_in_which_its_verdict_falls() -> None:
    judged = a_plan()
    late = missed(seconds("2026-05-31T23:59:59"))
    assert (tally(judged, late).missed, tally(judged, late, period=MAY).missed) == (0, 1)
    edge = met(seconds("2026-06-01"))
    assert (tally(judged, edge).met, tally(judged, edge, period=MAY).met) == (1, 0)


def test_an_open_timer_belongs_to_the_current_period_only() -> None:
    judged = a_plan()
    waits = {"started_at": seconds("2026-05-02"), "phase": Phase.PAUSED}
    assert tally(judged, waits).timers[Outcome.PAUSED] == 1
    assert tally(judged, waits, period=MAY) == NO_TIMERS


def test_an_open_timer_beyond_its_target_is_missed_where_it_broke_it() -> None:
    judged = a_plan()
    over = {"elapsed": 3601, "breach_at": seconds("2026-05-20")}
    assert tally(judged, over, period=MAY).missed == 1
    assert tally(judged, over) == NO_TIMERS


def test_a_target_just_reached_is_met() -> None:
    assert tally(a_plan(), met(NOON, elapsed=3600)).met == 1


def test_cancelled_and_unknown_timers_are_counted_but_judge_nothing() -> None:
    judged = a_plan()
    found = tally(
        judged,
        {"phase": Phase.CANCELLED, "stopped_at": NOON},
        {"phase": Phase.UNKNOWN, "started_at": NOON},
        {"phase": Phase.UNKNOWN, "started_at": seconds("2026-05-30")},
    )
    assert found.outcomes == (
        OutcomeCount(priority="P2", outcome=Outcome.CANCELLED, timers=1),
        OutcomeCount(priority="P2", outcome=Outcome.UNKNOWN, timers=1),
    )
    assert (found.judged, found.ratio, found.best_possible) == (0, None, None)


def test_outcomes_are_told_by_priority_and_by_service() -> None:
    judged = a_plan()
    rows = timer_rows(judged, met(NOON), met(NOON, priority="P1"), met(NOON, priority="P1"), missed(NOON, service=SHOP))
    found = tallies(verdicts(rows).within(windows(judged, JUNE)), judged.words.words)
    told = {(count.priority, count.timers) for count in found[1, judged.words.code(MAIL)].outcomes}
    assert told == {("P1", 2), ("P2", 1)}
    assert found[1, judged.words.code(SHOP)].missed == 1


def test_misses_left_are_whole_misses_that_the_target_bears_among_all_timers_known() -> None:
    found = tally(a_plan(), *[met(NOON)] * 17, missed(NOON), {"started_at": NOON}, {"started_at": NOON})
    assert found.ratio == 17 / 18
    assert found.best_possible == 19 / 20
    # A tenth of 20 may be missed: 2, of which 1 is gone.
    assert found.misses_left(Fraction(9, 10)) == 1
    assert found.misses_left(Fraction(96, 100)) == -1


def test_the_miss_that_was_one_too_many_tells_when_the_promise_broke() -> None:
    misses = [missed(NOON + hour * 3600) for hour in (3, 1, 2)]
    found = tally(a_plan(), *[met(NOON)] * 7, *misses)
    # One of ten may be missed; the second in time broke it.
    assert found.breached_at(Fraction(9, 10)) == NOON + 2 * 3600
    assert found.breached_at(Fraction(1)) == NOON + 3600
    assert found.breached_at(Fraction(7, 10)) is None


@pytest.mark.parametrize(
    ("elapsed", "band"),
    [
        (0, Band.LT_50),
        (1799, Band.LT_50),
        (1800, Band.FROM_50),
        (2700, Band.FROM_75),
        (3240, Band.FROM_90),
        (3600, Band.FROM_90),
        (3601, Band.OVERDUE),
    ],
)
def test_an_open_timer_stands_in_the_band_of_its_used_share(elapsed: int, band: Band) -> None:
    judged = a_plan()
    found = running(timer_rows(judged, {"elapsed": elapsed}), judged.words.words, AS_OF)
    (told,) = found[1, judged.words.code(MAIL)]
    assert dict(told.bands) == {each: int(each is band) for each in Band}


def test_the_urgent_timers_are_named_by_instant_and_by_seconds() -> None:
    judged = a_plan()
    rows = timer_rows(
        judged,
        {"due_at": AS_OF + 900},
        {"due_at": AS_OF + 300},
        {"due_at": AS_OF - 50, "elapsed": 3650},
        {"due_at": AS_OF - 10, "elapsed": 3610},
        {"due_at": NEVER, "phase": Phase.PAUSED},
        met(NOON, elapsed=9000),
    )
    (told,) = running(rows, judged.words.words, AS_OF)[1, judged.words.code(MAIL)]
    assert told.next_due_at == from_epoch(AS_OF + 300)
    assert told.oldest_overdue_seconds == 50
    assert sum(timers for _, timers in told.bands) == 5


def test_without_urgent_timers_nothing_is_named() -> None:
    judged = a_plan()
    (told,) = running(timer_rows(judged, {"phase": Phase.PAUSED}), judged.words.words, AS_OF)[
        1, judged.words.code(MAIL)
    ]
    assert (told.next_due_at, told.oldest_overdue_seconds) == (None, None)


def test_nothing_before_the_go_live_is_counted() -> None:
    judged = a_plan(agreement(objectives=(RESOLVED,)))
    rows = verdicts(timer_rows(judged, met(NOON, promise=0), met(NOON + 7200, promise=0)))
    live = windows(judged, JUNE, starts_at=from_epoch(NOON + 3600))
    assert tallies(rows.within(live), judged.words.words)[0, judged.words.code(MAIL)].met == 1
