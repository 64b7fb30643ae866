"""States of objectives, worked by hand. A day of 86,400 s at 99.9 % bears 86.4 s."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from figure_cases import ALWAYS, MAIL, OFFICE, agreement, at, seconds

from slawatch.calendars.calendar import compiled
from slawatch.engine.attainment import Tally
from slawatch.engine.availability import Degradation, ServiceRecord
from slawatch.engine.conclusion import Conclusion, of_availability, of_tickets
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import covered, from_instant
from slawatch.engine.windows import window
from slawatch.model.agreement import ExclusionMode
from slawatch.model.interval import Interval
from slawatch.model.result import Outcome, OutcomeCount, State

THURSDAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")
TARGET = Fraction(999, 1000)
CALENDARS = {hours.id: compiled(hours) for hours in (ALWAYS, OFFICE)}


def time(
    *down: tuple[int, int],
    as_of: str = "2026-06-12",
    known: str | None = None,
    excluded: tuple[int, int] = (0, 0),
    **changes: object,
) -> ServiceTime:
    """Stretches are seconds of the day."""
    hours, period = changes.pop("hours", "always"), changes.pop("period", THURSDAY)
    known_until = seconds(known or as_of)
    record = ServiceRecord(
        down=covered(np.array(down, np.int64).reshape(-1, 2) + DAWN, times=1),
        excluded=covered(np.array([excluded], np.int64) + DAWN, times=1),
        unknown=from_instant(known_until),
    )
    promised = agreement(**changes)
    return ServiceTime(
        agreement=promised,
        service=MAIL,
        window=window(promised, period, as_of=at(as_of)),
        calendar=CALENDARS[hours],
        record=record,
        known_until=known_until,
    )


def availability(*down: tuple[int, int], **told: object) -> Conclusion:
    return of_availability(TARGET, time(*down, **told))


def test_no_loss_is_met() -> None:
    found = availability()
    assert (found.state, found.attained, found.good, found.events) == (State.MET, 1, 86400, 86400)
    assert (found.budget.allowed, found.budget.consumed, found.budget.remaining_ratio) == (86.4, 0, 1)


def test_more_lost_than_the_whole_period_bears_is_breached_for_good() -> None:
    found = availability((600, 687), as_of="2026-06-11T01:00:00")
    assert found.state is State.BREACHED
    assert found.breached_at == at("2026-06-11T00:11:27")
    assert found.budget.remaining_ratio == pytest.approx(1 - 87 / 86.4)


def test_the_breach_is_the_second_that_was_one_too_many() -> None:
    found = availability((600, 1000), (5000, 5100))
    assert found.breached_at == at("2026-06-11T00:11:27")


def test_degraded_time_consumes_the_budget_by_its_weight() -> None:
    """Of 86.4 s a third is used by 60 s at one half, and 57 s more are one too many: 30 + 57 > 86.4."""
    half = Degradation(stretches=covered(np.array([[DAWN, DAWN + 60]]), times=1), weight=Fraction(1, 2))
    told = time((600, 660))
    worse = replace(told, record=replace(told.record, degraded=(half,)))
    worst = replace(told, record=replace(time((600, 657)).record, degraded=(half,)))
    found = of_availability(TARGET, worse)
    assert (worst.account.lost, of_availability(TARGET, worst).state) == (87, State.BREACHED)
    assert (found.state, found.budget.consumed) == (State.BREACHED, 90)
    assert found.breached_at == at("2026-06-11T00:10:57")


def test_a_breach_by_degraded_time_alone_falls_in_its_second() -> None:
    """At one third 86.4 s are used up in the 260th second: 259 / 3 = 86.33, 260 / 3 = 86.67."""
    third = Degradation(stretches=covered(np.array([[DAWN, DAWN + 600]]), times=1), weight=Fraction(1, 3))
    told = time()
    found = of_availability(TARGET, replace(told, record=replace(told.record, degraded=(third,))))
    assert found.breached_at == at("2026-06-11T00:04:20")


def test_below_the_target_so_far_but_within_the_budget_is_at_risk() -> None:
    found = availability((600, 680), as_of="2026-06-11T12:00:00")
    assert (found.state, found.breached_at) == (State.AT_RISK, None)


def test_exactly_the_budget_is_met() -> None:
    assert availability((0, 86)).state is State.MET
    assert availability((0, 87)).state is State.BREACHED


def test_unknown_time_that_would_decide_makes_the_state_indeterminate() -> None:
    found = availability((0, 80), known="2026-06-11T23:59:00")
    assert found.state is State.INDETERMINATE
    assert "60 seconds" in found.reason


def test_unknown_time_that_would_change_nothing_leaves_the_state() -> None:
    assert availability((0, 20), known="2026-06-11T23:59:00").state is State.MET
    assert availability((0, 87), known="2026-06-11T23:59:00").state is State.BREACHED


def test_a_time_of_which_nothing_is_known_gives_no_data() -> None:
    found = availability(known="2026-06-11")
    assert (found.state, found.attained, found.events) == (State.NO_DATA, None, 0)
    assert found.reason == "nothing is known of the agreed time"
    assert found.budget is None


def test_a_day_without_service_hours_gives_no_data() -> None:
    saturday = Interval(at("2026-06-13"), at("2026-06-14"))
    found = availability(as_of="2026-06-14", hours="office", period=saturday)
    assert (found.state, found.reason, found.budget.remaining_ratio) == (State.NO_DATA, "no agreed time", None)


def test_an_agreement_that_is_not_in_force_is_not_applicable() -> None:
    found = availability((0, 900), ends_at=at("2026-06-11"))
    assert (found.state, found.attained, found.budget) == (State.NOT_APPLICABLE, None, None)


def test_exclusions_of_the_rest_of_the_period_shrink_the_budget() -> None:
    found = availability((0, 44), as_of="2026-06-11T06:00:00", excluded=(43200, 86400))
    assert (found.state, found.budget.allowed) == (State.BREACHED, 43.2)


def test_credited_exclusions_leave_the_budget_whole() -> None:
    found = availability((0, 44), excluded=(43200, 86400), exclusion_mode=ExclusionMode.CREDIT)
    assert (found.state, found.budget.allowed) == (State.MET, 86.4)


def test_the_share_elapsed_is_of_agreed_time() -> None:
    assert time(as_of="2026-06-11T13:00:00", hours="office").elapsed == Fraction(1, 2)


def test_what_users_felt_ignores_exclusions() -> None:
    told = time((0, 600), excluded=(0, 600))
    assert (told.account.availability, told.availability(ExclusionMode.RAW)) == (1, 1 - 600 / 86400)


def tickets(met: int, missed: int, *, running: int = 0, unknown: int = 0, **told: object) -> Conclusion:
    counts = {Outcome.MET: met, Outcome.MISSED: missed, Outcome.RUNNING: running, Outcome.UNKNOWN: unknown}
    outcomes = tuple(OutcomeCount(priority="", outcome=each, timers=n) for each, n in counts.items() if n)
    tally = Tally(outcomes=outcomes, misses=np.arange(DAWN, DAWN + missed))
    return of_tickets(Fraction(9, 10), tally, time(**told))


def test_a_share_below_its_target_is_at_risk_while_the_period_runs() -> None:
    found = tickets(8, 2, as_of="2026-06-11T12:00:00")
    assert (found.state, found.breached_at, found.misses_left) == (State.AT_RISK, None, -1)


def test_a_share_below_its_target_is_breached_when_the_period_has_ended() -> None:
    found = tickets(8, 2)
    assert (found.state, found.breached_at) == (State.BREACHED, at("2026-06-11T00:00:01"))
    assert (found.budget.unit, found.budget.allowed, found.budget.consumed) == ("events", 1, 2)


def test_an_ended_period_whose_sources_lag_is_not_breached_yet() -> None:
    found = tickets(8, 2, known="2026-06-11T23:00:00")
    assert found.state is State.AT_RISK
    assert found.reason == "the sources have not told everything up to the end of the period"


def test_a_share_that_equals_its_target_is_met() -> None:
    assert tickets(9, 1).state is State.MET


def test_without_verdicts_there_is_no_data() -> None:
    found = tickets(0, 0, running=3, as_of="2026-06-11T12:00:00")
    assert (found.state, found.attained, found.best_possible) == (State.NO_DATA, None, 1)
    assert tickets(0, 0, unknown=3).reason == "the source can't tell"


def test_tickets_of_an_agreement_that_is_not_in_force_are_not_applicable() -> None:
    assert tickets(1, 9, starts_at=at("2026-06-12")).state is State.NOT_APPLICABLE
