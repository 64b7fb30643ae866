"""What a snapshot tells of services that are judged together."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

from figure_cases import (
    MAIL,
    SHOP,
    a_plan,
    agreement,
    at,
    met,
    missed,
    outages,
    seconds,
    ticket_rows,
    timer_rows,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.evaluate import evaluate
from slawatch.engine.outlook import NO_GROUP_FORECAST
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows, no_rows
from slawatch.model.agreement import Agreement, Indicator, Objective, Scope
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outlook import Outlook
from slawatch.model.result import Band, ObjectiveFigure, Outcome, Relative, Snapshot, State

AS_OF = "2026-06-16"
JUNE, NOON = seconds("2026-06-01"), seconds("2026-06-10T12:00:00")


def together(**changes: Any) -> Agreement:  # noqa: ANN401  any field may change
    return agreement(**{"scope": Scope.AGREEMENT, "services": (MAIL, SHOP), "id": "all", **changes})


def snapshot(judged: Plan, rows: Rows, **watermarks: str | None) -> Snapshot:
    known = {name: text and at(text) for name, text in (watermarks or {"desk": AS_OF}).items()}
    return evaluate(judged, rows, as_of=at(AS_OF), evaluated_at=at(AS_OF), known_through={}, watermarks=known)


def figure(found: Snapshot, objective: str, period: Relative = Relative.CURRENT) -> ObjectiveFigure:
    (told,) = [each for each in found.objectives if each.objective == objective and each.period is period]
    return told


def outlook(found: Snapshot, objective: str) -> Outlook:
    (told,) = [each for each in found.outlooks if each.objective == objective]
    return told


TIMERS = st.lists(
    st.tuples(st.sampled_from([MAIL, SHOP]), st.sampled_from(["met", "missed", "open"]), st.integers(0, 14 * 86400)),
    max_size=12,
)


def row(service: str, kind: str, after: int) -> dict[str, Any]:
    shapes = {
        "met": met(JUNE + after),
        "missed": missed(JUNE + after),
        "open": {"started_at": JUNE + after, "elapsed": 60},
    }
    return {**shapes[kind], "service": service}


@settings(max_examples=80, deadline=None)
@given(TIMERS)
def test_tickets_of_all_services_are_counted_as_one_heap(told: list[tuple[str, str, int]]) -> None:
    judged = a_plan(together())
    rows = replace(no_rows(), timers=timer_rows(judged, *(row(*each) for each in told)))
    found = figure(snapshot(judged, rows), "resolved")
    kinds = Counter(kind for _, kind, _ in told)
    assert (found.good, found.events) == (kinds["met"], kinds["met"] + kinds["missed"])
    assert {each.outcome: each.timers for each in found.outcomes} == {
        outcome: kinds[kind]
        for kind, outcome in (("met", Outcome.MET), ("missed", Outcome.MISSED), ("open", Outcome.RUNNING))
        if kinds[kind]
    }
    assert sum(dict(each.bands)[Band.LT_50] for each in found.running) == kinds["open"]
    assert len(found.running) == (1 if kinds["open"] else 0)
    assert found.misses_left == len(told) // 10 - kinds["missed"]


@settings(max_examples=60, deadline=None)
@given(TIMERS)
def test_a_group_of_tickets_is_as_likely_to_break_a_promise_as_if_they_were_of_one_service(
    told: list[tuple[str, str, int]],
) -> None:
    judged, alone = a_plan(together()), a_plan()
    rows = replace(no_rows(), timers=timer_rows(judged, *(row(*each) for each in told)))
    same = replace(no_rows(), timers=timer_rows(alone, *(row(MAIL, kind, after) for _, kind, after in told)))
    common, single = (outlook(snapshot(*each), "resolved") for each in ((judged, rows), (alone, same)))
    assert (common.burn, common.forecast, common.active) == (single.burn, single.forecast, single.active)


def test_an_outage_of_one_of_two_services_costs_half_the_share_and_burns_half_as_fast() -> None:
    judged = a_plan(together())
    down = outages(judged, {"started_at": seconds(AS_OF) - 1800})
    found = snapshot(judged, replace(no_rows(), outages=down))
    rates = {each.window: each.rate for each in outlook(found, "available").burn}
    # Half of the hour of one of two: a quarter of what both had, 250 times what 99.9 % bears; of 5 min the half.
    assert (rates["1h"], rates["5m"]) == (250.0, 500.0)
    # 2 x 2,592 s may be lost in June and 1,800 are: with 3,384 more, and one.
    assert outlook(found, "available").exhausted_at == at("2026-06-16T00:56:25")


def test_a_threshold_is_the_share_of_the_common_budget() -> None:
    judged = a_plan(together(weights={MAIL: Fraction(3), SHOP: Fraction(1)}))
    told = outlook(snapshot(judged, no_rows()), "available").burn
    # 2 % of the budget of 30 days in an hour, and 10 % in three days.
    assert {each.window: each.threshold for each in told} == {"5m": 14.4, "1h": 14.4, "6h": 1.0, "1d": None, "3d": 1.0}


def test_a_common_availability_has_no_forecast_and_says_why() -> None:
    told = outlook(snapshot(a_plan(together()), no_rows()), "available")
    assert (told.forecast, told.no_forecast) == (None, NO_GROUP_FORECAST)


def test_what_one_source_has_not_told_is_half_of_what_is_not_known() -> None:
    mail, shop = (
        SourceMapping(
            attributes={"service": FieldMap(field="service", values={name: name})},
            status=FieldMap(field="status", values={"open": "open"}),
        )
        for name in (MAIL, SHOP)
    )
    judged = a_plan(together(), sources={"one": mail, "other": shop})
    assert figure(snapshot(judged, no_rows(), one=AS_OF, other=AS_OF), "available").state is State.MET
    found = figure(snapshot(judged, no_rows(), one=AS_OF, other=None), "available")
    assert (found.state, found.coverage_ratio, found.events) == (State.INDETERMINATE, 0.5, 15 * 86400)
    assert found.reason == f"{15 * 86400} seconds of agreed time are unknown and would decide"


def test_a_version_with_fewer_services_has_one_figure_of_all_tickets() -> None:
    first = together(version=1, versions=2, ends_at=at("2026-06-01"))
    second = together(version=2, versions=2, starts_at=at("2026-06-01"), services=(MAIL,))
    judged = a_plan(first, second)
    # Promises 1 and 3 are the resolutions of the versions.
    rows = replace(
        no_rows(),
        tickets=ticket_rows(judged, {}),
        timers=timer_rows(
            judged, met(NOON, promise=1, service=SHOP), met(NOON, promise=1, service=MAIL), missed(NOON, promise=3)
        ),
    )
    found = figure(snapshot(judged, rows), "resolved")
    assert (found.good, found.events, found.services, found.version) == (2, 3, (MAIL,), 2)
    assert figure(snapshot(judged, rows), "resolved", Relative.PREVIOUS).services == (MAIL, SHOP)


def test_what_a_version_dropped_is_told_as_long_as_timers_belong_to_it() -> None:
    available = Objective(id="available", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
    first = together(version=1, versions=2, ends_at=at("2026-06-01"))
    second = together(version=2, versions=2, starts_at=at("2026-06-01"), objectives=(available,))
    judged = a_plan(first, second)
    rows = replace(
        no_rows(), timers=timer_rows(judged, met(NOON, promise=1, service=SHOP), met(NOON, promise=1, service=MAIL))
    )
    found = figure(snapshot(judged, rows), "resolved")
    assert (found.service_id, found.good, found.services) == ("all", 2, (MAIL, SHOP))


def test_another_agreement_on_the_same_services_is_judged_as_ever() -> None:
    judged = a_plan(together(), agreement(services=(MAIL, SHOP)))
    told = Counter((each.sla, each.service_id) for each in snapshot(judged, no_rows()).objectives)
    assert told == {("all", "all"): 4, ("sla", MAIL): 4, ("sla", SHOP): 4}
