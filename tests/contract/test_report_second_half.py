"""Workload, suppliers, exclusions, improvement, method and evidence of one October, worked by hand."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from collected import detailed
from report_world import World, ticket, utc, world

from slawatch.app.planning import planned
from slawatch.ingest.source import Batch
from slawatch.model.action import Acceptance, Action
from slawatch.model.correction import Correction, TimerExcluded
from slawatch.model.event import Event
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.reference import BreachRef, OutageRef
from slawatch.model.ticket import Ticket
from slawatch.reports.asked import ReportAsked
from slawatch.reports.assembly import document
from slawatch.reports.cells import (
    Cell,
    Clock,
    Count,
    Foreign,
    Instant,
    Linked,
    Money,
    Named,
    Phrase,
    Ratio,
    Seconds,
    Unknown,
)
from slawatch.reports.document import Document, Section
from slawatch.reports.material import Material
from slawatch.reports.notes import NOTHING, Notes, Place, Text
from slawatch.reports.subject import Subject
from slawatch.store.contract import OPERATOR

CONFIGURATION = """
sources:
  desk:
    kind: csv_events
    path: desk.csv
    columns: {id: id, at: at, status: status, priority: priority}
    map:
      service: {default: mail}
      kind: {field: type}
      team: {field: team}
      status: {new: new, open: open, closed: resolved}
  watch:
    kind: csv_outages
    path: watch.csv
    columns: {id: id, started_at: start, ended_at: end}
    map: {service: {default: mail}}
calendars: {office: {hours: {mon-fri: "09:00-17:00"}}}
parties: {acme: {kind: customer}, netco: {kind: supplier, name: {en: NetCo, zh: 网通}}}
services: {mail: {name: {en: Mail, zh: 邮件}, hours: office}}
agreements:
  gold:
    with: acme
    services: mail
    from: 2026-01-01
    objectives:
      uptime: {indicator: availability, target: 99.9%}
      fast: {indicator: resolution, within: 4h, target: 90%}
  line:
    kind: contract
    with: netco
    services: mail
    from: 2026-01-01
    credits: {currency: CNY, fee: 1000, bands: {"<99.9%": 10%}, claim_within: 30 days}
    objectives:
      uptime: {indicator: availability, target: 99%}
"""
OUTAGE = Outage(id="o1", service=None, started_at=utc(10, 8, 10, 30), ended_at=utc(10, 8, 11, 30))
WINDOW = Exclusion(
    id="x1", service="mail", started_at=utc(10, 8, 10), ended_at=utc(10, 8, 11), reason="new switch",
    author="li", approved_at=utc(10, 1), approved_by="zhang",
)  # fmt: skip
COLLECTED: dict[str, Material] = {}
"""By subject: judging the facts is most of the work."""


def told(name: str, kind: str, start: datetime, end: datetime | None) -> tuple[Ticket, tuple[Event, ...]]:
    """Return a ticket of a kind that the first line has."""
    return ticket(name, start, end, type=kind, team="first line")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = world(tmp_path_factory.mktemp("desk"), text=CONFIGURATION, with_facts=False)
    made.tell(
        told("1", "incident", utc(10, 5, 9), utc(10, 5, 11)),
        told("2", "incident", utc(10, 6, 9), utc(10, 7, 10)),
        told("3", "request", utc(9, 29, 9), utc(10, 2, 9)),
        told("4", "incident", utc(10, 30, 9), None),
        outages=(OUTAGE,),
        through=utc(11, 1, 12),
    )
    stated = Batch(cursor=None, exclusions=(WINDOW,))
    made.store.commit(OPERATOR, stated, at=made.clock.now(), config_hash="")
    yield made
    made.store.close()


def report(desk: World, subject: str = "organisation", notes: Notes = NOTHING) -> Document:
    if subject not in COLLECTED:
        asked = ReportAsked(subject=Subject.of(subject), period="2026-10")
        COLLECTED[subject] = Material.collected(desk.store, planned(desk.configuration.definitions), desk.clock, asked)
    return document(COLLECTED[subject], notes)


def section(told: Document, name: str) -> Section | None:
    return next((each for each in told.sections if each.id == name), None)


def rows(told: Document, table: str) -> list[dict[str, Cell]]:
    found = next(each for each in told.tables() if each.id == table)
    return [dict(zip((column.id for column in found.columns), row, strict=True)) for row in found.rows]


def test_open_before_and_in_less_out_is_open_after(desk: World) -> None:
    told = {str(row["ticket_kind"]): row for row in rows(report(desk), "workload-by-service")}
    counts = {
        str(kind): [row[name] for name in ("open_before", "created", "resolved", "open_after")]
        for kind, row in told.items()
    }
    assert counts == {
        str(Phrase("incident")): [Count(0), Count(3), Count(2), Count(1)],
        str(Phrase("request")): [Count(1), Count(0), Count(1), Count(0)],
    }


def test_the_one_open_ticket_is_two_days_and_three_hours_old(desk: World) -> None:
    (row,) = rows(report(desk), "backlog-age")
    assert row["open"] == Count(1)
    assert row["oldest"] == Seconds(183_600, Clock.ELAPSED)


def test_tickets_by_team_are_told_of_the_whole_organisation_only(desk: World) -> None:
    assert rows(report(desk), "workload-by-team")
    assert "workload-by-team" not in {each.id for each in report(desk, "agreement/gold").tables()}


def test_an_exclusion_is_told_with_who_stated_and_approved_it_and_what_ran_over(desk: World) -> None:
    gold = [row for row in detailed(report(desk), "exclusions") if row["agreement"] == Named("gold", {"en": "gold"})]
    (row,) = gold or detailed(report(desk, "agreement/gold"), "exclusions")
    assert (row["reason"], row["stated_by"], row["approved_by"], row["id"]) == (
        Foreign("new switch"), Foreign("li"), Foreign("zhang"), Foreign("x1"),
    )  # fmt: skip
    assert (row["excluded"], row["overrun"]) == (Seconds(3600), Seconds(1800))


def test_a_supplier_who_missed_a_band_owes_its_share_of_the_fee(desk: World) -> None:
    (row,) = rows(report(desk), "claims")
    assert row["amount"] == Money(Decimal("100.0"), "CNY")
    assert row["below"] == Ratio(Fraction(999, 1000), 2, is_limit=True)
    assert row["lost"] == Seconds(1800.0)
    assert row["supplier"] == Named("netco", {"en": "NetCo", "zh": "网通"})


def test_a_customer_reads_nothing_of_suppliers(desk: World) -> None:
    told = report(desk, "customer/acme")
    assert section(told, "suppliers") is None
    assert "netco" not in str(told).casefold()


def test_every_breach_and_unplanned_outage_is_listed_until_something_answers_it(desk: World) -> None:
    bare = {row["reference"].text: row["answered"] for row in rows(report(desk), "findings")}  # type: ignore[union-attr]
    assert bare == {
        "breach/gold/uptime/mail/2026-10": Phrase("not yet"),
        "breach/gold/fast/mail/2026-10": Phrase("not yet"),
        "outage/mail/2026-10-08T10:30:00Z/2026-10-08T11:30:00Z": Phrase("not yet"),
    }


def test_an_action_answers_an_outage_and_an_acceptance_a_breach_until_its_day(desk: World) -> None:
    outage = OutageRef(service_id="mail", started_at=utc(10, 8, 11), ended_at=utc(10, 8, 11, 1))
    uptime = BreachRef(sla="gold", objective="uptime", service_id="mail", period="2026-10")
    fast = BreachRef(sla="gold", objective="fast", service_id="mail", period="2026-10")
    action = Action(
        id="A-1", title="a second switch", about=(outage,), owner="wang", due_on=date(2026, 10, 31),
        author="li", stated_at=utc(10, 9), changed_by="li", changed_at=utc(10, 9),
    )  # fmt: skip
    taken = Acceptance(
        id="C-1", about=(uptime,), accepted_by="zhang", reason="known risk", author="li", stated_at=utc(10, 9)
    )
    over = Acceptance(
        id="C-2", about=(fast,), accepted_by="zhang", reason="once", author="li", stated_at=utc(10, 9),
        until=date(2026, 10, 31),
    )  # fmt: skip
    told = report(desk, notes=Notes(actions=(action,), acceptances=(taken, over)))
    found = {
        row["reference"].text.split("/")[0] + row["reference"].text.split("/")[2][:4]: row["answered"].text  # type: ignore[union-attr]
        for row in rows(told, "findings")
    }
    assert found == {"breachupti": "yes", "breachfast": "not yet", "outage2026": "yes"}
    (row,) = detailed(told, "actions")
    assert (row["overdue"], row["owner"]) == (Phrase("yes"), Foreign("wang"))
    assert isinstance(row["baseline"], Unknown)
    assert [each["holds"] for each in rows(told, "acceptances")] == [Phrase("yes"), Phrase("no")]


def test_a_text_is_read_in_the_language_in_which_it_was_written(desk: World) -> None:
    texts = tuple(
        Text(place=Place.DECISIONS, language=language, text=text, author="zhang", at=utc(11, 1))
        for language, text in (("en", "Buy a switch.\n\nTest it."), ("zh", "购买交换机。\n测试。"))
    )
    told = section(report(desk, notes=Notes(texts=texts)), "actions")
    assert told is not None
    prose = next(each for each in told.blocks if each.id == "decisions")
    assert prose.paragraphs[:2] == (  # type: ignore[union-attr]
        Named("decisions-1", {"en": "Buy a switch.", "zh": "购买交换机。"}),
        Named("decisions-2", {"en": "Test it.", "zh": "测试。"}),
    )


def test_the_evidence_of_an_availability_adds_up_to_its_hours(desk: World) -> None:
    stretches = rows(report(desk, "agreement/gold"), "evidence-intervals")
    seconds = {
        kind: sum(row["seconds"].value for row in stretches if row["time"] == Phrase(kind))  # type: ignore[union-attr]
        for kind in ("up", "down", "excluded")
    }
    assert seconds == {"up": 22 * 8 * 3600 - 3600 - 1800, "down": 1800, "excluded": 3600}
    assert sum(row["lost"].value for row in stretches) == 1800  # type: ignore[union-attr]


def test_every_timer_is_evidence_with_a_link_to_its_ticket(desk: World) -> None:
    timers = {row["id"].text: row for row in rows(report(desk), "evidence-timers")}  # type: ignore[union-attr]
    assert {name: row["outcome"].text for name, row in timers.items()} == {
        "1": "met",
        "2": "missed",
        "4": "missed",
    }
    assert [row["outcome"].text for row in timers.values()] == ["missed", "missed", "met"]  # paper holds the first
    assert timers["2"]["ticket"] == Linked(Foreign("T-2"), "/tickets/desk/2")
    assert timers["2"]["elapsed"] == Seconds(9 * 3600)
    assert timers["2"]["due_at"] == Instant(utc(10, 6, 13))


def test_corrections_of_other_customers_tickets_are_not_told(desk: World) -> None:
    stated = Correction(
        id="k1", source="desk", subject="2", told=TimerExcluded(), author="li", reason="a test", stated_at=utc(11, 1)
    )
    other = Correction(
        id="k2", source="desk", subject="99", told=TimerExcluded(), author="li", reason="another", stated_at=utc(11, 1)
    )
    for each in (stated, other):
        desk.store.correct(each, at=desk.clock.now())
    COLLECTED.clear()
    assert [row["id"] for row in rows(report(desk, "customer/acme"), "corrections")] == [Foreign("k1")]
    assert [row["id"] for row in rows(report(desk), "corrections")] == [Foreign("k1"), Foreign("k2")]
