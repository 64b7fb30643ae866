"""What the Redmine source asks, and what it makes of issues and journals that are awkward."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from redmine_subject import SUBJECT, reader

from slawatch.clock import Clock
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Limits
from slawatch.model.event import Event
from slawatch.sources.redmine.history import events
from slawatch.sources.redmine.rows import Words
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import FaultyServer
from slawatch.testing.systems.redmine import KEY, RedmineSystem

WORDS: Final = Words(
    names={"status": {"1": "New", "2": "In Progress"}, "category": {"3": "Mail", "4": "Web"}},
    custom_fields=frozenset({"Services"}),
)
AUTHOR: Final = {"id": 8, "name": "Customer"}
AGENT: Final = {"id": 6, "name": "Agent"}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SUBJECT.environment.items():
        monkeypatch.setenv(name, value)


def issue(*journals: Mapping[str, Any], **fields: object) -> dict[str, Any]:
    return {
        "id": 12,
        "project": {"id": 1, "name": "Desk"},
        "tracker": {"id": 3, "name": "Support"},
        "status": {"id": 2, "name": "In Progress"},
        "priority": {"id": 2, "name": "Normal"},
        "author": AUTHOR,
        "created_on": "2026-03-02T09:00:00Z",
        "updated_on": "2026-03-02T10:00:00Z",
        "closed_on": "2026-03-02T09:30:00Z",
        "journals": list(journals),
        **fields,
    }


def journal(id_: int, *details: tuple[str, str, str | None, str | None], **fields: object) -> dict[str, Any]:
    told = [
        {"property": property_, "name": name, "old_value": old, "new_value": new}
        for property_, name, old, new in details
    ]
    at = f"2026-03-02T09:{id_:02}:00Z"
    return {"id": id_, "user": AGENT, "notes": "", "private_notes": False, "created_on": at, "details": told, **fields}


def facts(told: tuple[Event, ...]) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(str(event.type), event.field, event.old, event.new) for event in told]


def test_values_at_creation_are_what_the_first_change_replaced() -> None:
    moved = journal(1, ("attr", "status_id", "1", "2"), ("attr", "category_id", "3", "4"))
    created, *later = events(issue(moved, category={"id": 4, "name": "Web"}), WORDS)
    assert dict(created.fields) == {
        "status": "New",
        "priority": "2",
        "type": "3",
        "project": "1",
        "category": "Mail",
    }
    assert facts(tuple(later)) == [
        ("status", "status", "New", "In Progress"),
        ("scope", "category", "Mail", "Web"),
    ]


def test_without_the_right_to_see_categories_the_present_one_counts_from_the_beginning() -> None:
    words = Words(names=WORDS.names, untold=frozenset({"category"}))
    moved = journal(1, ("attr", "category_id", "3", "4"))
    created, *later = events(issue(moved, category={"id": 4, "name": "Web"}), words)
    assert created.fields["category"] == "Web"
    assert later == []


def test_a_field_of_several_values_is_told_whole_at_each_change() -> None:
    field = {"id": 5, "name": "Services", "multiple": True, "value": ["web", "chat"]}
    changed = journal(1, ("cf", "5", "mail", None), ("cf", "5", None, "chat"))
    created, *later = events(issue(changed, custom_fields=[field]), WORDS)
    assert created.fields["Services"] == "web, mail"
    assert facts(tuple(later)) == [
        ("scope", "Services", "web, mail", "web"),
        ("scope", "Services", "web", "web, chat"),
    ]


def test_a_note_counts_by_who_wrote_it_and_whether_it_is_private() -> None:
    told = events(
        issue(
            journal(1, notes="any news?", user=AUTHOR),
            journal(2, notes="a difficult customer", private_notes=True),
            journal(3, ("attr", "status_id", "1", "2"), notes="we look into it"),
        ),
        WORDS,
    )
    assert [(str(event.type), str(event.actor)) for event in told[1:]] == [
        ("requester_reply", "requester"),
        ("private_note", "agent"),
        ("public_reply", "agent"),
        ("status", "agent"),
    ]
    assert [event.order for event in told] == [0, 1000, 2000, 3000, 3001]


def test_a_reopened_issue_is_not_closed_though_closed_on_stays() -> None:
    told = events(
        issue(journal(1, ("attr", "status_id", "2", "5")), journal(2, ("attr", "status_id", "5", "2"))), WORDS
    )
    assert facts(told[1:]) == [("status", "status", "In Progress", "5"), ("status", "status", "5", "In Progress")]


def test_a_status_that_no_list_names_any_more_stays_a_number() -> None:
    told = events(issue(journal(1, ("attr", "status_id", "9", "2"))), WORDS)
    assert told[0].fields["status"] == "9"


def test_parents_and_duplicates_are_links_and_other_relations_are_not() -> None:
    told = events(
        issue(
            journal(1, ("relation", "duplicates", None, "7"), ("relation", "blocks", None, "8")),
            journal(2, ("attr", "parent_id", "4", None)),
        ),
        WORDS,
    )
    assert facts(told[1:]) == [("linked", "parent", None, "4"), ("linked", "duplicate", None, "7")]


def test_assignees_are_told_apart_by_pseudonyms_only() -> None:
    words = Words(names=WORDS.names, person=pseudonyms("0123456789abcdef"))
    told = events(issue(journal(1, ("attr", "assigned_to_id", None, "6")), assigned_to=AGENT), words)
    assert told[1].new is not None
    assert told[1].new.startswith("agent-")
    assert "Agent" not in repr(told)


def asked_by_a_poll(system: RedmineSystem, clock: Clock, **options: object) -> list[tuple[str, dict[str, list[str]]]]:
    """Return what a first poll and a second one ask, path and query."""
    with FaultyServer(system.answer) as server:
        source = reader(server.url, clock, **options)
        (*_, last) = source.poll(None, Limits())
        list(source.poll(last.cursor, Limits()))
        assert {each.headers["x-redmine-api-key"] for each in server.asked} == {KEY}
        return [(urlsplit(each.path).path, parse_qs(urlsplit(each.path).query)) for each in server.asked]


def test_a_poll_asks_as_redmine_documents_it() -> None:
    system = RedmineSystem()
    issue_ = system.create()
    system.now = datetime(2026, 3, 2, 9, 2, tzinfo=UTC)
    asked = asked_by_a_poll(system, ManualClock(system.now))
    listing = {"status_id": ["*"], "sort": ["updated_on,id"], "limit": ["5"], "offset": ["0"]}
    assert asked == [
        ("/users/current.json", {}),
        ("/issues.json", {"status_id": ["*"], "limit": ["1"]}),
        ("/issues.json", listing),
        (f"/issues/{issue_}.json", {"include": ["journals"]}),
        # The second poll: five seconds before the last change, and nothing is new.
        ("/users/current.json", {}),
        ("/issues.json", {**listing, "updated_on": [">=2026-03-02T08:59:55Z"]}),
    ]


def test_a_named_project_is_read_without_its_subprojects() -> None:
    system = RedmineSystem()
    asked = asked_by_a_poll(system, ManualClock(system.now), projects=["desk"])
    assert asked[0] == ("/projects/desk.json", {})
    listings = [query for path, query in asked if path == "/issues.json"]
    assert all((query["project_id"], query["subproject_id"]) == (["1"], ["!*"]) for query in listings)


def test_a_check_warns_of_rights_that_are_missing() -> None:
    system = RedmineSystem()
    system.permissions, system.visibility = ["view_issues"], "own"
    with FaultyServer(system.answer) as server:
        found = reader(server.url, ManualClock(system.now)).check()
    assert found.usable
    assert [finding.text for finding in found.findings if finding.level == "warning"][:2] == [
        'the account\'s role "Reader" lacks view_private_notes: private notes are missing in the history',
        'the account\'s role "Reader" does not see every issue',
    ]
    assert {word.raw: word.means for word in found.words if word.field == "status"} == dict.fromkeys(
        ("New", "In Progress", "Resolved", "Feedback", "Closed", "Rejected")
    )


def test_a_check_refuses_an_account_that_may_not_see_issues() -> None:
    system = RedmineSystem()
    system.permissions = []
    with FaultyServer(system.answer) as server:
        assert not reader(server.url, ManualClock(system.now)).check().usable


def test_many_issues_of_the_second_before_are_no_fault_of_the_filter() -> None:
    system = RedmineSystem()
    for _ in range(12):
        system.create()
    system.now += timedelta(seconds=1)
    system.create()
    with FaultyServer(system.answer) as server:
        assert reader(server.url, ManualClock(system.now)).check().usable
