"""What is asked of GitHub, and what its answers mean."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from github_subject import SUBJECT, VARIABLE, source
from jsonschema import Draft202012Validator
from reading import NOW, Reading, events, reading

from slawatch.errors import DeferredSourceError, RetriableSourceError
from slawatch.ingest.labels import Labels
from slawatch.model.event import Actor, EventType
from slawatch.sources.github.history import events as told
from slawatch.sources.github.rows import Glossary, status
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.github import SECRET, GitHubSystem
from slawatch.testing.systems.github_json import AGENT, PASSER_BY, REQUESTER, ROBOT, comment, event, issue, timeline

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "github.json").read_text())
ID = "4242#1"
LABELS = Labels({"status": "status/", "priority": "priority/", "type": ("bug", "question")})
GLOSSARY = Glossary(labels=LABELS, agents=frozenset({"OWNER", "MEMBER", "COLLABORATOR"}))


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> GitHubSystem:
    monkeypatch.setenv(VARIABLE, SECRET)
    return GitHubSystem()


@pytest.fixture
def at(system: GitHubSystem) -> Iterator[Reading]:
    with reading(system, source) as made:
        yield made


def minute(number: int) -> datetime:
    return datetime(2026, 3, 2, 9, number, tzinfo=UTC)


def row(**told: object) -> dict:
    system = GitHubSystem()
    return {**issue("octo/desk", system.records[system.create()]), **told}


def label(name: str) -> dict:
    return {"name": name, "color": "ffffff"}


def faults(value: object, name: str) -> list[str]:
    schema = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"}
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def test_a_poll_asks_for_the_repository_and_then_for_what_changed_since_the_last_stamp(
    at: Reading, system: GitHubSystem
) -> None:
    system.create()
    first = at.poll()
    assert at.asked() == [
        "/repos/octo/desk",
        "/repos/octo/desk/issues?sort=updated&state=all&direction=asc&per_page=4",
        "/repos/octo/desk/issues/1/timeline?per_page=4",
    ]
    at.poll(first[-1].cursor)
    assert at.asked()[1] == (
        "/repos/octo/desk/issues?sort=updated&state=all&direction=asc&per_page=4&since=2026-03-02T08%3A59%3A55Z"
    )


def test_every_query_is_one_that_the_published_description_of_the_api_knows(at: Reading, system: GitHubSystem) -> None:
    for _ in range(6):
        system.reply(system.create())
    at.source.check()
    at.poll()
    for asked in (each for each in at.asked() if each.startswith("/repos/")):  # other pages are as GitHub names them
        path = "/".join(asked.partition("?")[0].split("/")[4:])
        name = {"": "/repos/{owner}/{repo}", "issues": "/repos/{owner}/{repo}/issues"}.get(path)
        known = SCHEMA["queries"].get(name or "/repos/{owner}/{repo}/issues/{issue_number}/timeline", {})
        query = {key: value[0] for key, value in parse_qs(urlsplit(asked).query).items()}
        assert query.keys() <= known.keys(), asked
        assert all(value in known[key].get("enum", [value]) for key, value in query.items()), asked


def test_the_fake_writes_what_the_published_description_says() -> None:
    system = GitHubSystem()
    ticket = system.create()
    for stroke in (system.reply, system.note):
        stroke(ticket)
    system.set_status(ticket, "solved")
    record = system.records[ticket]
    assert faults(issue("octo/desk", record), "issue") == []
    for entry in timeline(record):
        assert faults(entry, SCHEMA["events"][entry["event"]]) == []
    assert faults(event(7, "labeled", minute(1), label=label("bug")), "labeled-issue-event") == []


def test_a_wrong_fake_would_be_found() -> None:
    wrong = {**row(), "state_reason": "solved"}
    del wrong["user"]
    assert len(faults(wrong, "issue")) == 2


def test_pull_requests_are_no_tickets(at: Reading, system: GitHubSystem) -> None:
    system.pulls = 3
    for _ in range(4):
        system.create()
    batches = at.poll()
    assert {ticket.key for batch in batches for ticket in batch.tickets} == {f"octo/desk#{n}" for n in range(1, 5)}
    assert not any(batch.bad for batch in batches)


def test_a_transferred_issue_moved_and_a_deleted_one_is_deleted(at: Reading, system: GitHubSystem) -> None:
    one, other = system.create(), system.create()
    system.merge(one, other)
    system.delete(other)
    assert [(gone.ticket_id, gone.why) for batch in at.hydrate(one, other) for gone in batch.gone] == [
        (one, "moved"),
        (other, "deleted"),
    ]


def test_a_spent_limit_puts_the_source_off_until_it_is_reset(at: Reading, system: GitHubSystem) -> None:
    system.create()
    reset = NOW + timedelta(minutes=40)
    headers = {
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": f"{reset.timestamp():.0f}",
    }
    date = {"Date": "Mon, 02 Mar 2026 09:00:00 GMT"}
    at.server.say(json_reply({"message": "API rate limit exceeded"}, status=403, headers={**headers, **date}))
    with pytest.raises(DeferredSourceError) as put_off:
        at.poll()
    assert put_off.value.until == reset


def test_a_timeline_is_read_to_its_last_page(at: Reading, system: GitHubSystem) -> None:
    ticket = system.create()
    for _ in range(9):
        system.reply(ticket)
    assert sum(each.type is EventType.PUBLIC_REPLY for each in events(at.poll())) == 9


def test_an_enterprise_server_has_its_api_below_a_path(system: GitHubSystem) -> None:
    def answer(asked: Asked) -> Reply:
        assert asked.path.startswith("/api/v3/")
        return system.answer(replace(asked, path=asked.path.removeprefix("/api/v3")))

    system.reply(system.create())
    with reading(system, lambda url, clock: source(f"{url}/api/v3", clock)) as at:
        at.server.say(answer)
        assert sum(each.type is EventType.PUBLIC_REPLY for each in events(at.poll())) == 1


def test_a_refusal_without_a_reason_takes_no_ticket_away(at: Reading, system: GitHubSystem) -> None:
    ticket = system.create()
    number = f"/issues/{ticket.partition('#')[2]}"
    refused = json_reply({"message": "You have exceeded a secondary rate limit"}, status=403)
    at.server.say(lambda asked: refused if number in asked.path else system.answer(asked))
    with pytest.raises(RetriableSourceError):
        at.hydrate(ticket)


def test_a_check_tells_whose_token_it_is_and_the_words_that_labels_may_say(system: GitHubSystem) -> None:
    def answer(asked: object) -> Reply:
        labels = [label("status/waiting"), label("wontfix"), label("priority/P1")]
        return json_reply(labels) if "/labels" in asked.path else system.answer(asked)

    system.create()
    with reading(system, lambda url, clock: source(url, clock, labels={"status": "status/"})) as at:
        at.server.say(answer)
        check = at.source.check()
    assert check.usable
    assert check.identity == "user-1"
    assert [(word.raw, word.means) for word in check.words] == [
        ("open", "open"),
        ("closed", "resolved"),
        ("not_planned", "cancelled"),
        ("duplicate", "cancelled"),
        ("waiting", None),
    ]


def test_a_renamed_repository_is_named_in_what_must_be_done(system: GitHubSystem) -> None:
    moved = Reply(status=301, headers={"Location": "https://api.github.com/repositories/4242"})
    with reading(system, source) as at:
        at.server.say(moved)
        check = at.source.check()
    assert not check.usable
    assert "renamed or moved" in check.findings[0].text


def test_labels_tell_status_and_priority_over_time_and_a_closed_issue_is_closed_whatever_its_labels_say() -> None:
    entries = [
        event(1, "labeled", minute(1), label=label("status/waiting")),
        event(2, "unlabeled", minute(2), label=label("priority/P2")),
        event(3, "labeled", minute(2), label=label("priority/P1")),
        event(4, "closed", minute(3)),
        event(5, "reopened", minute(4)),
        event(6, "unlabeled", minute(5), label=label("status/waiting")),
    ]
    now = row(labels=[label("priority/P1"), label("bug")])
    created, *later = told(now, entries, GLOSSARY, id_=ID)
    assert created.fields == {"status": "open", "priority": "P2", "type": "bug"}
    assert [(each.at.minute, each.field, each.old, each.new) for each in later] == [
        (1, "status", "open", "waiting"),
        (2, "priority", "P2", None),
        (2, "priority", None, "P1"),
        (3, "status", "waiting", "closed"),
        (4, "status", "closed", "waiting"),
        (5, "status", "waiting", "open"),
    ]


@pytest.mark.parametrize(
    ("labels", "state", "reason", "word"),
    [
        ([], "open", None, "open"),
        ([], "open", "reopened", "open"),
        ([], "closed", "completed", "closed"),
        ([], "closed", "not_planned", "not_planned"),
        ([], "closed", "duplicate", "duplicate"),
        (["status/waiting"], "open", None, "waiting"),
        (["status/waiting"], "closed", None, "closed"),
        (["status/waiting", "status/ready"], "open", None, None),
    ],
)
def test_a_row_alone_tells_the_status_where_it_can(
    labels: list[str], state: str, reason: str | None, word: str | None
) -> None:
    assert status(row(labels=[label(name) for name in labels], state=state, state_reason=reason), LABELS) == word


def test_who_writes_decides_what_a_comment_is() -> None:
    entries = [
        comment(1, ROBOT, minute(1)),
        comment(2, PASSER_BY, minute(2)),
        comment(3, REQUESTER, minute(3)),
        comment(4, REQUESTER, minute(4), minimized={"reason": "spam"}),
        comment(5, AGENT, minute(5), minimized={"reason": "outdated"}),
        comment(6, PASSER_BY, minute(6), user=None),
    ]
    _, *later = told(row(), entries, GLOSSARY, id_=ID)
    assert [(each.at.minute, each.type, each.actor) for each in later] == [
        (1, EventType.PUBLIC_REPLY, Actor.SYSTEM),
        (3, EventType.REQUESTER_REPLY, Actor.REQUESTER),
        (5, EventType.PUBLIC_REPLY, Actor.AGENT),
    ]


def test_of_two_assignees_who_nobody_tells_apart_one_may_go() -> None:
    people = [{"id": 1}, {"id": 2}]
    entries = [
        event(1, "assigned", minute(1), assignee=people[0]),
        event(2, "assigned", minute(2), assignee=people[1]),
        event(3, "unassigned", minute(3), assignee=people[0]),
        event(4, "unassigned", minute(4), assignee=people[1]),
    ]
    _, *later = told(row(), entries, GLOSSARY, id_=ID)
    assert [(each.at.minute, each.type, each.new is None) for each in later] == [
        (1, EventType.ASSIGNED, False),
        (4, EventType.ASSIGNED, True),
    ]


def test_an_issue_that_was_closed_without_an_entry_was_closed_when_it_says() -> None:
    _, closed = told(row(state="closed", closed_at="2026-03-02T09:07:00Z"), [], GLOSSARY, id_=ID)
    assert (closed.at, closed.new, closed.derived) == (minute(7), "closed", True)


def test_a_parent_in_any_repository_is_linked() -> None:
    parent = {"number": 9, "repository": {"id": 77}}
    _, linked = told(row(), [event(1, "parent_issue_added", minute(1), parent_issue=parent)], GLOSSARY, id_=ID)
    assert (linked.type, linked.field, linked.new) == (EventType.LINKED, "parent", "77#9")


def test_an_issue_type_is_put_back_to_what_it_was() -> None:
    changed = event(1, "issue_type_changed", minute(1), prev_issue_type={"name": "Task"}, issue_type={"name": "Bug"})
    glossary = Glossary(agents=GLOSSARY.agents)
    created, later = told(row(type={"name": "Bug"}), [changed], glossary, id_=ID)
    assert created.fields["type"] == "Task"
    assert (later.field, later.old, later.new) == ("type", "Task", "Bug")


def test_each_repository_has_its_own_position(system: GitHubSystem) -> None:
    def answer(asked: object) -> Reply:
        if "/octo/other" not in asked.path:
            return system.answer(asked)
        body = {"id": 7} if asked.path == "/repos/octo/other" else []
        return json_reply(body, headers={"Date": "Mon, 02 Mar 2026 09:00:00 GMT"})

    system.create()
    with reading(system, lambda url, clock: source(url, clock, repositories=["octo/desk", "octo/other"])) as at:
        at.server.say(answer)
        batches = at.poll()
    assert json.loads(batches[-1].cursor) == {"octo/desk": 1772442000}
    assert [each.type for each in events(batches)] == [EventType.CREATED]
    assert SUBJECT.page == 4


def test_the_reason_of_the_last_closing_is_the_issues_own_where_the_timeline_does_not_tell_it() -> None:
    moves = [event(1, "closed", minute(1)), event(2, "reopened", minute(2)), event(3, "closed", minute(3))]
    silent = [{name: value for name, value in each.items() if name != "state_reason"} for each in moves]
    closed = row(state="closed", state_reason="not_planned", closed_at="2026-03-02T09:03:00Z")
    statuses = [each.new for each in told(closed, silent, GLOSSARY, id_=ID) if each.type is EventType.STATUS]
    assert statuses == ["closed", "open", "not_planned"]
    completed = [*moves[:2], event(3, "closed", minute(3), state_reason="completed")]
    assert [each.new for each in told(closed, completed, GLOSSARY, id_=ID)][-1] == "closed"


def test_who_wrote_a_comment_is_its_user_or_its_actor() -> None:
    written = comment(1, REQUESTER, minute(1))
    del written["user"]
    assert told(row(), [written], GLOSSARY, id_=ID)[-1].type is EventType.REQUESTER_REPLY
