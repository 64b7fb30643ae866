"""Which share of downtime rests on which start."""

from dataclasses import replace
from fractions import Fraction

from figure_cases import a_plan, agreement, at, exclusions, outages, seconds

from slawatch.engine.evaluate import figures
from slawatch.engine.exclusion_list import listed_exclusions
from slawatch.engine.outage_list import listed_outages
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows, no_rows
from slawatch.model.interval import Interval
from slawatch.model.outage import Origin
from slawatch.model.reliability import StartShare

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN = seconds("2026-06-11")
ASKED = {"period": lambda _: DAY, "as_of": at("2026-06-12"), "watermarks": {"desk": at("2026-06-12")}}


def row(start: int, end: int, origin: Origin, **more: object) -> dict:
    return {"started_at": DAWN + start, "ended_at": DAWN + end, "origin": tuple(Origin).index(origin), **more}


def starts(judged: Plan, rows: Rows) -> tuple[StartShare, ...]:
    (figure,) = figures(judged, rows, **ASKED).services
    return figure.starts


def test_downtime_is_told_by_what_its_start_is_known() -> None:
    judged = a_plan()
    told = outages(
        judged,
        row(-500, 100, Origin.CREATION),
        row(1000, 1600, Origin.FIELD),
        row(1300, 2000, Origin.CREATION),
        row(5000, 5050, Origin.CREATION),
        row(8000, 9000, Origin.CREATION, degraded=True),
    )
    assert starts(judged, replace(no_rows(), outages=told)) == (
        StartShare(origin=Origin.FIELD, outages=1, down_seconds=1000),
        StartShare(origin=Origin.CREATION, outages=2, down_seconds=150),
    )
    listed = list(listed_outages(judged, replace(no_rows(), outages=told), **ASKED))
    assert [each.start for each in listed] == ["creation", "field", "creation", "creation"]
    assert [each.severity for each in listed] == ["down", "down", "down", "degraded"]


def test_degraded_time_is_listed_with_what_it_costs_beside_the_outages_that_cover_it() -> None:
    judged = a_plan(agreement(degraded=Fraction(1, 4)))
    told = outages(
        judged,
        row(1000, 2000, Origin.CREATION, degraded=True),
        row(1500, 1601, Origin.CREATION),
    )
    listed = list(listed_outages(judged, replace(no_rows(), outages=told), **ASKED))
    assert [(each.severity, each.weight, each.lost_seconds) for each in listed] == [
        ("degraded", 0.25, (1000 - 101) / 4),
        ("down", 1, 101),
    ]
    (figure,) = figures(judged, replace(no_rows(), outages=told), **ASKED).services
    assert (figure.down_seconds, figure.degraded_seconds) == (101, 899)


def test_of_starts_at_one_instant_the_best_known_is_told() -> None:
    judged = a_plan()
    told = outages(judged, row(0, 10, Origin.REOPENING), row(0, 20, Origin.FIELD), row(0, 30, Origin.CREATION))
    assert [share.origin for share in starts(judged, replace(no_rows(), outages=told))] == [Origin.FIELD]


def test_without_downtime_there_is_nothing_to_share() -> None:
    judged = a_plan()
    assert starts(judged, no_rows()) == ()


def test_the_overrun_of_a_maintenance_is_listed_beside_it() -> None:
    judged = a_plan(agreement())
    window = {"started_at": DAWN + 1000, "ended_at": DAWN + 2000, "approved_at": DAWN}
    quiet = {"started_at": DAWN + 6000, "ended_at": DAWN + 7000, "approved_at": DAWN}
    pending = {"started_at": DAWN + 8000, "ended_at": DAWN + 8100, "approved_at": DAWN + 9000}
    told = replace(
        no_rows(),
        exclusions=exclusions(judged, window, quiet, pending),
        outages=outages(
            judged,
            row(1500, 2300, Origin.STATED),
            row(2400, 2450, Origin.STATED),
            row(6100, 7000, Origin.STATED),
            row(8050, 8200, Origin.STATED),
        ),
    )
    listed = list(listed_exclusions(judged, told, **ASKED))
    assert [each.overrun_seconds for each in listed] == [300, 0, 0]
    (figure,) = figures(judged, told, **ASKED).services
    assert figure.down_seconds == 300 + 50 + 150
