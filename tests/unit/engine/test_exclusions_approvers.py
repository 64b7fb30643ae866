"""Who may approve an exclusion, and figures of a rolling period, worked by hand."""

from dataclasses import replace

import pytest
from figure_cases import AVAILABLE, RESOLVED, a_plan, agreement, at, exclusions, met, seconds, timer_rows

from slawatch.engine.evaluate import evaluate, figures
from slawatch.engine.exclusion_list import listed_exclusions
from slawatch.engine.rows import no_rows
from slawatch.model.agreement import Rolling
from slawatch.model.interval import Interval
from slawatch.model.result import Relative

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")


@pytest.mark.parametrize(
    ("approvers", "approver", "counts", "reason"),
    [
        (None, "", 600, ""),
        (None, "rob", 600, ""),
        ({"anna", "rob"}, "rob", 600, ""),
        ({"anna"}, "rob", 0, "approved by nobody whom the agreement lets approve"),
        ({"anna"}, "", 0, "approved by nobody whom the agreement lets approve"),
    ],
)
def test_an_exclusion_counts_where_the_agreement_lets_its_approver_approve(
    approvers: set[str] | None, approver: str, counts: int, reason: str
) -> None:
    judged = a_plan(agreement(approvers=None if approvers is None else frozenset(approvers)))
    told = {"started_at": DAWN, "ended_at": DAWN + 600, "approved_at": DAWN - 1, "approver": approver}
    rows, known = replace(no_rows(), exclusions=exclusions(judged, told)), {"desk": at("2026-06-12")}
    (figure,) = figures(judged, rows, period=lambda _: DAY, as_of=at("2026-06-12"), watermarks=known).services
    (listed,) = listed_exclusions(judged, rows, period=lambda _: DAY, as_of=at("2026-06-12"), watermarks=known)
    assert (figure.excluded_seconds, listed.excluded_seconds, listed.reason) == (counts, counts, reason)


def test_an_exclusion_that_nobody_approved_is_told_so_whoever_may() -> None:
    judged = a_plan(agreement(approvers=frozenset({"anna"})))
    told = {"started_at": DAWN, "ended_at": DAWN + 600, "approved_at": 2**63 - 1}
    rows, known = replace(no_rows(), exclusions=exclusions(judged, told)), {"desk": at("2026-06-12")}
    (listed,) = listed_exclusions(judged, rows, period=lambda _: DAY, as_of=at("2026-06-12"), watermarks=known)
    assert listed.reason == "nobody has approved it"


def test_a_rolling_period_is_judged_from_midnight_to_midnight_and_holds_the_open_timers() -> None:
    """Seven days that end with 16 June, seen at its noon, and the seven before."""
    judged = a_plan(agreement(objectives=(AVAILABLE, RESOLVED), period=Rolling(7)))
    noon = at("2026-06-16T12:00:00")
    stops = ("2026-06-02T23:59:59", "2026-06-03", "2026-06-09T23:59:59", "2026-06-10", "2026-06-16T11:00:00")
    rows = timer_rows(judged, *(met(seconds(stop)) for stop in stops), {"started_at": seconds("2026-05-01")})
    found = evaluate(
        judged,
        replace(no_rows(), timers=rows),
        as_of=noon,
        evaluated_at=noon,
        known_through={},
        watermarks={"desk": noon},
    )
    now, before = (
        next(each for each in found.objectives if each.objective == "resolved" and each.period is period)
        for period in (Relative.CURRENT, Relative.PREVIOUS)
    )
    assert (now.starts_at, now.ends_at, now.good) == (at("2026-06-10"), at("2026-06-17"), 2)
    assert (before.starts_at, before.ends_at, before.good) == (at("2026-06-03"), at("2026-06-10"), 2)
    assert (len(now.running), len(before.running)) == (1, 0)
    assert {each.period_kind for each in found.objectives} == {"rolling 7 days"}
    service = next(each for each in found.services if each.period is Relative.CURRENT)
    assert (service.agreed_seconds, service.planned_seconds) == (int(6.5 * 86400), 7 * 86400)
