"""Which objective judges a ticket, and how raw words become attributes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Judged
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import EventType
from slawatch.model.hours import WorkingHours
from slawatch.model.instant import from_epoch
from slawatch.model.mapping import FieldMap
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import ALWAYS, PLAIN, agreement, definitions, planned

HOUR = 3600
NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp())
ANY = Objective(id="any", indicator=Indicator.RESOLUTION, target=Fraction(1), within=8 * HOUR)
P1 = replace(ANY, id="p1", within=4 * HOUR, when={"priority": frozenset({"P1"})})
DESK = replace(ANY, id="desk", when={"source": frozenset({"desk"}), "kind": frozenset({"incident", "request"})})


def opened(fields: Mapping[str, str], *events: Told, at: int = NOON) -> TicketStory:
    return TicketStory(created_at=at, fields={"service": "mail", "priority": "P1"} | fields, events=events)


def told(plan: Plan, *stories: TicketStory, after: int = 9 * HOUR) -> Judged:
    return judged(facts(stories), plan, horizon=NOON + after)


def judges(found: Judged, plan: Plan) -> list[tuple[int, str, str]]:
    rows = found.timers
    promises = [plan.promises[number] for number in rows.promise]
    return sorted((int(t), p.agreement.id, p.objective.id) for t, p in zip(rows.ticket, promises, strict=True))


def test_the_first_objective_that_matches_judges_in_file_order() -> None:
    plan = planned(definitions(agreement(P1, ANY)))
    found = told(plan, opened({}), opened({"priority": "P3"}))
    assert judges(found, plan) == [(1, "gold", "p1"), (2, "gold", "any")]


def test_each_agreement_judges_for_itself() -> None:
    plan = planned(definitions(agreement(P1), agreement(ANY, name="ola")))
    assert judges(told(plan, opened({})), plan) == [(1, "gold", "p1"), (1, "ola", "any")]


def test_an_open_ticket_is_judged_by_what_it_is_now_and_a_done_one_by_what_it_was_then() -> None:
    plan = planned(definitions(agreement(P1, ANY)))
    lowered = Told(NOON + 2 * HOUR, EventType.PRIORITY, "P3")
    done = Told(NOON + HOUR, EventType.STATUS, "resolved")
    found = told(plan, opened({}, lowered), opened({}, done, lowered))
    assert judges(found, plan) == [(1, "gold", "any"), (2, "gold", "p1")]
    assert [plan.words.words[code] for code in found.tickets.priority] == ["P3", "P3"]


def test_source_and_kind_can_be_asked_for() -> None:
    plan = planned(definitions(agreement(DESK)))
    found = told(plan, opened({"kind": "request"}), opened({"kind": "change"}))
    assert judges(found, plan) == [(1, "gold", "desk")]
    assert found.tickets.judged.tolist() == [True, False]


def test_a_ticket_of_another_service_or_of_none_is_not_judged() -> None:
    plan = planned(definitions(agreement(ANY)))
    found = told(plan, opened({"service": "erp"}), opened({"service": ""}))
    assert judges(found, plan) == []
    assert found.tickets.unmapped.tolist() == [0, 4]


def test_a_ticket_that_is_void_needs_no_mapping() -> None:
    gone, done = Told(NOON + HOUR, EventType.DELETED), Told(NOON + HOUR, EventType.STATUS, "resolved")
    found = told(planned(definitions(agreement(ANY))), opened({"service": ""}, gone), opened({"service": ""}, done))
    assert found.tickets.unmapped.tolist() == [0, 4]


def test_an_agreement_judges_tickets_opened_from_its_start_to_before_its_end() -> None:
    window = replace(agreement(ANY), starts_at=from_epoch(NOON), ends_at=from_epoch(NOON + HOUR))
    plan = planned(definitions(window))
    stories = [opened({}, at=at) for at in (NOON - 1, NOON, NOON + HOUR - 1, NOON + HOUR)]
    assert [ticket for ticket, *_ in judges(told(plan, *stories), plan)] == [2, 3]


def test_an_objective_without_hours_counts_in_the_hours_of_each_service() -> None:
    mornings = WorkingHours(id="mornings", timezone="UTC", weekly=(((8 * HOUR, 13 * HOUR),),) * 7)
    plan = planned(
        definitions(
            agreement(ANY, services=("mail", "erp")),
            hours=(ALWAYS, mornings),
            services={"mail": "always", "erp": "mornings"},
        )
    )
    found = told(plan, opened({}), opened({"service": "erp"}))
    assert found.timers.elapsed.tolist() == [9 * HOUR, HOUR]


def test_the_mapping_says_which_raw_field_tells_an_attribute_and_what_it_means() -> None:
    mapping = replace(
        PLAIN,
        attributes={
            "service": FieldMap(field="queue", values={"Mail*": "mail"}),
            "priority": FieldMap(field="urgency", values={"90..100": "P1", "0..89": "P3"}),
        },
    )
    plan = planned(definitions(agreement(P1, ANY), mapping=mapping))
    raised = Told(NOON + HOUR, EventType.PRIORITY, "95", "urgency")
    ignored = Told(NOON + HOUR, EventType.SCOPE, "0", "impact")
    moved = Told(NOON + HOUR, EventType.SCOPE, "Mail gateway", "queue")
    found = told(
        plan,
        opened({"queue": "Mailboxes", "urgency": "50"}, raised, ignored),
        opened({"queue": "Other", "urgency": "50"}, moved),
    )
    assert judges(found, plan) == [(1, "gold", "p1"), (2, "gold", "any")]


def test_a_change_that_names_no_field_is_of_the_field_that_the_mapping_reads() -> None:
    mapping = replace(
        PLAIN, attributes={"priority": FieldMap(field="urgency")}, status=replace(PLAIN.status, field="state")
    )
    plan = planned(definitions(agreement(P1), mapping=mapping))
    events = (Told(NOON, EventType.PRIORITY, "P1"), Told(NOON + HOUR, EventType.STATUS, "resolved"))
    found = told(plan, opened({}, *events))
    assert found.timers.stopped_at.tolist() == [NOON + HOUR]


def test_the_last_ticket_keeps_its_first_priority_until_it_changes() -> None:
    plan = planned(definitions(agreement(P1)))
    done = Told(NOON, EventType.STATUS, "resolved")
    lowered = Told(NOON + HOUR, EventType.PRIORITY, "P3")
    assert judges(told(plan, opened({}, done, lowered)), plan) == [(1, "gold", "p1")]


def tagged(*values: str) -> Objective:
    return replace(ANY, id="tagged", when={"tags": frozenset(values)})


def test_an_objective_on_tags_judges_a_ticket_that_has_one_of_them_at_the_end() -> None:
    plan = planned(definitions(agreement(tagged("vip", "board"), ANY)))
    stories = [opened({"tags": text}) for text in ("vip", "low, vip ,new", "vips", "", "low,board,vip")]
    taken = Told(NOON + HOUR, EventType.SCOPE, "low", "tags")
    found = told(plan, *stories, opened({}), opened({"tags": "vip"}, taken))
    assert judges(found, plan) == [
        (1, "gold", "tagged"),
        (2, "gold", "tagged"),
        (3, "gold", "any"),
        (4, "gold", "any"),
        (5, "gold", "tagged"),
        (6, "gold", "any"),
        (7, "gold", "any"),
    ]


def test_tags_are_mapped_one_by_one_and_those_that_nothing_maps_are_left_out() -> None:
    labels = FieldMap(field="labels", values={"VIP*": "vip", "red": "low"}, separator=" ")
    assert [labels.value(text) for text in ("red VIP-3 VIP-4 x", "x", "", None)] == ["low\nvip", None, None, None]
    plan = planned(definitions(agreement(tagged("vip")), mapping=replace(PLAIN, attributes={"tags": labels})))
    found = told(plan, opened({"labels": "red VIP-3"}), opened({"labels": "red"}))
    assert judges(found, plan) == [(1, "gold", "tagged")]
