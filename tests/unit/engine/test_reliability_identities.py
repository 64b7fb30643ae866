"""Identities of a service's figures, for any outages and terms, of services made of others as well."""

from dataclasses import replace

from figure_cases import MAIL, SHOP, a_plan, agreement, at, outages, seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.evaluate import figures
from slawatch.engine.ground import ground
from slawatch.engine.outage_list import listed_outages
from slawatch.engine.period_figures import PeriodFigures, figures_on
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rows import no_rows
from slawatch.model.interval import Interval
from slawatch.model.result import ServiceFigure
from slawatch.model.service import Quorum, Service, ServiceId

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")
SPARE = ServiceId("spare")

edges = st.integers(-7200, 93600)
told = st.builds(
    lambda service, start, length, origin, stages, degraded: {
        "service": service,
        "started_at": DAWN + start,
        "ended_at": DAWN + start + length,
        "origin": origin,
        "detected_at": DAWN + start + stages[0],
        "acknowledged_at": DAWN + start + stages[1],
        "degraded": degraded,
    },
    st.sampled_from([MAIL, SPARE, SHOP]),
    edges,
    st.integers(1, 20000),
    st.integers(0, 4),
    st.tuples(st.integers(0, 300), st.integers(0, 900)),
    st.booleans(),
)
terms = st.fixed_dictionaries({"merge_gap": st.sampled_from([0, 600, 7200]), "min_outage": st.sampled_from([0, 900])})


def judged_by(given_terms: dict[str, int], needed: int) -> Plan:
    simple = a_plan(agreement(services=(MAIL, SHOP), **given_terms))
    services = dict(simple.definitions.services)
    services[SPARE] = Service(id=SPARE, names={"en": "Spare"}, hours="always")
    services[SHOP] = replace(services[SHOP], state=Quorum(needed=needed, parts=(MAIL, SPARE)))
    return plan(replace(simple.definitions, services=services), simple.calendars)


@settings(max_examples=100, deadline=None)
@given(st.lists(told, max_size=6), terms, st.sampled_from([1, 2]), edges)
def test_shares_of_starts_and_listed_outages_add_up_to_the_downtime(
    rows: list[dict], given_terms: dict[str, int], needed: int, watermark: int
) -> None:
    judged = judged_by(given_terms, needed)
    facts = replace(no_rows(), outages=outages(judged, *rows))
    known = at("2026-06-12") if watermark > 86400 else at("2026-06-11T12:00:00")
    asked = {"period": lambda _: DAY, "as_of": at("2026-06-12"), "watermarks": {"desk": known}}
    found: PeriodFigures = figures(judged, facts, **asked)
    listed = list(listed_outages(judged, facts, **asked))
    for figure in found.services:
        own = [each for each in listed if each.service_id == figure.service_id]
        assert sum(share.down_seconds for share in figure.starts) == figure.down_seconds
        assert sum(each.lost_seconds for each in own) == figure.down_seconds
        assert sum(share.outages for share in figure.starts) == sum(each.lost_seconds > 0 for each in own)
        _made_of_what_stands_behind(figure)


@settings(max_examples=50, deadline=None)
@given(st.lists(told, max_size=6), terms, st.sampled_from([1, 2]), edges)
def test_what_a_trend_is_told_of_services_is_what_their_figures_tell(
    rows: list[dict], given_terms: dict[str, int], needed: int, watermark: int
) -> None:
    judged = judged_by(given_terms, needed)
    facts = replace(no_rows(), outages=outages(judged, *rows))
    known = at("2026-06-12") if watermark > 86400 else at("2026-06-11T12:00:00")
    found = figures_on(ground(judged, facts, as_of=at("2026-06-12"), watermarks={"desk": known}), lambda _: DAY)
    for cost, figure in zip(found.costs, found.services, strict=True):
        for name in ("service_id", "sla", "outages", "lost_seconds", "availability_ratio"):
            assert getattr(cost, name) == getattr(figure, name)
        assert found.felt[figure.service_id, figure.sla] == figure.raw_ratio


def _made_of_what_stands_behind(figure: ServiceFigure) -> None:
    behind = figure.reliability
    assert (figure.restored, figure.mtrs_seconds) == (behind.restoration.n, behind.restoration.mean_seconds)
    assert behind.restoration_service.n == behind.restoration.n
    assert behind.between.n == max((figure.outages or 0) - 1, 0)
    assert figure.low_ratio is None or figure.low_ratio <= figure.high_ratio
    for spread in (behind.restoration, behind.detection, behind.acknowledgement, behind.repair):
        if spread.n:
            assert spread.median_seconds <= spread.p90_seconds <= spread.max_seconds
            assert 0 <= spread.mean_seconds <= spread.max_seconds
