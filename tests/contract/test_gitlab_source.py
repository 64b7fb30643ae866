"""What is asked of GitLab, and what its answers mean."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from gitlab_subject import VARIABLE, source
from reading import Reading, reading

from slawatch.ingest.labels import Labels
from slawatch.model.event import Actor, EventType
from slawatch.sources.gitlab.history import Kept
from slawatch.sources.gitlab.history import events as told
from slawatch.sources.gitlab.rows import Glossary
from slawatch.testing.http_faults import Reply, json_reply
from slawatch.testing.systems.gitlab import SECRET, GitLabSystem
from slawatch.testing.systems.gitlab_json import AGENT, REQUESTER, issue, user

ID = "77#1"
PASSER_BY = 40
GLOSSARY = Glossary(
    labels=Labels({"status": "status::", "priority": "priority::"}), is_agent=lambda number: number == AGENT
)


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> GitLabSystem:
    monkeypatch.setenv(VARIABLE, SECRET)
    return GitLabSystem()


@pytest.fixture
def at(system: GitLabSystem) -> Iterator[Reading]:
    with reading(system, lambda url, clock: source(url, clock, labels={"status": "status::"})) as made:
        yield made


def minute(number: int) -> datetime:
    return datetime(2026, 3, 2, 9, number, tzinfo=UTC)


def text(number: int, place: int = 0) -> str:
    return f"2026-03-02T09:{number:02}:00.{place:03}Z"


def row(**more: object) -> dict:
    system = GitLabSystem()
    return {**issue(system.records[system.create()], "it/desk"), **more}


def note(number: int, by: int, **more: object) -> dict:
    return {"id": number, "author": user(by), "created_at": text(number), "system": False, "internal": False, **more}


def labelled(number: int, action: str, name: str) -> dict:
    return {
        "id": number,
        "user": user(AGENT),
        "created_at": text(number),
        "action": action,
        "label": {"id": 1, "name": name},
    }


def test_a_poll_asks_for_the_project_and_then_for_what_changed_since_the_last_stamp(
    at: Reading, system: GitLabSystem
) -> None:
    system.create()
    first = at.poll()
    project = "/api/v4/projects/it%2Fdesk"
    assert at.asked() == [
        project,
        f"{project}/issues?scope=all&order_by=updated_at&sort=asc&per_page=4",
        f"{project}/issues/1/resource_state_events?per_page=4&page=1",
        f"{project}/issues/1/resource_label_events?per_page=4&page=1",
        f"{project}/issues/1/notes?sort=asc&order_by=created_at&per_page=4&page=1",
    ]
    at.poll(first[-1].cursor)
    assert at.asked()[1] == (
        f"{project}/issues?scope=all&order_by=updated_at&sort=asc&per_page=4&updated_after=2026-03-02T08%3A59%3A55Z"
    )


def test_lists_are_read_to_their_last_page(at: Reading, system: GitLabSystem) -> None:
    ticket = system.create()
    for _ in range(9):
        system.reply(ticket)
    replies = [event for batch in at.poll() for event in batch.events if event.type is EventType.PUBLIC_REPLY]
    assert len(replies) == 9


def test_an_issue_that_was_moved_ends_and_a_deleted_one_is_gone(at: Reading, system: GitLabSystem) -> None:
    one, other, third = (system.create() for _ in range(3))
    system.merge(one, other)
    system.delete(third)
    batches = at.poll()
    assert [event.ticket_id for batch in batches for event in batch.events if event.type is EventType.MOVED] == [one]
    assert [(gone.ticket_id, gone.why) for batch in at.hydrate(one, third) for gone in batch.gone] == [
        (one, "moved"),
        (third, "deleted"),
    ]


def test_a_project_that_hides_its_members_lets_everybody_answer_and_is_told_of(
    at: Reading, system: GitLabSystem
) -> None:
    system.reply(system.create())
    hidden = json_reply({"message": "403 Forbidden"}, status=403)
    at.server.say(lambda asked: hidden if "/members/" in asked.path else system.answer(asked))
    assert any(event.type is EventType.PUBLIC_REPLY for batch in at.poll() for event in batch.events)
    check = at.source.check()
    assert check.usable
    assert any("members are not seen" in found.text for found in check.findings)


def test_a_check_tells_who_asks_and_which_version_answers(at: Reading, system: GitLabSystem) -> None:
    system.create()
    labels = json_reply([{"id": 1, "name": "status::waiting"}])

    def answer(asked: object) -> Reply:
        return labels if "/labels" in asked.path else system.answer(asked)

    at.server.say(answer)
    check = at.source.check()
    assert (check.identity, check.version, check.timezone) == ("user-1", "17.5.1", "UTC")
    assert ("status", "waiting", None) in [(word.field, word.raw, word.means) for word in check.words]


def test_who_writes_and_for_whom_decides_what_a_note_is() -> None:
    notes = [
        note(1, AGENT, internal=True),
        note(2, AGENT, confidential=True),
        note(3, PASSER_BY),
        note(4, REQUESTER),
        note(5, AGENT, system=True, body="changed the description"),
        note(6, 9, author={"id": 9, "username": "project_77_bot_a1b2"}),
        note(7, AGENT),
    ]
    _, *later = told(row(), Kept(states=[], notes=notes), GLOSSARY, id_=ID)
    assert [(each.at.minute, each.type, each.actor) for each in later] == [
        (1, EventType.PRIVATE_NOTE, Actor.AGENT),
        (2, EventType.PRIVATE_NOTE, Actor.AGENT),
        (4, EventType.REQUESTER_REPLY, Actor.REQUESTER),
        (6, EventType.PUBLIC_REPLY, Actor.SYSTEM),
        (7, EventType.PUBLIC_REPLY, Actor.AGENT),
    ]


def test_who_was_blocked_since_has_answered_nevertheless() -> None:
    left = {**user(PASSER_BY), "state": "blocked"}
    _, later = told(row(), Kept(states=[], notes=[note(1, PASSER_BY, author=left)]), GLOSSARY, id_=ID)
    assert later.type is EventType.PUBLIC_REPLY


def test_a_requester_by_mail_writes_as_the_support_bot_that_opened_the_issue() -> None:
    robot = {"id": 9, "username": "support-bot"}
    _, later = told(row(author=robot), Kept(states=[], notes=[note(1, 9, author=robot)]), GLOSSARY, id_=ID)
    assert (later.type, later.actor) == (EventType.REQUESTER_REPLY, Actor.REQUESTER)


def test_scoped_labels_tell_status_and_priority_over_time() -> None:
    labels = [
        labelled(1, "add", "status::waiting"),
        labelled(3, "add", "priority::1"),
        labelled(4, "remove", "priority::2"),
        {"id": 5, "user": None, "created_at": text(5), "action": "add", "label": None},
    ]
    states = [{"id": 1, "user": user(AGENT), "created_at": text(2), "state": "closed"}]
    now = row(labels=["status::waiting", "priority::1"], state="closed")
    created, *later = told(now, Kept(states=states, labels=labels), GLOSSARY, id_=ID)
    assert created.fields == {"status": "opened", "priority": "2", "type": "issue"}
    assert [(each.at.minute, each.field, each.old, each.new) for each in later] == [
        (1, "status", "opened", "waiting"),
        (2, "status", "waiting", "closed"),
        (3, "priority", "2", "1"),
    ]


def test_assignees_are_read_from_the_notes_that_gitlab_writes_itself() -> None:
    notes = [
        note(1, AGENT, system=True, body="assigned to @ann"),
        note(2, AGENT, system=True, body="assigned to @bob and unassigned @ann"),
        note(3, AGENT, system=True, body="unassigned @bob"),
    ]
    glossary = Glossary(person=lambda name: f"agent-{name}")
    created, *later = told(row(), Kept(states=[], notes=notes), glossary, id_=ID)
    assert "owner" not in created.fields
    assert [(each.at.minute, each.old, each.new) for each in later] == [
        (1, None, "agent-ann"),
        (2, "agent-ann", "agent-bob"),
        (3, "agent-bob", None),
    ]


def test_what_share_a_second_keeps_the_order_of_its_milliseconds() -> None:
    states = [{"id": 1, "user": user(AGENT), "created_at": text(1, 900), "state": "closed"}]
    notes = [note(1, AGENT, created_at=text(1, 200))]
    _, first, second = told(row(state="closed"), Kept(states=states, notes=notes), GLOSSARY, id_=ID)
    assert (first.type, second.type) == (EventType.PUBLIC_REPLY, EventType.STATUS)
    assert first.at == second.at
    assert first.order < second.order


def test_an_issue_from_before_there_were_events_was_closed_when_it_says() -> None:
    _, closed = told(row(state="closed", closed_at=text(7)), Kept(states=[]), GLOSSARY, id_=ID)
    assert (closed.at, closed.new, closed.derived) == (minute(7), "closed", True)


def test_a_duplicate_names_the_issue_that_it_repeats() -> None:
    links = {"closed_as_duplicate_of": "https://gitlab.example.org/api/v4/projects/5/issues/75"}
    states = [{"id": 1, "user": user(AGENT), "created_at": text(3), "state": "closed"}]
    now = row(state="closed", closed_at=text(3), _links=links)
    *_, linked = told(now, Kept(states=states), GLOSSARY, id_=ID)
    assert (linked.type, linked.field, linked.new, linked.at) == (EventType.LINKED, "duplicate", "5#75", minute(3))


def test_the_severity_of_an_incident_is_a_field() -> None:
    created, *_ = told(row(issue_type="incident", severity="CRITICAL"), Kept(states=[]), GLOSSARY, id_=ID)
    assert created.fields == {"status": "opened", "type": "incident", "severity": "CRITICAL"}


def assignments(*bodies: str, now: str) -> list[tuple[str, str | None, str | None]]:
    notes = [note(nth, AGENT, system=True, body=body) for nth, body in enumerate(bodies, start=1)]
    glossary = Glossary(person=lambda name: name)
    found = told(row(assignees=[{"username": now}] if now else []), Kept(states=[], notes=notes), glossary, id_=ID)
    moves = [each for each in found if each.type is EventType.ASSIGNED]
    assert len({each.identity() for each in moves}) == len(moves)
    return [(str(each.native_id), each.old, each.new) for each in moves]


def test_of_three_assignees_in_one_note_none_is_passed_over_and_each_has_an_event_of_its_own() -> None:
    moves = assignments("assigned to @ada, @bob, and @cy", "unassigned @ada and @bob", now="cy")
    assert moves == [("note:1:owner", None, "ada"), ("note:2:owner", "ada", "bob"), ("note:2.1:owner", "bob", "cy")]


def test_what_shares_a_second_keeps_its_order_where_a_gitlab_writes_no_milliseconds() -> None:
    states = [
        {"id": number, "user": user(AGENT), "created_at": "2026-03-02T09:01:00Z", "state": state}
        for number, state in ((11, "closed"), (9, "closed"), (10, "reopened"))
    ]
    found = told(row(state="closed"), Kept(states=states), GLOSSARY, id_=ID)[1:]
    assert [each.new for each in sorted(found, key=lambda each: each.order)] == ["closed", "opened", "closed"]
    assert len({each.order for each in found}) == 3
