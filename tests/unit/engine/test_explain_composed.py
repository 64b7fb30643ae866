"""An explained figure of a service made of others: what its parts were told of is why it was not up."""

from dataclasses import replace
from fractions import Fraction

from figure_cases import MAIL, SHOP, a_plan, agreement, at, outages, seconds

from slawatch.engine.evaluate import figures
from slawatch.engine.evidence import ToldOutage
from slawatch.engine.explain_period import Evidence, ExplainedAvailability, explained_availability
from slawatch.engine.ground import ground
from slawatch.engine.period_times import period_times
from slawatch.engine.plan import plan
from slawatch.engine.rows import no_rows
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.model.service import Capacity, Service, ServiceId

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")
SPARE = ServiceId("spare")
ASKED = {"as_of": at("2026-06-12"), "watermarks": {"desk": at("2026-06-12")}}


def explained(*told: tuple[str, int, int, bool]) -> ExplainedAvailability:
    """Return the day of a shop of which two fifths are lost without mail, and three without its spare."""
    simple = a_plan(agreement(services=(SHOP,), degraded=Fraction(1, 2)))
    services = dict(simple.definitions.services)
    services[SPARE] = Service(id=SPARE, names={"en": "Spare"}, hours="always")
    shares = {MAIL: Fraction(2, 5), SPARE: Fraction(3, 5)}
    services[SHOP] = replace(services[SHOP], state=Capacity(shares=shares))
    judged = plan(replace(simple.definitions, services=services), simple.calendars)
    columns = ("service", "started_at", "ended_at", "degraded")
    rows = (dict(zip(columns, (name, DAWN + a, DAWN + b, bad), strict=True)) for name, a, b, bad in told)
    facts = replace(no_rows(), outages=outages(judged, *rows))
    (time,) = period_times(ground(judged, facts, **ASKED), lambda _: DAY)
    figure = figures(judged, facts, period=lambda _: DAY, **ASKED).objectives[0]
    named = [
        ToldOutage(
            service_id=name,
            source="desk",
            id=f"{name} {a}",
            by_ticket=False,
            started_at=from_epoch(DAWN + a),
            ended_at=from_epoch(DAWN + b),
            degraded=bad,
        )
        for name, a, b, bad in told
    ]
    return explained_availability(time, figure, Evidence(outages=named, exclusions=(), listed=(), known_until={}))


def test_a_part_that_is_down_is_why_the_whole_is_degraded() -> None:
    found = explained((MAIL, 0, 100, False), (SPARE, 100, 300, True))
    assert [(each.weight, [told.id for told in each.told]) for each in found.outages] == [
        (Fraction(2, 5), ["mail 0"]),
        (Fraction(3, 10), ["spare 100"]),
    ]
    assert [[told.id for told in found.told_of(each)] for each in found.segments[:2]] == [["mail 0"], ["spare 100"]]


def test_one_outage_of_a_part_is_told_once_of_each_segment_that_it_makes() -> None:
    found = explained((MAIL, 0, 300, False), (SPARE, 100, 200, False))
    assert [
        (each.degraded, [told.id for told in found.told_of(part)])
        for each, part in zip(found.outages, found.segments[:3], strict=True)
    ] == [
        (True, ["mail 0"]),
        (False, ["mail 0", "spare 100"]),
        (True, ["mail 0"]),
    ]


def test_what_degrades_a_whole_that_is_down_anyway_is_not_why_it_is_down() -> None:
    found = explained((SHOP, 0, 100, False), (MAIL, 50, 200, True))
    down, degraded = found.segments[:2]
    assert [told.id for told in found.told_of(down)] == ["shop 0"]
    assert [told.id for told in found.told_of(degraded)] == ["mail 50"]
