"""Lost user time, worked by hand and against a look at every second."""

from dataclasses import replace
from fractions import Fraction

from figure_cases import a_plan, agreement, at, outages, seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.evaluate import figures
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rows import no_rows
from slawatch.model.interval import Interval
from slawatch.model.result import ServiceFigure
from slawatch.model.service import ServiceId

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")
HOUR = 3600


def with_users(judged: Plan, users: int | None) -> Plan:
    services = {name: replace(each, users=users) for name, each in judged.definitions.services.items()}
    return plan(replace(judged.definitions, services=services), judged.calendars)


def figure(*rows: dict, users: int | None = None, **terms: object) -> ServiceFigure:
    judged = with_users(a_plan(agreement(**terms)), users)
    told = replace(no_rows(), outages=outages(judged, *rows))
    (found,) = figures(
        judged, told, period=lambda _: DAY, as_of=at("2026-06-12"), watermarks={"desk": at("2026-06-12")}
    ).services
    return found


def row(start: int, end: int, users: int = -1, **more: object) -> dict:
    return {"started_at": DAWN + start, "ended_at": DAWN + end, "users": users, **more}


def test_an_outage_costs_each_user_that_it_touches_its_length() -> None:
    found = figure(row(0, HOUR, 40), row(2 * HOUR, 3 * HOUR, 10), users=100)
    assert found.user_outage_minutes == 60 * 50
    assert found.user_availability_ratio == 1 - 50 / 2400


def test_outages_over_each_other_are_told_of_the_same_users() -> None:
    # 40 for the first hour, and the 30 of the second are among them for half of it.
    assert figure(row(0, HOUR, 40), row(HOUR // 2, 2 * HOUR, 30)).user_outage_minutes == 60 * 40 + 60 * 30


def test_an_outage_without_a_number_touches_every_user() -> None:
    found = figure(row(0, HOUR), users=24)
    assert (found.user_outage_minutes, found.user_availability_ratio) == (60 * 24, 1 - 1 / 24)


def test_without_a_number_for_some_of_the_loss_nothing_is_known() -> None:
    found = figure(row(0, HOUR, 40), row(2 * HOUR, 3 * HOUR))
    assert (found.user_outage_minutes, found.user_availability_ratio) == (None, None)


def test_where_nobody_ever_tells_numbers_there_is_no_zero() -> None:
    assert figure().user_outage_minutes is None
    assert figure(users=10).user_outage_minutes == 0


def test_no_more_users_are_lost_than_there_are() -> None:
    assert figure(row(0, HOUR, 500), users=100).user_outage_minutes == 60 * 100


def test_a_degradation_costs_by_its_weight() -> None:
    slow = row(0, HOUR, 40, degraded=True)
    assert figure(slow).user_outage_minutes == 0
    assert figure(slow, degraded=Fraction(1, 4)).user_outage_minutes == 600


def test_an_outage_of_another_service_costs_nothing() -> None:
    assert figure(row(0, HOUR, 40, service=ServiceId("shop")), users=24).user_outage_minutes == 0


told = st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from([-1, 3, 7, 20]), st.booleans())


@settings(max_examples=100)
@given(st.lists(told, max_size=5), st.sampled_from([None, 10]), st.sampled_from([Fraction(0), Fraction(1, 3)]))
def test_every_second_costs_the_users_that_lose_it(
    given_: list[tuple[int, int, int, bool]], users: int | None, weight: Fraction
) -> None:
    rows = [(min(a, b), max(a, b), n, degraded) for a, b, n, degraded in given_]
    total: Fraction | None = Fraction(0)
    for second in range(40):
        over = [(n, degraded) for a, b, n, degraded in rows if a <= second < b]
        down = [n for n, degraded in over if not degraded]
        loss, numbers = (Fraction(1), down) if down else (weight if over else Fraction(0), [n for n, _ in over])
        if loss and total is not None:
            largest = max(numbers) if max(numbers) >= 0 else users
            total = None if largest is None else total + loss * min(largest, users or largest)
    if users is None and all(n < 0 for _, _, n, _ in rows):
        total = None
    found = figure(*(row(a, b, n, degraded=degraded) for a, b, n, degraded in rows), users=users, degraded=weight)
    assert found.user_outage_minutes == (None if total is None else float(total / 60))
