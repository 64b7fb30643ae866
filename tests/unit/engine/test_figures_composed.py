"""Services made of others in figures: each agreement weighs degraded time for itself."""

from dataclasses import replace
from fractions import Fraction

from figure_cases import MAIL, SHOP, a_plan, agreement, at, outages, seconds

from slawatch.engine.evaluate import evaluate, figures
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rows import Rows, no_rows
from slawatch.model.interval import Interval
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.service import Quorum

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")
ONLY_MAIL = {"desk": SourceMapping(attributes={"service": FieldMap(field="service", values={"Mail": MAIL})})}


def composed(**changes: object) -> Plan:
    """Return a plan in which the shop is made of mail, about which alone a source speaks."""
    simple = a_plan(agreement(services=(MAIL, SHOP), **changes), sources=ONLY_MAIL)
    services = dict(simple.definitions.services)
    services[SHOP] = replace(services[SHOP], state=Quorum(needed=1, parts=(MAIL,)))
    return plan(replace(simple.definitions, services=services), simple.calendars)


def told(judged: Plan) -> Rows:
    down = {"started_at": DAWN, "ended_at": DAWN + 100}
    slow = {"started_at": DAWN, "ended_at": DAWN + 700, "degraded": True}
    return replace(no_rows(), outages=outages(judged, down, slow))


def lost(judged: Plan) -> list[tuple[str, int, int, int]]:
    found = figures(
        judged, told(judged), period=lambda _: DAY, as_of=at("2026-06-12"), watermarks={"desk": at("2026-06-12")}
    )
    return [(each.service_id, each.down_seconds, each.degraded_seconds, each.lost_seconds) for each in found.services]


def test_a_service_made_of_another_loses_what_that_loses() -> None:
    assert lost(composed()) == [(MAIL, 100, 600, 100), (SHOP, 100, 600, 100)]


def test_degraded_time_is_lost_by_the_agreement_s_weight() -> None:
    assert lost(composed(degraded=Fraction(1, 2))) == [(MAIL, 100, 600, 400), (SHOP, 100, 600, 400)]


def test_the_sources_behind_the_parts_stand_behind_the_whole() -> None:
    judged = composed()
    found = evaluate(
        judged,
        told(judged),
        as_of=at("2026-06-12"),
        evaluated_at=at("2026-06-12"),
        known_through={},
        watermarks={"desk": at("2026-06-11T00:00:50")},
    )
    shop = next(state for state in found.states if state.service_id == SHOP)
    assert (shop.data_through, shop.data_age_limit_seconds) == (at("2026-06-11T00:00:50"), 180)
    current = next(each for each in found.services if each.service_id == SHOP and each.starts_at == at("2026-06-01"))
    assert (current.down_seconds, current.unknown_seconds) == (50, 86350)
