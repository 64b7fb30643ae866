"""Links, statuses and times of Jira, one by one."""

from collections.abc import Mapping
from typing import Any

import pytest

from slawatch.errors import SkippableRow
from slawatch.model.desk import Relation
from slawatch.model.event import Event
from slawatch.sources.jira.changelog import changes
from slawatch.sources.jira.links import links
from slawatch.sources.jira.native import verdicts
from slawatch.sources.jira.statuses import STATUS_CLASSES, class_of, raw_status
from slawatch.sources.jira.times import moment

CREATED = moment("2026-03-02T10:00:00.000+0100", "10001")
CAUSE = {"id": "10003", "name": "Problem/Incident", "inward": "is caused by", "outward": "causes"}
DUPLICATE = {"id": "10002", "name": "Duplicate", "inward": "is duplicated by", "outward": "duplicates"}
BLOCK = {"id": "10000", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"}

Json = Mapping[str, Any]


def other(kind: str = "Task") -> Json:
    return {"id": "10007", "key": "OPS-7", "fields": {"issuetype": {"name": kind}}}


def found(fields: Json, *histories: Json, **own: Relation) -> list[Event]:
    stated = {words.replace("_", " "): relation for words, relation in own.items()}
    return list(links("10001", fields, changes(histories, "10001"), created=CREATED, own=stated))


@pytest.mark.parametrize(
    ("link", "relation"),
    [
        ({"type": CAUSE, "inwardIssue": other("[System] Problem")}, Relation.PROBLEM),
        ({"type": CAUSE, "inwardIssue": other("[System] Change")}, Relation.CAUSED_BY),
        ({"type": CAUSE, "outwardIssue": other()}, None),
        ({"type": DUPLICATE, "outwardIssue": other()}, Relation.DUPLICATE),
        ({"type": DUPLICATE, "inwardIssue": other()}, None),
        ({"type": BLOCK, "inwardIssue": other()}, None),
    ],
)
def test_a_link_is_read_by_the_words_that_lead_to_the_other_issue(link: Json, relation: Relation | None) -> None:
    told = found({"issuelinks": [{"id": "1", **link}]})
    assert [(each.field, each.new) for each in told] == ([] if relation is None else [(relation, "10007")])


def test_words_of_ones_own_are_relations_where_the_configuration_says_so() -> None:
    fields = {"issuelinks": [{"id": "1", "type": BLOCK, "inwardIssue": other()}]}
    assert [each.field for each in found(fields, is_blocked_by=Relation.CHANGE)] == ["change"]


def test_a_link_is_as_old_as_its_line_in_the_changelog() -> None:
    line = {"field": "Link", "fieldId": "issuelinks", "to": "OPS-7", "toString": "This issue duplicates OPS-7"}
    told = {"id": "5", "created": "2026-03-02T11:15:00.000+0100", "items": [line]}
    fields = {"issuelinks": [{"id": "1", "type": DUPLICATE, "outwardIssue": other()}]}
    [dated] = found(fields, told)
    [undated] = found(fields)
    assert (f"{dated.at:%H:%M}", dated.derived) == ("10:15", False)
    assert (undated.at, undated.derived) == (CREATED.at, True)


def test_the_parent_of_a_subtask_is_a_relation() -> None:
    [told] = found({"parent": {"id": "10002", "key": "SUP-2"}})
    assert (told.field, told.new) == (Relation.PARENT, "10002")


@pytest.mark.parametrize(
    ("name", "category", "raw", "means"),
    [
        ("To Do", "new", "To Do", "new"),
        ("Waiting for customer", "indeterminate", "Waiting for customer", "pending_requester"),
        ("Cancelled", "done", "Cancelled", "cancelled"),
        ("Waiting for parts", "indeterminate", "Waiting for parts (In Progress)", "open"),
        ("等待供应商", "indeterminate", "等待供应商 (In Progress)", "open"),
        ("Shipped", "done", "Shipped (Done)", "resolved"),
        ("Open", "done", "Open (Done)", "resolved"),
        ("Done", "indeterminate", "Done (In Progress)", "open"),
        ("No category", "undefined", "No category", None),
    ],
)
def test_a_status_has_the_class_of_its_category_unless_it_is_one_of_jiras_own(
    name: str, category: str, raw: str, means: str | None
) -> None:
    assert raw_status(name, category) == raw
    assert class_of(name, category) == means
    assert (raw in STATUS_CLASSES) == (not raw.endswith(")") and means is not None)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("2026-11-23T10:00:00.123-0800", "2026-11-23 18:00:00 123"),
        ("2026-11-23T10:00:00.000Z", "2026-11-23 10:00:00 0"),
        (1_795_428_000_999, "2026-11-23 10:00:00 999"),
        (1_795_428_000, "2026-11-23 10:00:00 0"),
    ],
)
def test_times_carry_their_offset_or_count_from_1970(told: object, text: str) -> None:
    read = moment(told, "1")
    assert f"{read.at:%Y-%m-%d %H:%M:%S} {read.millisecond}" == text


@pytest.mark.parametrize("told", ["51502-03-02T09:00:00.000+0000", "2026-11-23T10:00:00", "yesterday", None, 10**20])
def test_what_is_no_time_puts_the_issue_aside(told: object) -> None:
    with pytest.raises(SkippableRow):
        moment(told, "1")


def test_a_cycle_without_a_start_is_left_out_and_one_without_an_end_stands_at_its_start() -> None:
    began = {"epochMillis": "1772442000000"}  # 2026-03-02 09:00 UTC
    cycles = [{"breached": True}, {"startTime": began, "breached": False}]
    level = {"name": "Time to resolution", "completedCycles": cycles, "ongoingCycle": {"breached": False}}
    [told] = verdicts("10001", [level])
    assert (f"{told.at:%H:%M}", told.field) == ("09:00", "Time to resolution")
