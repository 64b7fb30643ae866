"""Tickets counted as they lie."""

from figure_cases import MAIL, SHOP, a_plan, agreement, at, outages, seconds, ticket_rows

from slawatch.engine import workload
from slawatch.engine.columns import NEVER
from slawatch.engine.windows import current_and_previous, months, retention_start
from slawatch.model.agreement import PeriodKind
from slawatch.model.result import OpenTickets, Relative, SourceQuality

JUNE = seconds("2026-06-10")
MAY = seconds("2026-05-10")


def test_open_tickets_are_those_that_are_not_done() -> None:
    judged = a_plan()
    rows = ticket_rows(
        judged, {}, {"priority": "P1"}, {"done_at": JUNE}, {"service": SHOP, "kind": "change"}, {"service": ""}
    )
    assert workload.open_tickets(rows, judged.words.words) == {
        MAIL: (
            OpenTickets(kind="incident", priority="P2", tickets=1),
            OpenTickets(kind="incident", priority="P1", tickets=1),
        ),
        SHOP: (OpenTickets(kind="change", priority="P2", tickets=1),),
        "": (OpenTickets(kind="incident", priority="P2", tickets=1),),
    }


def test_unjudged_tickets_are_told_in_the_period_of_their_creation() -> None:
    judged = a_plan()
    rows = ticket_rows(
        judged,
        {"created_at": JUNE, "judged": False},
        {"created_at": MAY, "judged": False, "kind": "request"},
        {"created_at": seconds("2026-04-30T23:59:59"), "judged": False},
        {"created_at": JUNE},
    )
    windows = current_and_previous(agreement(), at("2026-06-20"))
    told = workload.unjudged(rows, windows, MAIL, judged.words.words)
    assert [(each.kind, each.period, each.tickets) for each in told] == [
        ("incident", Relative.CURRENT, 1),
        ("request", Relative.PREVIOUS, 1),
    ]


def test_tickets_of_a_service_that_nobody_defined_are_told_under_no_name() -> None:
    judged = a_plan()
    rows = ticket_rows(judged, {"ticket": 1}, {"ticket": 2, "service": ""}, {"ticket": 3, "service": "cellar"})
    parts = dict(workload.of_services(rows, {MAIL: judged.words.code(MAIL)}))
    assert {service: part.ticket.tolist() for service, part in parts.items()} == {MAIL: [1], "": [2, 3]}


def test_words_that_nothing_maps_are_counted_by_attribute_and_zero_is_told() -> None:
    judged = a_plan()
    rows = ticket_rows(judged, {"unmapped": 1}, {"unmapped": 5}, {"unmapped": 0}, {"unmapped": 2, "source": "other"})
    told = outages(
        judged,
        {"unmapped": True},
        {"service": "", "unmapped": True},
        {"service": "cellar"},
        {"service": "cellar", "source": "other"},
    )
    code = judged.words.code
    assert list(workload.quality(rows, told, {"desk": code("desk")}, [code(MAIL)])) == [
        SourceQuality(source="desk", attribute="status", tickets=2),
        SourceQuality(source="desk", attribute="priority", tickets=0),
        SourceQuality(source="desk", attribute="service", tickets=1, outages=2),
        SourceQuality(source="desk", attribute="change_type", tickets=0),
        SourceQuality(source="desk", attribute="severity", tickets=None, outages=2),
    ]


def test_an_outage_that_ended_before_the_periods_that_are_told_is_counted_no_more() -> None:
    judged = a_plan()
    rows = outages(judged, {"ended_at": MAY}, {"ended_at": JUNE}, {"detected_at": 7})
    kept = workload.recent_outages(rows, MAY)
    assert kept.ended_at.tolist() == [JUNE, NEVER]


def test_recent_tickets_are_open_or_created_or_done_since() -> None:
    judged = a_plan()
    rows = ticket_rows(
        judged,
        {"ticket": 1, "created_at": MAY},
        {"ticket": 2, "created_at": MAY, "done_at": MAY + 1},
        {"ticket": 3, "created_at": MAY, "done_at": JUNE},
        {"ticket": 4, "created_at": JUNE, "done_at": NEVER},
    )
    assert workload.recent(rows, JUNE).ticket.tolist() == [1, 3, 4]


def test_as_of_at_the_edge_of_two_periods_belongs_to_the_new_one() -> None:
    current, before = current_and_previous(agreement(timezone="Asia/Shanghai"), at("2026-05-31T16:00:00"))
    assert current.period.start == at("2026-05-31T16:00:00")
    assert before.period.end == at("2026-05-31T16:00:00")
    assert (current.relative, before.relative) == (Relative.CURRENT, Relative.PREVIOUS)
    assert (current.running, before.running) == (True, False)


def test_a_month_without_an_agreement_is_a_calendar_month() -> None:
    current, before = months(at("2026-06-20"))
    assert (current.period.start, before.period.start) == (at("2026-06-01"), at("2026-05-01"))


def test_what_the_longest_periods_need_is_kept() -> None:
    yearly = agreement(period=PeriodKind.YEAR)
    assert retention_start((agreement(), yearly), at("2026-06-20")) == seconds("2025-01-01")
    assert retention_start((), at("2026-06-20")) == seconds("2026-05-01")
