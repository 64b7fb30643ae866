"""Which tickets, problems and changes stand behind an outage, and an agreement whose promise changed within a year."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from collected import asked, detailed, rows

from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.desk import Relation
from slawatch.model.event import Event, EventType
from slawatch.model.mapping import FieldMap, OutageRule, SourceMapping
from slawatch.model.outage import Outage
from slawatch.model.result import State
from slawatch.model.ticket import Ticket
from slawatch.reports.assembly import document
from slawatch.reports.cells import (
    Cell,
    Clock,
    Foreign,
    Instant,
    Linked,
    Named,
    Phrase,
    Ratio,
    Seconds,
    Standing,
    Unknown,
)
from slawatch.reports.document import Document
from slawatch.reports.material import Material
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import agreement, definitions, planned

NOW = datetime(2026, 11, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAPPING = SourceMapping(
    attributes={
        "service": FieldMap(field="service"),
        "kind": FieldMap(field="kind", default="incident"),
        "category": FieldMap(field="area"),
    },
    status=FieldMap(field="status", values={"open": "open", "done": "resolved"}),
    outage=OutageRule(field="kind", equals=frozenset({"incident"})),
    links={Relation.PROBLEM: "problem_id", Relation.CHANGE: "rfc"},
)


def uptime(target: str) -> Objective:
    return Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(target))


def utc(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path / 'slawatch.db'}")
    yield opened
    opened.close()


def tell(store: SqlStore, *incidents: tuple[str, datetime, dict[str, str]], outages: tuple[Outage, ...] = ()) -> None:
    """Tell of incidents that are outages for an hour each."""
    events = [
        each
        for name, at, said in incidents
        for each in (
            Event(
                ticket_id=name,
                type=EventType.CREATED,
                at=at,
                native_id=f"{name}/new",
                fields={"status": "open", **said},
            ),
            Event(
                ticket_id=name, type=EventType.STATUS, at=at + HOUR, native_id=f"{name}/end", field="status", new="done"
            ),
        )
    ]
    tickets = tuple(Ticket(id=name, key=f"T-{name}", created_at=at) for name, at, _ in incidents)
    batch = Batch(cursor="1", tickets=tickets, events=tuple(events), outages=outages, complete_through=NOW)
    store.commit("desk", batch, at=NOW, config_hash="h")


def reported(store: SqlStore, period: str, *versions: object) -> Document:
    what = definitions(*versions, mapping=MAPPING)  # type: ignore[arg-type]
    return document(
        Material.collected(store, planned(what), ManualClock(NOW), asked("organisation", period, as_of=NOW))
    )


def names(cell: Cell) -> list[str]:
    """Return the texts of a cell, one after the other."""
    match cell:
        case Linked():
            return names(cell.cell)
        case Phrase():
            return [text for part in cell.parts.values() for text in names(part)]
        case Foreign():
            return [cell.text]
        case _:
            return []


def test_behind_an_outage_stand_its_tickets_and_what_they_name(store: SqlStore) -> None:
    """Two incidents overlap and are one outage; a third, of another day, is none of it."""
    tell(
        store,
        ("1", utc(10, 5, 9), {"service": "mail", "area": "network", "problem_id": "P-7"}),
        ("2", utc(10, 5, 9) + HOUR / 2, {"service": "mail", "area": "network", "rfc": "C-3", "problem_id": "P-7"}),
        ("3", utc(10, 20, 9), {"service": "mail", "area": "disk", "rfc": "C-9"}),
    )
    found = {row["from"].at: row for row in detailed(reported(store, "2026-10", agreement(uptime("0.99"))), "outages")}  # type: ignore[union-attr]
    assert found.keys() == {utc(10, 5, 9), utc(10, 20, 9)}
    first, other = found[utc(10, 5, 9)], found[utc(10, 20, 9)]
    assert first["lost"] == Seconds(5_400)
    assert [names(first[each]) for each in ("tickets", "problem", "change", "category")] == [
        ["1", "2"], ["P-7"], ["C-3"], ["network"],
    ]  # fmt: skip
    assert [names(other[each]) for each in ("tickets", "change", "category")] == [["3"], ["C-9"], ["disk"]]
    assert other["problem"] == Unknown(Phrase("none named"))


def test_an_outage_that_monitoring_tells_leads_to_the_ticket_that_it_names(store: SqlStore) -> None:
    """The ticket is about another service, so that it tells no outage of this one."""
    seen = Outage(id="o1", service="mail", started_at=utc(10, 5, 9), ended_at=utc(10, 5, 10), ticket_id="8")
    tell(store, ("8", utc(10, 5, 9), {"service": "", "rfc": "C-1"}), outages=(seen,))
    (row,) = detailed(reported(store, "2026-10", agreement(uptime("0.99"))), "outages")
    assert (names(row["tickets"]), names(row["change"])) == (["8"], ["C-1"])


def test_each_month_of_a_year_is_judged_by_the_version_in_force(store: SqlStore) -> None:
    """An hour is 0.13 % of March and of September: 99 % allows it, and 99.9 %, which holds from July on, does not."""
    tell(
        store,
        ("0", utc(1, 1), {"service": ""}),
        ("1", utc(3, 5), {"service": "mail"}),
        ("2", utc(9, 5), {"service": "mail"}),
    )
    old = replace(agreement(uptime("0.99")), version=1, ends_at=utc(7, 1))
    new = replace(agreement(uptime("0.999")), version=2, starts_at=utc(7, 1))
    found = {row["period"].text: row for row in rows(reported(store, "2026", old, new), "own-periods")}  # type: ignore[union-attr]
    for month, target, state in (("2026-03", "0.99", State.MET), ("2026-09", "0.999", State.BREACHED)):
        assert found[month]["target"] == Ratio(Fraction(target), 2, is_limit=True)
        assert found[month]["state"] == Standing(state)


def test_what_was_promised_is_told_as_it_was_judged_though_a_later_version_is_agreed_on(store: SqlStore) -> None:
    """October is judged by 20 minutes, which an hour misses; from January on 4 hours hold."""
    tell(store, ("1", utc(10, 5, 9), {"service": "mail", "kind": "request"}))
    fast, slow = (
        Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(1), within=within)
        for within in (1_200, 14_400)
    )
    old = replace(agreement(fast), version=1, ends_at=utc(1, 1).replace(year=2027))
    new = replace(agreement(slow), version=2, starts_at=old.ends_at)
    told = reported(store, "2026-10", old, new)
    judged = Named("solve", {"en": "Resolved within 20 min", "zh": "20 分钟内解决"})
    (response,), (found,) = rows(told, "response"), rows(told, "findings")
    assert response["objective"] == judged
    assert isinstance(found["finding"], Phrase)
    assert found["finding"].parts["objective"] == judged


def test_an_outage_that_agreements_merge_differently_stands_in_a_report_once(store: SqlStore) -> None:
    """Gold bridges half an hour between two hours and counts one outage of 2.5 hours; silver counts both hours."""
    tell(store, ("1", utc(10, 5, 9), {"service": "mail"}), ("2", utc(10, 5, 10) + HOUR / 2, {"service": "mail"}))
    gold = replace(agreement(uptime("0.99"), name="gold"), merge_gap=3600)
    told = reported(store, "2026-10", agreement(uptime("0.99"), name="silver"), gold)
    (row,) = detailed(told, "outages")
    assert (row["from"], row["to"]) == (Instant(utc(10, 5, 9)), Instant(utc(10, 5, 11) + HOUR / 2))
    assert (row["lost"], row["length"]) == (Seconds(9_000), Seconds(9_000, Clock.ELAPSED))
    assert names(row["tickets"]) == ["1", "2"]
    (finding,) = (each for each in rows(told, "findings") if each["finding"] == Phrase("unplanned outage"))
    assert finding["at"] == row["from"]


def test_a_customer_reads_of_outages_as_their_own_agreements_count_them(store: SqlStore) -> None:
    """Gold, which somebody else has, makes one outage of two hours; silver's report tells of two in all its parts."""
    tell(store, ("1", utc(10, 5, 9), {"service": "mail"}), ("2", utc(10, 5, 10) + HOUR / 2, {"service": "mail"}))
    gold = replace(agreement(uptime("0.99"), name="gold"), merge_gap=3600)
    plan = planned(definitions(agreement(uptime("0.99"), name="silver"), gold, mapping=MAPPING))
    own = asked("agreement/silver", "2026-10", as_of=NOW)
    told = document(Material.collected(store, plan, ManualClock(NOW), own))
    listed = {row["from"] for row in detailed(told, "outages")}
    found = [row["at"] for row in rows(told, "findings") if row["finding"] == Phrase("unplanned outage")]
    assert len(found) == len(listed) == 2
    assert set(found) == listed


def test_a_report_after_others_of_the_same_facts_reads_as_one_made_alone(store: SqlStore) -> None:
    """What others asked for is kept by stretch: a month after its year, and an agreement after the whole."""
    tell(store, ("1", utc(10, 5, 9), {"service": "mail"}), ("2", utc(9, 5), {"service": "mail"}))
    plan = planned(definitions(agreement(uptime("0.99")), agreement(uptime("0.9"), name="silver"), mapping=MAPPING))

    def alone(subject: str, period: str) -> Material:
        return Material.collected(store, plan, ManualClock(NOW), asked(subject, period, as_of=NOW))

    whole = alone("organisation", "2026")
    document(whole)
    for subject, period in (
        ("organisation", "2026-10"),
        ("agreement/silver", "2026-10"),
        ("agreement/gold", "2026-09"),
    ):
        after = whole.about(asked(subject, period))
        assert after.base is whole.base
        assert document(after) == document(alone(subject, period))
