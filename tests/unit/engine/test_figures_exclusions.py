"""Exclusions by rule: notice, approval and allowance, second by second and worked by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime

from figure_cases import MAIL, SHOP, a_plan, agreement, at, exclusions, outages, seconds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.availability_oracle import Stretch
from oracles.availability_oracle import excluded as oracle_excluded

from slawatch.calendars.calendar import compiled
from slawatch.engine.columns import NEVER
from slawatch.engine.evaluate import figures
from slawatch.engine.exclusion_list import ListedExclusion, listed_exclusions
from slawatch.engine.exclusions import excluded
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rows import Rows, no_rows
from slawatch.model.hours import WorkingHours
from slawatch.model.interval import Interval
from slawatch.model.maintenance import Maintenance
from slawatch.model.reliability import Standing
from slawatch.model.result import ServiceFigure
from slawatch.model.service import Quorum

NEW_MONTH = seconds("2026-06-01")
"""Midnight from Sunday to Monday, and from May to June."""
SIDE = 60
HOURS = WorkingHours(
    id="edge", timezone="UTC", weekly=(((5, 20), (30, 86400)), *((),) * 5, ((0, 86400 - 40), (86400 - 25, 86400)))
)
EDGE = compiled(HOURS)
DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")

stretches = st.tuples(st.integers(-SIDE, SIDE), st.integers(-SIDE, SIDE)).map(sorted).map(tuple)
approvals = st.none() | st.integers(-2 * SIDE, SIDE)


def in_edge_hours(second: int) -> bool:
    return -SIDE <= second < -40 or -25 <= second < 0 or 5 <= second < 20 or second >= 30


def month(second: int) -> int:
    return datetime.fromtimestamp(NEW_MONTH + second, UTC).month


@settings(max_examples=200)
@given(
    st.lists(st.tuples(stretches, approvals, st.booleans()), max_size=5),
    st.integers(0, 40),
    st.none() | st.integers(0, 30),
    st.integers(-SIDE, SIDE),
)
def test_excluded_is_what_was_approved_in_time_up_to_the_allowance_of_each_period(
    told: list[tuple[Stretch, int | None, bool]], notice: int, allowance: int | None, as_of: int
) -> None:
    rows = exclusions(
        a_plan(),
        *(
            {
                "started_at": NEW_MONTH + start,
                "ended_at": NEW_MONTH + end,
                "approved_at": NEVER if approved is None else NEW_MONTH + approved,
                "retrospective": retrospective,
            }
            for (start, end), approved, retrospective in told
        ),
    )
    terms = agreement(notice=notice, allowance=allowance)
    found = excluded(rows, terms, EDGE, as_of=NEW_MONTH + as_of) - NEW_MONTH
    expected = oracle_excluded(told, in_edge_hours, month, notice=notice, allowance=allowance, as_of=as_of)
    assert {n for start, end in found.tolist() for n in range(start, end) if in_edge_hours(n)} == expected


def told_and_listed(judged: Plan, rows: Rows) -> tuple[tuple[ServiceFigure, ...], list[ListedExclusion]]:
    asked = {"period": lambda _: DAY, "as_of": at("2026-06-12"), "watermarks": {"desk": at("2026-06-12")}}
    return figures(judged, rows, **asked).services, list(listed_exclusions(judged, rows, **asked))


def maintenance(start: int, end: int, approved_at: int) -> dict[str, int]:
    """Seconds of the day; the approval may lie before it."""
    return {"started_at": DAWN + start, "ended_at": DAWN + end, "approved_at": DAWN + approved_at}


def test_the_overrun_of_a_maintenance_is_downtime() -> None:
    judged = a_plan(agreement())
    rows = replace(
        no_rows(),
        exclusions=exclusions(judged, maintenance(1000, 2000, 0)),
        outages=outages(judged, {"started_at": DAWN + 1500, "ended_at": DAWN + 2300}),
    )
    ((figure,), (listed,)) = told_and_listed(judged, rows)
    assert (figure.excluded_seconds, figure.down_seconds, figure.agreed_seconds) == (1000, 300, 85400)
    assert (listed.service_seconds, listed.excluded_seconds, listed.reason) == (1000, 1000, "")


def test_beyond_the_allowance_maintenance_is_downtime_like_any_other() -> None:
    judged = a_plan(agreement(allowance=1500))
    windows = exclusions(judged, maintenance(3000, 4000, 0), maintenance(1000, 2000, 0), maintenance(5000, 5100, 0))
    down = outages(judged, {"started_at": DAWN + 1000, "ended_at": DAWN + 5100})
    ((figure,), listed) = told_and_listed(judged, replace(no_rows(), exclusions=windows, outages=down))
    assert (figure.excluded_seconds, figure.down_seconds) == (1500, 4100 - 1500)
    used_up = "the period's allowance is used up"
    assert [(each.excluded_seconds, each.reason) for each in listed] == [(1000, ""), (500, used_up), (0, used_up)]


def test_an_exclusion_that_does_not_count_is_listed_with_the_reason() -> None:
    judged = a_plan(agreement(notice=3600))
    told = (
        maintenance(7200, 7300, 3600),
        maintenance(7300, 7400, 3701),
        maintenance(7400, 7500, 7401),
        {"started_at": DAWN + 7500, "ended_at": DAWN + 7600, "approved_at": NEVER},
    )
    ((figure,), listed) = told_and_listed(judged, replace(no_rows(), exclusions=exclusions(judged, *told)))
    assert figure.excluded_seconds == 100
    assert [(each.excluded_seconds, each.reason) for each in listed] == [
        (100, ""),
        (0, "approved too late for the notice agreed"),
        (0, "approved after it began"),
        (0, "nobody has approved it"),
    ]
    assert [each.approved_at for each in listed[1:]] == [at("2026-06-11T01:01:41"), at("2026-06-11T02:03:21"), None]
    assert {each.source for each in listed} == {"desk"}


def test_an_exclusion_of_a_part_is_none_of_the_whole() -> None:
    simple = a_plan(agreement(services=(MAIL, SHOP)))
    made = replace(simple.definitions.services[SHOP], state=Quorum(needed=1, parts=(MAIL,)))
    services = {**simple.definitions.services, SHOP: made}
    judged = plan(replace(simple.definitions, services=services), simple.calendars)
    rows = replace(
        no_rows(),
        exclusions=exclusions(judged, maintenance(0, 100, 0)),
        outages=outages(judged, {"started_at": DAWN, "ended_at": DAWN + 100}),
    )
    found, listed = told_and_listed(judged, rows)
    assert [(each.excluded_seconds, each.down_seconds) for each in found] == [(100, 0), (0, 100)]
    assert [each.service_id for each in listed] == [MAIL]


def test_maintenance_of_the_configuration_counts_without_being_told() -> None:
    """Thursday the 11th: 22:00 to 02:00 of the day before and of this one, two hours of each within the day."""
    simple = a_plan(agreement(services=(MAIL, SHOP), notice=10**6))
    nightly = Maintenance(
        id="nightly",
        services=(MAIL,),
        days=frozenset({2, 3}),
        opens=22 * 3600,
        duration=4 * 3600,
        timezone="UTC",
        since=date(2026, 6, 1),
        reason="backup",
        approved_by="boss",
    )
    judged = plan(replace(simple.definitions, maintenance=(nightly,)), simple.calendars)
    found, listed = told_and_listed(judged, no_rows())
    assert [(each.service_id, each.excluded_seconds) for each in found] == [(MAIL, 14400), (SHOP, 0)]
    assert [(each.started_at, each.source, each.approved_at, each.excluded_seconds) for each in listed] == [
        (at("2026-06-10T22:00:00"), "configuration", None, 7200),
        (at("2026-06-11T22:00:00"), "configuration", None, 7200),
    ]


def test_exclusions_are_counted_by_what_becomes_of_them() -> None:
    judged = a_plan(agreement(notice=3600))
    told = (
        maintenance(7200, 7300, 3600),
        maintenance(7200, 7300, 3601),
        {**maintenance(8000, 8100, 0), "approved_at": NEVER},
        maintenance(9000, 9100, 86401),
        maintenance(90000, 90100, 0),
    )
    rows = replace(no_rows(), exclusions=exclusions(judged, *told))
    asked = {"as_of": at("2026-06-12"), "watermarks": {"desk": at("2026-06-12")}}
    (figure,) = figures(judged, rows, period=lambda _: DAY, **asked).services
    assert figure.exclusions == ((Standing.COUNTED, 1), (Standing.PENDING, 2), (Standing.REFUSED, 1))
    assert figure.excluded_seconds == 100
