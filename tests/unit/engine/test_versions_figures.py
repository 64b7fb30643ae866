"""Figures of an agreement whose second version begins on 1 June 2026, worked by hand as of 16 June."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from figure_cases import (
    AVAILABLE,
    MAIL,
    RESOLVED,
    SHOP,
    a_plan,
    agreement,
    at,
    exclusions,
    met,
    missed,
    outages,
    seconds,
    timer_rows,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.evaluate import evaluate, figures
from slawatch.engine.exclusion_list import listed_exclusions
from slawatch.engine.outage_list import listed_outages
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows, no_rows
from slawatch.exporters.figures import figures as series
from slawatch.model.agreement import Agreement, ExclusionMode, Objective
from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure, Relative, Snapshot

JUNE = at("2026-06-01")
AS_OF = at("2026-06-16")
EDGE = seconds("2026-06-01")
HOUR = 3600
HALF = replace(RESOLVED, target=Fraction(1, 2), within=1800)
LOOSE = replace(AVAILABLE, target=Fraction(99, 100))


def versions(*objectives: tuple[Objective, ...], **second: Any) -> tuple[Agreement, Agreement]:  # noqa: ANN401  any field
    first, then = objectives
    one = agreement(objectives=first, versions=2, starts_at=at("2026-01-15"), ends_at=JUNE)
    return one, replace(one, objectives=then, version=2, starts_at=JUNE, ends_at=None, **second)


def snapshot(judged: Plan, rows: Rows) -> Snapshot:
    return evaluate(judged, rows, as_of=AS_OF, evaluated_at=AS_OF, known_through={}, watermarks={"desk": AS_OF})


def told(found: Snapshot, name: str, period: Relative) -> list[ObjectiveFigure]:
    return [each for each in found.objectives if each.objective == name and each.period is period]


def test_each_period_has_the_target_of_the_version_in_force_in_it() -> None:
    judged = a_plan(*versions((AVAILABLE, RESOLVED), (LOOSE, HALF)))
    found = snapshot(judged, no_rows())
    for name, now, before in (("available", 0.99, 0.999), ("resolved", 0.5, 0.9)):
        (current,), (previous,) = (told(found, name, period) for period in (Relative.CURRENT, Relative.PREVIOUS))
        assert (current.target_ratio, current.version) == (now, 2)
        assert (previous.target_ratio, previous.version) == (before, 1)
    assert [each.planned_seconds // 86400 for each in found.services] == [30, 31]


def test_a_verdict_counts_in_the_period_in_which_it_falls_whichever_version_judged() -> None:
    """Promise 1 is version 1's, promise 3 version 2's. Two old timers end in June, one of them missed."""
    judged = a_plan(*versions((AVAILABLE, RESOLVED), (LOOSE, HALF)))
    rows = timer_rows(
        judged,
        met(EDGE - HOUR, promise=1),
        met(EDGE + HOUR, promise=1),
        missed(EDGE + 2 * HOUR, promise=1),
        met(EDGE + 9 * HOUR, promise=3),
        {"promise": 1, "started_at": EDGE - HOUR, "elapsed": 60},
        {"promise": 3, "started_at": EDGE, "elapsed": 60},
    )
    found = snapshot(judged, replace(no_rows(), timers=rows))
    (current,), (previous,) = (told(found, "resolved", period) for period in (Relative.CURRENT, Relative.PREVIOUS))
    assert (current.good, current.events, current.target_seconds) == (2, 3, 1800)
    assert (previous.good, previous.events, previous.target_seconds) == (1, 1, 3600)
    ((running,), none) = current.running, previous.running
    assert (sum(count for _, count in running.bands), none) == (2, ())


def test_timers_of_an_objective_that_was_dropped_have_a_figure_as_long_as_they_are_there() -> None:
    judged = a_plan(*versions((AVAILABLE, RESOLVED), (AVAILABLE,)))
    rows = timer_rows(judged, met(EDGE - HOUR), missed(EDGE + HOUR))
    found = snapshot(judged, replace(no_rows(), timers=rows))
    (current,) = told(found, "resolved", Relative.CURRENT)
    assert (current.good, current.events, current.target_ratio, current.version) == (0, 1, 0.9, 1)
    assert len(told(found, "resolved", Relative.PREVIOUS)) == 1
    assert told(snapshot(judged, no_rows()), "resolved", Relative.CURRENT) == []


def test_timers_of_a_service_that_was_dropped_have_a_figure_as_long_as_they_are_there() -> None:
    one, two = versions((RESOLVED,), (HALF,))
    judged = a_plan(replace(one, services=(MAIL, SHOP)), two)
    rows = timer_rows(judged, met(EDGE + HOUR, promise=0, service=SHOP))
    found = snapshot(judged, replace(no_rows(), timers=rows))
    shops = [(each.period, each.good) for each in found.objectives if each.service_id == SHOP]
    assert shops == [(Relative.CURRENT, 1), (Relative.PREVIOUS, 0)]
    assert [each.period for each in found.services if each.service_id == SHOP] == [Relative.PREVIOUS]


def test_availability_comes_from_the_rules_of_the_version_in_force() -> None:
    """A minute of maintenance and another of downtime in each month; version 2 ignores exclusions."""
    judged = a_plan(*versions((AVAILABLE,), (AVAILABLE,), exclusion_mode=ExclusionMode.RAW))
    days = [seconds("2026-05-10"), seconds("2026-06-10")]
    windows = exclusions(judged, *({"started_at": day, "ended_at": day + 60, "approved_at": 0} for day in days))
    down = outages(judged, *({"started_at": day, "ended_at": day + 120} for day in days))
    rows = replace(no_rows(), exclusions=windows, outages=down)
    found = {each.period: each for each in snapshot(judged, rows).services}
    now, before = found[Relative.CURRENT], found[Relative.PREVIOUS]
    assert (before.down_seconds, before.excluded_seconds) == (60, 60)
    assert (now.down_seconds, now.excluded_seconds) == (120, 0)


def test_a_longer_period_is_judged_as_one_by_the_newest_version_that_has_begun() -> None:
    judged = a_plan(*versions((AVAILABLE, RESOLVED), (LOOSE, HALF), exclusion_mode=ExclusionMode.RAW))
    days = [seconds("2026-05-10"), seconds("2026-06-10")]
    rows = replace(
        no_rows(),
        timers=timer_rows(judged, met(EDGE - HOUR, promise=1), met(EDGE + HOUR, promise=3)),
        outages=outages(judged, *({"started_at": day, "ended_at": day + 120} for day in days)),
    )
    year = Interval(at("2026-01-01"), at("2027-01-01"))
    asked = {"period": lambda _: year, "watermarks": {"desk": AS_OF}}
    found = figures(judged, rows, as_of=AS_OF, **asked)
    by_name = {each.objective: each for each in found.objectives}
    assert (by_name["resolved"].good, by_name["resolved"].target_ratio) == (2, 0.5)
    (service,) = found.services
    assert (service.down_seconds, service.agreed_seconds) == (240, (AS_OF - at("2026-01-15")).total_seconds())
    lost = [each.lost_seconds for each in listed_outages(judged, rows, as_of=AS_OF, **asked)]
    assert lost == [120, 120]
    early = figures(judged, rows, as_of=at("2026-05-20"), **asked)
    assert {each.version for each in early.objectives} == {1}


def test_the_allowance_of_a_version_also_holds_in_the_months_before_it_of_a_longer_period() -> None:
    judged = a_plan(*versions((AVAILABLE,), (AVAILABLE,), allowance=90))
    days = [seconds("2026-05-10"), seconds("2026-05-11"), seconds("2026-06-10")]
    told = ({"started_at": day, "ended_at": day + 60, "approved_at": 0} for day in days)
    rows = replace(no_rows(), exclusions=exclusions(judged, *told))
    two_months = Interval(at("2026-05-01"), at("2026-07-01"))
    listed = listed_exclusions(judged, rows, period=lambda _: two_months, as_of=AS_OF, watermarks={"desk": AS_OF})
    assert [each.excluded_seconds for each in listed] == [60, 30, 60]


def test_before_the_agreement_the_first_version_is_told_as_not_in_force() -> None:
    judged = a_plan(*versions((AVAILABLE,), (LOOSE,)))
    may = Interval(at("2025-05-01"), at("2025-06-01"))
    found = figures(judged, no_rows(), period=lambda _: may, as_of=AS_OF, watermarks={"desk": AS_OF})
    assert [(each.version, each.state) for each in found.objectives] == [(1, "not_applicable")]


def test_versions_share_their_series() -> None:
    judged = a_plan(*versions((AVAILABLE, RESOLVED), (LOOSE, HALF)))
    rows = timer_rows(judged, met(EDGE + HOUR, promise=1), missed(EDGE + HOUR, promise=3), {"promise": 1})
    found = snapshot(judged, replace(no_rows(), timers=rows))
    for family, samples in series(found, {}, full={"sla"}):
        labels = [label for label, _ in samples]
        assert len(labels) == len(set(labels)), family.name


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-40 * 24, 15 * 24), st.booleans(), st.integers(0, 1)), max_size=12),
    st.lists(st.tuples(st.integers(-40 * 24, 15 * 24), st.integers(1, 50)), max_size=6),
)
def test_two_versions_that_promise_the_same_are_one(
    timers: list[tuple[int, bool, int]], down: list[tuple[int, int]]
) -> None:
    whole = agreement(starts_at=at("2026-01-15"))
    alone, parted = a_plan(whole), a_plan(*versions((AVAILABLE, RESOLVED), (AVAILABLE, RESOLVED)))

    def rows(judged: Plan, promises: tuple[int, int]) -> Rows:
        made = [
            (met if kept else missed)(EDGE + hours * HOUR, promise=promises[number]) for hours, kept, number in timers
        ]
        stretches = ({"started_at": EDGE + a * HOUR, "ended_at": EDGE + (a + b) * HOUR} for a, b in down)
        return replace(no_rows(), timers=timer_rows(judged, *made), outages=outages(judged, *stretches))

    one, two = snapshot(alone, rows(alone, (1, 1))), snapshot(parted, rows(parted, (1, 3)))
    assert [replace(each, version=1) for each in two.objectives] == list(one.objectives)
    assert two.services == one.services
