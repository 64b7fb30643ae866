"""A whole snapshot, worked by hand: one service, June half over, an outage and three tickets."""

from dataclasses import replace

import pytest
from figure_cases import MAIL, SHOP, a_plan, agreement, at, met, missed, outages, seconds, ticket_rows, timer_rows

from slawatch.engine.evaluate import evaluate, figures
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows, no_rows
from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure, Relative, ServiceFigure, Snapshot, State

AS_OF = at("2026-06-16")
NOON = seconds("2026-06-10T12:00:00")


def june(judged: Plan) -> Rows:
    return replace(
        no_rows(),
        tickets=ticket_rows(judged, {"created_at": NOON}, {"created_at": NOON, "judged": False, "unmapped": 2}),
        timers=timer_rows(
            judged,
            met(NOON),
            missed(NOON + 7200),
            {"started_at": NOON, "elapsed": 1800},
            met(seconds("2026-05-20")),
        ),
        outages=outages(
            judged,
            {"started_at": NOON, "ended_at": NOON + 1296},
            {"started_at": seconds("2026-05-31T23:59:00"), "ended_at": seconds("2026-06-01T00:01:00")},
        ),
    )


def snapshot(judged: Plan, rows: Rows, watermark: str = "2026-06-16") -> Snapshot:
    return evaluate(
        judged,
        rows,
        as_of=AS_OF,
        evaluated_at=AS_OF,
        known_through={"desk": 7},
        watermarks={"desk": at(watermark)},
    )


def objective(found: Snapshot, name: str, period: Relative = Relative.CURRENT) -> ObjectiveFigure:
    (figure,) = [each for each in found.objectives if each.objective == name and each.period is period]
    return figure


def service(found: Snapshot, period: Relative = Relative.CURRENT) -> ServiceFigure:
    (figure,) = [each for each in found.services if each.period is period]
    return figure


def test_availability_so_far_and_its_budget() -> None:
    judged = a_plan()
    found = objective(snapshot(judged, june(judged)), "available")
    # 15 of 30 days; 1,296 s of the noon outage and the minute that reaches into June.
    assert (found.events, found.good) == (1296000, 1296000 - 1356)
    assert found.attained_ratio == pytest.approx(1 - 1356 / 1296000, rel=1e-15)
    assert (found.state, found.elapsed_ratio, found.coverage_ratio) == (State.AT_RISK, 0.5, 1.0)
    assert (found.budget.allowed, found.budget.consumed) == (2592.0, 1356.0)


def test_a_share_of_tickets_and_its_open_timers() -> None:
    judged = a_plan()
    found = objective(snapshot(judged, june(judged)), "resolved")
    assert (found.good, found.events, found.attained_ratio) == (1, 2, 0.5)
    assert (found.state, found.misses_left, found.best_possible_ratio) == (State.AT_RISK, -1, 2 / 3)
    assert [running.priority for running in found.running] == ["P2"]


def test_the_previous_period_knows_no_open_timers() -> None:
    judged = a_plan()
    found = objective(snapshot(judged, june(judged)), "resolved", Relative.PREVIOUS)
    assert (found.good, found.events, found.state, found.running) == (1, 1, State.MET, ())


def test_an_outage_over_the_edge_of_two_months_is_a_failure_of_the_first_and_restored_in_the_second() -> None:
    judged = a_plan()
    found = snapshot(judged, june(judged))
    before, now = service(found, Relative.PREVIOUS), service(found)
    assert (before.outages, before.restored, before.down_seconds) == (1, 0, 60)
    assert (now.outages, now.restored, now.down_seconds) == (1, 2, 1356)
    assert (before.mtrs_seconds, now.mtrs_seconds) == (None, (120 + 1296) / 2)
    assert now.mtbf_seconds == 1296000 - 1356
    assert now.mtbsi_seconds == 1296000
    assert (now.scheduled_seconds, now.planned_seconds) == (1296000, 2592000)


def test_what_came_after_the_watermark_is_unknown() -> None:
    judged = a_plan()
    found = service(snapshot(judged, june(judged), watermark="2026-06-15"))
    assert (found.unknown_seconds, found.agreed_seconds) == (86400, 1296000 - 86400)


def test_a_service_whose_source_never_answered_has_no_figure() -> None:
    judged = a_plan()
    found = evaluate(judged, june(judged), as_of=AS_OF, evaluated_at=AS_OF, known_through={}, watermarks={"desk": None})
    assert objective(found, "available").state is State.NO_DATA
    assert objective(found, "available").attained_ratio is None
    assert objective(found, "available").budget is None
    assert (service(found).availability_ratio, service(found).outages) == (None, None)
    assert (found.states[0].data_through, found.states[0].outage_active) == (None, None)


def test_an_open_outage_is_active() -> None:
    judged = a_plan()
    start = seconds("2026-06-15T20:00:00")
    rows = replace(no_rows(), outages=outages(judged, {"started_at": start}, {"service": SHOP, "ended_at": 5}))
    mail, shop = snapshot(judged, rows).states
    assert (mail.service_id, mail.outage_active, mail.outage_started_at) == (MAIL, True, at("2026-06-15T20:00:00"))
    assert (shop.service_id, shop.outage_active, shop.outage_started_at) == (SHOP, False, None)
    assert (mail.data_age_limit_seconds, mail.data_through) == (180, AS_OF)


def test_what_nothing_judges_or_maps_is_counted() -> None:
    judged = a_plan()
    found = snapshot(judged, june(judged))
    assert [(each.service_id, each.kind, each.tickets) for each in found.unjudged] == [(MAIL, "incident", 1)]
    assert {each.attribute: (each.tickets, each.outages) for each in found.quality} == {
        "status": (0, None),
        "priority": (1, None),
        "service": (0, 0),
        "change_type": (0, None),
        "severity": (None, 0),
    }
    assert found.states[0].open_tickets[0].tickets == 2


def test_a_snapshot_names_what_it_was_made_of() -> None:
    judged = a_plan()
    found = snapshot(judged, no_rows())
    assert (found.definitions, found.known_through, found.watermarks) == ("abc", (("desk", 7),), (("desk", AS_OF),))


def test_an_agreement_that_is_not_in_force_tells_no_service_time() -> None:
    judged = a_plan(agreement(starts_at=at("2026-06-01")))
    found = snapshot(judged, june(judged))
    assert [each.period for each in found.services] == [Relative.CURRENT]
    assert objective(found, "available", Relative.PREVIOUS).state is State.NOT_APPLICABLE
    assert objective(found, "resolved", Relative.PREVIOUS).outcomes == ()


def test_any_period_can_be_told() -> None:
    judged = a_plan()
    day = Interval(at("2026-06-10"), at("2026-06-11"))
    found = figures(judged, june(judged), period=lambda _: day, as_of=AS_OF, watermarks={"desk": AS_OF})
    assert [each.down_seconds for each in found.services] == [1296]
    assert [(each.objective, each.state) for each in found.objectives] == [
        ("available", State.BREACHED),
        ("resolved", State.BREACHED),
    ]
    assert found.objectives[1].breached_at == at("2026-06-10T14:00:00")


def test_without_agreements_services_are_still_told() -> None:
    judged = a_plan()
    bare = replace(judged, promises=(), definitions=replace(judged.definitions, agreements=()))
    found = snapshot(bare, june(bare))
    assert (found.objectives, found.services, len(found.states)) == ((), (), 2)
    assert found.unjudged[0].period is Relative.CURRENT
