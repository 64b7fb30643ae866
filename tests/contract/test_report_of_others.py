"""What a customer's report says of actions and corrections that also tell of another customer: no name, no word."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from report_world import World, ticket, utc, world

from slawatch.app.planning import planned
from slawatch.model.action import Acceptance, Action
from slawatch.model.correction import Correction, TimerExcluded
from slawatch.model.outage import Outage
from slawatch.model.reference import BreachRef, ObjectiveRef, OutageRef, Reference
from slawatch.reports.as_json import canonical
from slawatch.reports.asked import ReportAsked
from slawatch.reports.assembly import document
from slawatch.reports.cells import Cell, Foreign, Phrase, Unknown
from slawatch.reports.document import Document, Table
from slawatch.reports.material import Material
from slawatch.reports.notes import Notes
from slawatch.reports.subject import Subject

CONFIGURATION = """
sources:
  desk:
    kind: csv_events
    path: desk.csv
    columns: {id: id, at: at, status: status, priority: priority}
    map: {service: {default: mail}, kind: {default: incident}, status: {new: new, open: open, closed: resolved}}
  watch:
    kind: csv_outages
    path: watch.csv
    columns: {id: id, started_at: start, ended_at: end}
    map: {service: {values: {mail: mail, erp: erp}}}
calendars: {office: {hours: {mon-fri: "09:00-17:00"}}}
parties: {acme: {kind: customer}, bolt: {kind: customer}}
services: {mail: {hours: office}, erp: {hours: office}}
agreements:
  gold:
    with: acme
    services: mail
    from: 2026-01-01
    objectives:
      uptime: {indicator: availability, target: 99.9%}
      fast: {indicator: resolution, within: 4h, target: 90%}
  bronze:
    with: bolt
    services: [mail, erp]
    from: 2026-01-01
    objectives:
      uptime: {indicator: availability, target: 99.9%}
      slow-of-bolt: {indicator: resolution, when: {priority: P4}, within: 8h, target: 90%}
      fast: {indicator: resolution, within: 4h, target: 90%}
"""
MAIL, ERP = (
    OutageRef(service_id=service, started_at=utc(10, 8, 10), ended_at=utc(10, 8, 11)) for service in ("mail", "erp")
)
FAST, UPTIME, BRONZE_FAST = (
    BreachRef(sla=sla, objective=objective, service_id="mail", period="2026-10")
    for sla, objective in (("gold", "fast"), ("gold", "uptime"), ("bronze", "fast"))
)
OF_OTHERS = Phrase("an action that this report does not name")
ACCEPTED = Phrase("accepted, by somebody this report does not name")
CAUSE_OF_OTHERS = Unknown(Phrase("told in an action that this report does not name"))
NOBODY_SAID = Unknown(Phrase("nobody has said why"))


def action(name: str, *about: Reference, measure: ObjectiveRef | None = None) -> Action:
    return Action(
        id=name, title=f"title of {name}", about=about, owner="wang", due_on=date(2026, 12, 31), author="li",
        stated_at=utc(10, 9), changed_by="li", changed_at=utc(10, 9), cause=f"cause of {name}", measure=measure,
    )  # fmt: skip


ACTIONS = (
    action("A-1", FAST, BRONZE_FAST),
    action("A-2", MAIL),
    action("A-3", MAIL, ERP),
    action("A-4", UPTIME, measure=ObjectiveRef(sla="bronze", objective="uptime", service_id="erp")),
)

NOTES = Notes(actions=ACTIONS)
CORRECTIONS = (
    ("k-all", TimerExcluded()),
    ("k-bronze", TimerExcluded(agreement="bronze")),
    ("k-fast", TimerExcluded(objective="fast")),
    ("k-gone", TimerExcluded(objective="gone")),
    ("k-slow", TimerExcluded(objective="slow-of-bolt")),
)


def acceptance(name: str, by: str, *about: BreachRef | OutageRef) -> Acceptance:
    return Acceptance(
        id=name, about=about, accepted_by=by, reason=f"reason of {name}", author="li", stated_at=utc(10, 9)
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = world(tmp_path_factory.mktemp("others"), text=CONFIGURATION, with_facts=False)
    outages = tuple(
        Outage(id=each.service_id, service=each.service_id, started_at=each.started_at, ended_at=each.ended_at)
        for each in (MAIL, ERP)
    )
    made.tell(ticket("1", utc(10, 6, 9), utc(10, 7, 10)), outages=outages, through=utc(11, 1, 12))
    for name, told in CORRECTIONS:
        stated = Correction(
            id=name, source="desk", subject="1", told=told, author="li", reason=f"of {name}", stated_at=utc(11, 1)
        )
        made.store.correct(stated, at=made.clock.now())
    yield made
    made.store.close()


def report(desk: World, subject: str, notes: Notes = NOTES) -> Document:
    asked = ReportAsked(subject=Subject.of(subject), period="2026-10")
    plan = planned(desk.configuration.definitions)
    return document(Material.collected(desk.store, plan, desk.clock, asked), notes)


def rows(told: Document, table: str) -> list[dict[str, Cell]]:
    blocks = (block for section in told.sections for block in section.blocks)
    (found,) = (block for block in blocks if isinstance(block, Table) and block.id == table)
    return [dict(zip([column.id for column in found.columns], row, strict=True)) for row in found.rows]


def test_an_action_that_also_tells_of_another_customer_answers_and_is_not_named(desk: World) -> None:
    told = report(desk, "agreement/gold")
    answers = {row["reference"]: (row["actions"], row["answered"]) for row in rows(told, "findings")}
    assert answers == {
        Foreign(f"{FAST}"): (OF_OTHERS, Phrase("yes")),
        Foreign(f"{UPTIME}"): (OF_OTHERS, Phrase("yes")),
        Foreign(f"{MAIL}"): (Foreign("A-2"), Phrase("yes")),
    }
    text = canonical(told).decode()
    names = ("A-1", "A-2", "A-3", "A-4", "erp", "bronze", "slow-of-bolt", *(name for name, _ in CORRECTIONS))
    assert [name for name in names if name in text] == ["A-2", "k-all", "k-fast"]
    assert "cause of A-2" in text


def test_a_report_of_all_names_every_action_and_correction(desk: World) -> None:
    told = report(desk, "organisation")
    assert {row["actions"] for row in rows(told, "findings") if row["reference"] == Foreign(f"{MAIL}")} == {
        Foreign("A-2, A-3")
    }
    text = canonical(told).decode()
    for name in ("A-1", "A-2", "A-3", "A-4"):
        assert f"title of {name}" in text
    assert [row["id"] for row in rows(told, "corrections")] == [Foreign(name) for name, _ in CORRECTIONS]


def test_corrections_of_the_timers_of_another_agreement_are_told_in_its_own_report(desk: World) -> None:
    own = {sla: rows(report(desk, f"agreement/{sla}"), "corrections") for sla in ("gold", "bronze")}
    assert {sla: [row["id"] for row in told] for sla, told in own.items()} == {
        "gold": [Foreign("k-all"), Foreign("k-fast")],
        "bronze": [Foreign("k-all"), Foreign("k-bronze"), Foreign("k-fast"), Foreign("k-slow")],
    }


def test_who_accepted_it_for_another_customer_too_is_not_named(desk: World) -> None:
    both = acceptance("X-1", "Herr Bolt", MAIL, ERP)
    told = report(desk, "agreement/gold", Notes(acceptances=(both,)))
    (row,) = (row for row in rows(told, "findings") if row["reference"] == Foreign(f"{MAIL}"))
    assert (row["accepted_by"], row["answered"]) == (ACCEPTED, Phrase("yes"))
    assert [row["action"] for row in rows(told, "outages")] == [ACCEPTED]
    assert not [name for name in ("X-1", "Herr Bolt") if name in canonical(told).decode()]


def test_who_accepted_it_alone_is_named_beside_those_who_are_not(desk: World) -> None:
    accepted = (acceptance("X-1", "Herr Bolt", MAIL, ERP), acceptance("X-2", "Frau Acme", MAIL))
    told = report(desk, "agreement/gold", Notes(acceptances=accepted))
    (row,) = (row for row in rows(told, "findings") if row["reference"] == Foreign(f"{MAIL}"))
    assert row["accepted_by"] == Foreign("Frau Acme")
    by_acme = Phrase("accepted by {name}", {"name": Foreign("Frau Acme")})
    both = Phrase("{one}, {more}", {"one": by_acme, "more": ACCEPTED})
    assert [row["action"] for row in rows(told, "outages")] == [both]
    whole = report(desk, "organisation", Notes(acceptances=accepted))
    (row,) = (row for row in rows(whole, "findings") if row["reference"] == Foreign(f"{MAIL}"))
    assert row["accepted_by"] == Foreign("Herr Bolt, Frau Acme")


@pytest.mark.parametrize("section", ["breaches", "outages"])
def test_a_cause_that_stands_in_an_action_of_others_was_said_although_it_is_not_told(desk: World, section: str) -> None:
    of_others = (action("A-1", FAST, UPTIME, BRONZE_FAST), action("A-3", MAIL, ERP))
    silent = tuple(replace(each, cause="") for each in of_others)
    for actions, said in ((of_others, CAUSE_OF_OTHERS), (silent, NOBODY_SAID)):
        told = [row["cause"] for row in rows(report(desk, "agreement/gold", Notes(actions=actions)), section)]
        assert told == [said] * {"breaches": 2, "outages": 1}[section]
