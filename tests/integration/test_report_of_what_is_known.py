"""Reports of a past that is stored in part, and of services of whose outages no source tells."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from collected import asked, block, rows

from slawatch.ingest.source import Batch
from slawatch.model.action import Acceptance
from slawatch.model.agreement import Indicator, Objective, PeriodKind
from slawatch.model.definitions import Definitions
from slawatch.model.event import Event, EventType
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import Outage
from slawatch.model.reference import BreachRef
from slawatch.model.ticket import Ticket
from slawatch.reports.answers import acceptances_of
from slawatch.reports.assembly import document
from slawatch.reports.cells import Count, Foreign, Instant, Phrase, Ratio, Seconds, Spark, Unknown
from slawatch.reports.document import Document, Item, Items, Prose, Strip, Tile, Tiles, Trend
from slawatch.reports.material import Material
from slawatch.reports.notes import Notes
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import agreement, definitions, planned

NOW = datetime(2026, 11, 3, tzinfo=UTC)
UPTIME = Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
SOLVED = Objective(id="solved", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=3600)
PARTLY = Unknown(Phrase("facts of only a part of that time are stored"))
NOT_YET = Unknown(Phrase("a source of it did not tell of that time yet"))
LATELY = (datetime(2026, 10, 6, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
UNTOLD = Unknown(Phrase("no source tells outages of this service"))
MAPPING = SourceMapping(
    attributes={
        "service": FieldMap(field="service", default="mail"),
        "kind": FieldMap(field="kind", default="incident"),
    },
    status=FieldMap(field="status", values={"open": "open", "done": "resolved"}),
)


def promised(*objectives: Objective, **changes: object) -> Definitions:
    own = replace(agreement(*objectives), **changes)  # type: ignore[arg-type]
    return definitions(own, mapping=MAPPING)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path / 'slawatch.db'}")
    yield opened
    opened.close()


def utc(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def tell(store: SqlStore, *tickets: datetime, outages: tuple[datetime, ...] = (), source: str = "desk") -> None:
    """Tell of tickets that were done within half an hour, and of outages of half an hour."""
    half = timedelta(minutes=30)
    events = [
        each
        for n, at in enumerate(tickets)
        for each in (
            Event(ticket_id=f"{n}", type=EventType.CREATED, at=at, native_id=f"{n}/new", fields={"status": "open"}),
            Event(
                ticket_id=f"{n}",
                type=EventType.STATUS,
                at=at + half,
                native_id=f"{n}/end",
                field="status",
                new="done",
            ),
        )
    ]
    batch = Batch(
        cursor="1",
        tickets=tuple(Ticket(id=f"{n}", key=f"T-{n}", created_at=at) for n, at in enumerate(tickets)),
        events=tuple(events),
        outages=tuple(Outage(id=f"o{at}", service="mail", started_at=at, ended_at=at + half) for at in outages),
        complete_through=NOW,
    )
    store.commit(source, batch, at=NOW, config_hash="h")


def material(store: SqlStore, what: Definitions, period: str = "2026-10", subject: str = "organisation") -> Material:
    return Material.collected(store, planned(what), ManualClock(NOW), asked(subject, period, as_of=NOW))


def tiles(report: Document, name: str = "key-figures") -> dict[str, Tile]:
    found = block(report, name)
    assert isinstance(found, Tiles)
    return {each.title.text: each for each in found.tiles}


def prose(report: Document, name: str) -> list[str]:
    found = block(report, name)
    assert isinstance(found, Prose)
    return [each.text for each in found.paragraphs if isinstance(each, Phrase)]


@pytest.mark.parametrize(
    ("first", "began", "is_compared"),
    [
        (utc(9, 23), None, False),
        (utc(9, 2, 0), None, True),
        (utc(9, 2, 1), None, False),
        (utc(9, 23), utc(9, 22), True),
        (utc(9, 23), utc(9, 10), False),
    ],
)
def test_only_a_month_that_is_stored_whole_is_compared(
    store: SqlStore, first: datetime, began: datetime | None, *, is_compared: bool
) -> None:
    tell(store, first, utc(10, 5), outages=(utc(10, 6),))
    report = document(material(store, promised(UPTIME, SOLVED, starts_at=began)))
    told = tiles(report)
    assert (told["Outages"].value, told["Objectives breached"].value) == (Count(1), Count(0))
    before = [told[name].previous for name in ("Availability", "Outages", "Objectives breached", "Tickets in time")]
    assert [each == PARTLY for each in before] == [not is_compared] * 4
    (row,) = rows(report, "availability")
    assert isinstance(row["year"], Spark)
    assert (row["year"].values[-2] is not None, row["year"].values[-1] is not None) == (is_compared, True)
    trend = block(report, "outages-by-month")
    assert isinstance(trend, Trend)
    assert trend.series[0].cells[-2:] == ((Count(0) if is_compared else PARTLY), Count(1))
    (reliability,) = rows(report, "reliability")
    assert (reliability["before"] == PARTLY) is not is_compared


def of_two_sources() -> Definitions:
    """Mail is told by the desk, erp by a tool of its own, and outages of both by a watch."""
    own = agreement(UPTIME, SOLVED, services=("mail", "erp"))
    named = {
        "desk": FieldMap(field="service", default="mail", values={"mail": "mail"}),
        "tool": FieldMap(field="service", default="erp", values={"erp": "erp"}),
        "watch": FieldMap(field="service", values={"mail": "mail", "erp": "erp"}),
    }
    mappings = {
        source: replace(MAPPING, attributes={**MAPPING.attributes, "service": each}) for source, each in named.items()
    }
    return replace(definitions(own, services={"mail": "always", "erp": "always"}), mappings=mappings)


@pytest.mark.parametrize(("first", "is_compared"), [(utc(9, 1, 12), True), (utc(9, 20), False)])
def test_a_source_that_joined_later_is_not_held_against_what_it_did_not_tell(
    store: SqlStore, first: datetime, *, is_compared: bool
) -> None:
    tell(store, utc(8, 1), utc(10, 5))
    tell(store, first, utc(10, 7), source="tool")
    tell(store, outages=(utc(10, 6),), source="watch")  # quiet till then, which says nothing of when it began
    report = document(material(store, of_two_sources()))
    before = [tiles(report)[name].previous for name in ("Availability", "Outages", "Tickets in time")]
    assert [each == NOT_YET for each in before] == [not is_compared] * 3
    assert (tiles(report, "workload-key")["Tickets created"].previous == NOT_YET) is not is_compared
    trend = block(report, "outages-by-month")
    assert isinstance(trend, Trend)
    both, mail, erp = (each.cells[-2] for each in trend.series)
    assert mail == Count(0)
    assert [both, erp] == [Count(0) if is_compared else NOT_YET] * 2
    months = {row["service"].id: row["year"].values[-2] for row in rows(report, "objectives")}  # type: ignore[union-attr]
    assert months == {"mail": None, "erp": 1.0 if is_compared else None}  # nobody told mail of anything in September
    of_mail = document(material(store, of_two_sources(), subject="service/mail"))
    assert tiles(of_mail)["Outages"].previous == Count(0)


def test_the_evidence_of_a_month_holds_what_came_later_only_where_an_agreement_shows_more(store: SqlStore) -> None:
    monthly = agreement(UPTIME, name="gold", services=("mail",))
    quarterly = replace(agreement(UPTIME, name="silver", services=("erp",)), period=PeriodKind.QUARTER)
    values = FieldMap(field="service", values={"mail": "mail", "erp": "erp"})
    mapping = replace(MAPPING, attributes={**MAPPING.attributes, "service": values})
    services = {"mail": "always", "erp": "always"}
    for service in services:
        half = timedelta(minutes=30)
        told = [Outage(id=f"{service}-{at:%m}", service=service, started_at=at, ended_at=at + half) for at in LATELY]
        store.commit("desk", Batch(cursor=service, outages=tuple(told), complete_through=NOW), at=NOW, config_hash="h")
    what = definitions(monthly, quarterly, mapping=mapping, services=services)
    found = rows(document(material(store, what)), "evidence-outages")
    assert [row["id"] for row in found] == [Foreign("erp-10"), Foreign("mail-10"), Foreign("erp-11")]


def test_the_desks_work_is_compared_by_the_same_rule(store: SqlStore) -> None:
    """It belongs to no agreement, so that one began later excuses nothing."""
    tell(store, utc(9, 23), utc(10, 5))
    told = tiles(document(material(store, promised(SOLVED, starts_at=utc(9, 22)))), "workload-key")
    assert (told["Tickets created"].value, told["Tickets created"].previous) == (Count(1), PARTLY)


def test_the_reports_own_month_is_told_with_since_when_facts_are_stored(store: SqlStore) -> None:
    tell(store, utc(10, 25), outages=(utc(10, 26),))
    report = document(material(store, promised(UPTIME)))
    (row,) = rows(report, "availability")
    assert row["attained"] == Ratio(Fraction(2_678_400 - 1_800, 2_678_400), 2)
    cover = block(report, "cover")
    assert isinstance(cover, Items)
    assert Item(Phrase("Facts are stored from"), Instant(utc(10, 25))) in cover.items
    assert "The first fact that is stored is of {at}; what was before it counts as up." in prose(
        report, "objectives-remarks"
    )


def test_where_no_source_tells_outages_nothing_is_said_of_any(store: SqlStore) -> None:
    tell(store, utc(9, 1), utc(10, 5))
    report = document(material(store, promised(SOLVED)))
    told = tiles(report)
    assert (told["Outages"].value, told["Time lost"].value) == (UNTOLD, UNTOLD)
    assert told["Tickets in time"].value == Ratio(Fraction(1), 2)
    (state,) = rows(report, "states")
    assert (state["outages"], state["lost"]) == (UNTOLD, UNTOLD)
    for name in ("days-untold", "outages-untold", "reliability-untold"):
        assert prose(report, name) == ["No source tells outages of {services}, so nothing is known of them here."]
    assert "No outage cost agreed time." not in prose(report, "what-happened")
    assert not [each for section in report.sections for each in section.blocks if isinstance(each, Strip)]
    assert "reliability" not in {each.id for each in report.tables()}
    assert rows(report, "evidence-intervals") == []


def test_a_promise_on_outages_that_no_source_tells_keeps_its_figure_with_a_warning(store: SqlStore) -> None:
    tell(store, utc(9, 1), utc(10, 5))
    report = document(material(store, promised(UPTIME)))
    (row,) = rows(report, "availability")
    assert row["attained"] == Ratio(Fraction(1), 2)
    assert prose(report, "objectives-remarks") == [
        "No source tells outages of {services}: each counts as up for as long as nobody says otherwise."
    ]


def test_one_told_outage_is_enough_to_know_of_the_others(store: SqlStore) -> None:
    tell(store, utc(9, 1), outages=(utc(9, 2),))
    report = document(material(store, promised(SOLVED)))
    assert tiles(report)["Outages"].value == Count(0)
    (state,) = rows(report, "states")
    assert state["lost"] == Seconds(0)


@pytest.mark.parametrize(("period", "name"), [("current", "2026-11"), ("previous", "2026-10"), ("2026-Q3", "2026-Q3")])
def test_a_report_is_called_by_the_name_of_its_period(store: SqlStore, period: str, name: str) -> None:
    tell(store, utc(9, 1))
    identity = document(material(store, promised(SOLVED), period)).identity
    assert (identity.period, identity.id) == (name, f"organisation-{name}")


@pytest.mark.parametrize(("zone", "holds"), [("UTC", True), ("Asia/Shanghai", False)])
def test_an_acceptance_holds_until_its_day_is_over_where_the_agreement_is_at_home(
    store: SqlStore, zone: str, *, holds: bool
) -> None:
    """At 20:00 UTC of 31 October it is 1 November in Shanghai."""
    tell(store, utc(9, 1))
    what = promised(SOLVED, timezone=zone)
    told = Material.collected(
        store, planned(what), ManualClock(NOW), asked("organisation", "2026-10", as_of=utc(10, 31, 20))
    )
    breach = BreachRef(sla="gold", objective="solved", service_id="mail", period="2026-10")
    accepted = Acceptance(
        id="C-1",
        about=(breach,),
        accepted_by="li",
        reason="known",
        author="li",
        stated_at=utc(10, 9),
        until=date(2026, 10, 31),
    )
    assert bool(acceptances_of(breach, Notes(acceptances=(accepted,)), told)) is holds
