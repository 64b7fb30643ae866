"""The stages of a service made of others: of the outages that took it down as a whole."""

from dataclasses import replace
from fractions import Fraction

from figure_cases import MAIL, SHOP, a_plan, agreement, at, outages, seconds

from slawatch.engine.evaluate import figures
from slawatch.engine.outage_list import listed_outages
from slawatch.engine.plan import Plan, plan
from slawatch.engine.rows import no_rows
from slawatch.model.interval import Interval
from slawatch.model.outage import Severity
from slawatch.model.result import ServiceFigure
from slawatch.model.service import Capacity, Composition, Quorum, Service, ServiceId
from slawatch.model.spread import Durations

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")
SPARE = ServiceId("spare")


def a_shop(state: Composition) -> Plan:
    simple = a_plan(agreement(services=(SHOP,), degraded=Fraction(1, 2)))
    services = dict(simple.definitions.services)
    services[SPARE] = Service(id=SPARE, names={"en": "Spare"}, hours="always")
    services[SHOP] = replace(services[SHOP], state=state)
    return plan(replace(simple.definitions, services=services), simple.calendars)


def shop(*rows: dict, as_of: str = "2026-06-12") -> ServiceFigure:
    """Return the figure of a shop that works as long as mail or its spare does."""
    judged = a_shop(Quorum(needed=1, parts=(MAIL, SPARE)))
    (found,) = figures(
        judged,
        replace(no_rows(), outages=outages(judged, *rows)),
        period=lambda _: DAY,
        as_of=at(as_of),
        watermarks={"desk": at(as_of)},
    ).services
    return found


def row(service: str, start: int, end: int, detected: int) -> dict:
    return {
        "service": service,
        "started_at": DAWN + start,
        "ended_at": DAWN + end,
        "detected_at": DAWN + start + detected,
    }


def test_an_outage_that_the_whole_survived_has_no_stage_of_it() -> None:
    found = shop(row(MAIL, 0, 1000, 10), row(SPARE, 2000, 3000, 20))
    assert (found.outages, found.reliability.detection, found.mttd_seconds) == (0, Durations(n=0), None)


def test_the_outages_that_together_took_the_whole_down_tell_its_stages() -> None:
    found = shop(row(MAIL, 0, 1000, 10), row(SPARE, 900, 3000, 30), row(MAIL, 5000, 5100, 90))
    assert (found.outages, found.down_seconds) == (1, 100)
    assert (found.reliability.detection.n, found.mttd_seconds) == (2, 20.0)
    assert (found.reliability.repair.n, found.reliability.repair.max_seconds) == (2, 2070)


def test_an_outage_of_the_whole_itself_counts_beside_its_parts() -> None:
    found = shop(row(SHOP, 0, 100, 7))
    assert (found.outages, found.mttd_seconds) == (1, 7.0)


def test_an_outage_that_goes_on_past_the_watermark_of_a_part_is_not_restored_for_the_whole() -> None:
    down = {"started_at": DAWN, "service": SHOP}
    found = shop({**down, "service": MAIL}, {**down, "service": SPARE}, as_of="2026-06-11T12:00:00")
    assert (found.outages, found.restored, found.down_seconds) == (1, 0, 43200)


def test_a_degradation_that_goes_on_past_the_watermark_of_a_part_is_not_over_for_the_whole() -> None:
    judged = a_shop(Capacity(shares={MAIL: Fraction(2, 5), SPARE: Fraction(3, 5)}))
    told = replace(no_rows(), outages=outages(judged, {"started_at": DAWN, "service": MAIL}))
    asked = {"as_of": at("2026-06-11T12:00:00"), "watermarks": {"desk": at("2026-06-11T11:00:00")}}
    (listed,) = listed_outages(judged, told, period=lambda _: DAY, **asked)
    assert (listed.severity, listed.weight, listed.ended_at) == (Severity.DEGRADED, 0.4, None)
    # Twelve hours of which eleven are known to count.
    assert (listed.outage_seconds, listed.lost_seconds) == (43200, 15840)
