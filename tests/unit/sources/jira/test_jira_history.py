"""An issue and its changelog as events; expected values are worked out by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from slawatch.ingest.people import pseudonyms
from slawatch.model.event import Event, EventType
from slawatch.sources.jira.changelog import changes
from slawatch.sources.jira.fields import Custom
from slawatch.sources.jira.history import Reading, Statuses, history
from slawatch.sources.jira.people import Party
from slawatch.sources.jira.times import moment

ISSUE = "10001"
CREATED = "2026-03-02T10:00:00.000+0100"
IN_PROGRESS = {"id": "3", "name": "In Progress", "statusCategory": {"key": "indeterminate"}}
STATUSES = Statuses({"10000": "To Do", "3": "In Progress", "10003": "Waiting for parts (In Progress)"})
SALT = "0123456789abcdef"

Json = Mapping[str, Any]


def issue(**more: object) -> Json:
    base = {"status": IN_PROGRESS, "project": {"key": "SUP"}, "issuetype": {"name": "Task"}, "created": CREATED}
    return {**base, **more}


def item(field: str, old: str | None, new: str | None, *, ids: tuple[str, str] | None = None, dc: bool = False) -> Json:
    numbers = ids or (None, None)
    told = {"field": field, "from": numbers[0], "fromString": old, "to": numbers[1], "toString": new}
    return told if dc else {**told, "fieldId": {"Component": "components"}.get(field, field)}


def set_at(clock: str, *items: Json, number: int = 1) -> Json:
    author = {"accountId": "a1", "accountType": "atlassian"}
    return {"id": str(number), "author": author, "created": f"2026-03-02T{clock}+0100", "items": items}


def told(fields: Json, *histories: Json, customs: Sequence[Custom] = (), salt: str | None = None) -> list[Event]:
    read = Reading(statuses=STATUSES, customs=customs, party=Party(requesters={"c1"}, person=pseudonyms(salt)))
    found = history(ISSUE, moment(CREATED, ISSUE), fields, changes(histories, ISSUE), read=read)
    return sorted(found, key=lambda each: (each.at, each.order))


def first(events: Sequence[Event]) -> Mapping[str, str]:
    assert events[0].type is EventType.CREATED
    return events[0].fields


def steps(events: Sequence[Event], field: str) -> list[tuple[str, str | None, str | None]]:
    return [(f"{each.at:%H:%M:%S}", each.old, each.new) for each in events if each.field == field]


def test_first_values_are_what_the_first_change_replaced_and_else_what_is_there() -> None:
    found = told(
        issue(priority={"name": "Low"}, resolution=None),
        set_at("10:30:00.000", item("priority", "High", "Medium"), number=1),
        set_at(
            "10:40:00.000",
            item("priority", "Medium", "Low"),
            item("status", "To Do", "In Progress", ids=("10000", "3")),
            number=2,
        ),
    )
    assert first(found) == {"status": "To Do", "priority": "High", "type": "Task", "project": "SUP"}
    assert steps(found, "priority") == [("09:30:00", "High", "Medium"), ("09:40:00", "Medium", "Low")]
    assert steps(found, "status") == [("09:40:00", "To Do", "In Progress")]


def test_a_status_that_was_renamed_has_its_new_name_in_the_past_too() -> None:
    renamed = item("status", "Awaiting spares", "In Progress", ids=("10003", "3"))
    assert first(told(issue(), set_at("10:30:00.000", renamed)))["status"] == "Waiting for parts (In Progress)"


def test_a_status_that_is_gone_from_jira_keeps_the_name_that_it_had() -> None:
    gone = item("status", "Triage", "In Progress", ids=("10999", "3"))
    assert steps(told(issue(), set_at("10:30:00.000", gone)), "status") == [("09:30:00", "Triage", "In Progress")]


def test_components_come_and_go_one_by_one() -> None:
    found = told(
        issue(components=[{"name": "Mail"}, {"name": "Web"}]),
        set_at("10:30:00.000", item("Component", None, "Web"), number=1),
        set_at("10:40:00.000", item("Component", "Print", None), item("Component", None, "Mail"), number=2),
    )
    assert first(found)["component"] == "Print"
    assert steps(found, "component") == [
        ("09:30:00", "Print", "Print, Web"),
        ("09:40:00", "Print, Web", "Web"),
        ("09:40:00", "Web", "Mail, Web"),
    ]


def test_labels_are_told_in_the_order_of_the_alphabet() -> None:
    found = told(issue(labels=["vip", "branch"]), set_at("10:30:00.000", item("labels", "vip", "vip branch")))
    assert first(found)["labels"] == "vip"
    assert steps(found, "labels") == [("09:30:00", "vip", "branch, vip")]


def test_a_data_center_names_fields_and_not_their_ids() -> None:
    service = Custom(id="customfield_10050", name="Service", label="Business service", schema={"type": "option"})
    found = told(
        issue(components=[{"name": "Mail"}], customfield_10050={"value": "ERP"}),
        set_at(
            "10:30:00.000",
            item("Component", None, "Mail", dc=True),
            item("Business service", "Mail", "ERP", dc=True),
            item("status", "To Do", "In Progress", ids=("10000", "3"), dc=True),
        ),
        customs=[service],
    )
    assert first(found) == {"status": "To Do", "project": "SUP", "type": "Task", "Service": "Mail"}
    assert steps(found, "Service") == [("09:30:00", "Mail", "ERP")]


def test_a_field_whose_changelog_is_written_otherwise_has_its_present_value_from_the_start() -> None:
    place = Custom(id="customfield_10051", name="Place", label="Place", schema={"type": "option-with-child"})
    cascade = {"value": "Berlin", "child": {"value": "Second floor"}}
    change = item("customfield_10051", "", "Parent values: Berlin(10010)Level 1 values: Second floor(10011)")
    found = told(issue(customfield_10051=cascade), set_at("10:30:00.000", change), customs=[place])
    assert first(found)["Place"] == "Berlin - Second floor"
    assert steps(found, "Place") == []


def test_a_time_is_told_as_an_instant_and_not_as_people_read_it() -> None:
    down = Custom(id="customfield_10052", name="Down since", label="Down since", schema={"type": "datetime"})
    change = item("customfield_10052", None, "02/Mar/26 9:50 AM", ids=("", "2026-03-02T08:50:00+0000"))
    found = told(
        issue(customfield_10052="2026-03-02T09:50:00.000+0100"), set_at("10:30:00.000", change), customs=[down]
    )
    assert "Down since" not in first(found)
    assert steps(found, "Down since") == [("09:30:00", None, "2026-03-02T08:50:00+0000")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"value": "ERP"}, "ERP"),
        ([{"value": "Web"}, {"value": "Mail"}], "Mail, Web"),
        ("as written", "as written"),
        (5.0, "5"),
        (["b", "a"], "a, b"),
        ({"requestType": {"name": "Get IT help"}, "currentStatus": {"status": "Open"}}, "Get IT help"),
    ],
)
def test_a_value_is_a_short_text(value: object, text: str) -> None:
    custom = Custom(id="customfield_10050", name="Field", label="Field")
    assert first(told(issue(customfield_10050=value), customs=[custom]))["Field"] == text


def test_people_are_never_named() -> None:
    owner = Custom(id="customfield_10053", name="Owner", label="Owner", schema={"type": "user"})
    ada = {"accountId": "a1", "displayName": "Ada Lovelace", "emailAddress": "ada@example.org"}
    fields = issue(assignee=ada, customfield_10053=ada)
    change = item("assignee", "Grace Hopper", "Ada Lovelace", ids=("g1", "a1"))
    bare, salted = (told(fields, set_at("10:30:00.000", change), customs=[owner], salt=salt) for salt in (None, SALT))
    assert steps(bare, "assignee") == [("09:30:00", "somebody", "somebody")]
    assert first(bare)["Owner"] == "somebody"
    [(_, old, new)] = steps(salted, "assignee")
    assert old != new
    assert first(salted)["Owner"] == new
    assert "Ada" not in repr(salted)
    assert "Hopper" not in repr(salted)


def test_changes_of_one_second_stand_in_the_order_of_their_milliseconds_and_then_of_their_numbers() -> None:
    found = told(
        issue(priority={"name": "D"}),
        set_at("10:30:00.900", item("priority", "C", "D"), number=7),
        set_at("10:30:00.100", item("priority", "A", "B"), number=9),
        set_at("10:30:00.900", item("priority", "B", "C"), number=6),
    )
    assert [new for _, _, new in steps(found, "priority")] == ["B", "C", "D"]


def test_milliseconds_since_1970_are_the_same_times() -> None:
    change = set_at("10:30:00.250", item("priority", "A", "B"))
    in_milliseconds = {**change, "created": 1_772_443_800_250}  # 2026-03-02 09:30:00.250 UTC
    fields = issue(priority={"name": "B"})
    assert told(fields, change) == told(fields, in_milliseconds)


def test_a_status_that_jiras_list_lacks_is_told_as_the_issue_shows_it() -> None:
    shown = {"id": "10077", "name": "Triage", "statusCategory": {"key": "new"}}
    known = STATUSES.knowing(shown)
    [change] = changes([set_at("10:30:00.000", item("status", "In Progress", "Triage", ids=("3", "10077")))], ISSUE)
    assert (known.of_change(change, "from"), known.of_change(change, "to")) == ("In Progress", "Triage (To Do)")


def test_a_status_without_a_number_is_known_by_its_name_where_only_one_bears_it() -> None:
    rows = [
        {"id": "1", "name": "Triage", "statusCategory": {"key": "new"}},
        {"id": "2", "name": "Check", "statusCategory": {"key": "new"}},
        {"id": "3", "name": "Check", "statusCategory": {"key": "done"}},
    ]
    [change] = changes([set_at("10:30:00.000", item("status", "Triage", "Check"))], ISSUE)
    known = Statuses.of(rows)
    assert (known.of_change(change, "from"), known.of_change(change, "to")) == ("Triage (To Do)", "Check")


def test_a_priority_that_was_renamed_has_its_new_name_in_the_past() -> None:
    def named(field: str, number: str) -> str | None:
        return {("priority", "2"): "P2", ("priority", "3"): "P3"}.get((field, number))

    read = Reading(statuses=STATUSES, customs=(), party=Party(), named=named)
    fields = issue(priority={"id": "2", "name": "P2"})
    past = changes([set_at("10:30:00.000", item("priority", "Mittel", "Hoch", ids=("3", "2")))], ISSUE)
    found = sorted(
        history(ISSUE, moment(CREATED, ISSUE), fields, past, read=read), key=lambda each: (each.at, each.order)
    )
    assert first(found)["priority"] == "P3"
    assert steps(found, "priority") == [("09:30:00", "P3", "P2")]
