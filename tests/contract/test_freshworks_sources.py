"""What is asked of Freshservice and Freshdesk, and what their answers mean."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import freshdesk_subject
import freshservice_subject
import pytest
from reading import Reading, events, reading

from slawatch.errors import FatalSourceError
from slawatch.ingest.freshworks.facts import links, ratings, replies, statuses, verdicts
from slawatch.ingest.freshworks.memory import Memory
from slawatch.ingest.freshworks.rows import Reading as Wanted
from slawatch.ingest.freshworks.rows import Words, choices, fields
from slawatch.ingest.snapshot import LastSeen
from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import Actor, EventType
from slawatch.model.ticket import Ticket
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.freshworks import SECRET, FreshdeskSystem, FreshserviceSystem

ID = "1001"
WORDS = Words(statuses={2: "Open", 3: "Pending", 4: "Resolved", 5: "Closed", 8: "Waiting on Vendor"}, groups={7: "Net"})
ORDER = "order_by=updated_at&order_type=asc"
CREATED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(freshdesk_subject.VARIABLE, SECRET)
    monkeypatch.setenv(freshservice_subject.VARIABLE, SECRET)


@pytest.fixture
def desk() -> FreshdeskSystem:
    return FreshdeskSystem()


@pytest.fixture
def at(desk: FreshdeskSystem) -> Iterator[Reading]:
    with reading(desk, freshdesk_subject.source) as made:
        yield made


def minute(number: int) -> datetime:
    return datetime(2026, 3, 2, 9, number, tzinfo=UTC)


def text(number: int) -> str:
    return f"2026-03-02T09:{number:02}:00Z"


def row(status: int = 2, stats: dict | None = None, **more: object) -> dict:
    return {
        "id": 1001,
        "status": status,
        "priority": 3,
        "requester_id": 30,
        "created_at": text(0),
        "updated_at": text(50),
        "stats": stats or {},
        **more,
    }


def changes(now: dict, activities: list[dict] = ()) -> list[tuple[int, str, bool]]:
    told = sorted(statuses(now, activities, WORDS, id_=ID), key=lambda each: (each.at, each.order))
    return [(each.at.minute, each.new, each.derived) for each in told]


def test_a_poll_asks_for_what_changed_since_the_last_stamp_with_the_key_as_a_name(
    at: Reading, desk: FreshdeskSystem
) -> None:
    desk.create()
    first = at.poll()
    at.asked()
    at.poll(first[-1].cursor)
    assert at.server.asked[0].headers["authorization"] == "Basic " + base64.b64encode(f"{SECRET}:X".encode()).decode()
    assert at.asked() == [
        "/api/v2/tickets?per_page=1",
        f"/api/v2/tickets?updated_since=2026-03-02T08%3A59%3A50Z&{ORDER}&per_page=4&include=stats&page=1",
        "/api/v2/tickets/1001/conversations?per_page=4&page=1",
    ]


def test_the_first_reading_asks_beyond_the_thirty_days_that_are_usual(at: Reading, desk: FreshdeskSystem) -> None:
    desk.create()
    desk.now = datetime(2026, 6, 2, 9, tzinfo=UTC)
    assert [ticket.id for batch in at.poll() for ticket in batch.tickets] == [ID]
    assert any("updated_since=2000-01-01T00%3A00%3A00Z" in asked for asked in at.asked())


def test_an_account_that_knows_another_order_only_is_read_whole_and_told_in_the_right_one(
    at: Reading, desk: FreshdeskSystem
) -> None:
    for second in range(9):
        desk.now = minute(second)
        desk.create()
    for second, ticket in enumerate(["1004", "1002", "1009"]):
        desk.now = minute(20 + second)
        desk.reply(ticket)

    def answer(asked: object) -> object:
        return desk.answer(replace(asked, path=asked.path.replace("order_by=updated_at", "order_by=created_at")))

    at.server.say(answer)
    told = [ticket.id for batch in at.poll() for ticket in batch.tickets]
    assert sorted(told) == [f"{1000 + number}" for number in range(1, 10)]
    assert told[-3:] == ["1004", "1002", "1009"]


def test_an_agent_who_may_not_see_conversations_is_told_so(at: Reading, desk: FreshdeskSystem) -> None:
    desk.create()
    refused = json_reply({"code": "access_denied"}, status=403)
    at.server.say(lambda asked: refused if "conversations" in asked.path else desk.answer(asked))
    with pytest.raises(FatalSourceError, match="may not see the conversations"):
        at.poll()


def test_a_changed_priority_is_told_at_the_ticket_s_stamp_in_another_process_too(
    desk: FreshdeskSystem, at: Reading
) -> None:
    desk.create()
    first = at.poll()
    desk.now = minute(5)
    desk.reply(ID)

    def answer(asked: object) -> object:
        body = [row(priority=4, group_id=7, type="Incident", updated_at=text(5))]
        return json_reply(body) if "updated_since" in asked.path else desk.answer(asked)

    with reading(desk, freshdesk_subject.source) as other:
        desk.now = minute(6)
        other.server.say(answer)
        told = [event for batch in other.poll(first[-1].cursor) for event in batch.events]
    changed = [event for event in told if event.field == "priority"]
    assert [(each.old, each.new, each.at.minute, each.derived) for each in changed] == [("Low", "Urgent", 5, True)]
    assert not any(event.type is EventType.CREATED for event in told)


def test_spam_is_gone(at: Reading, desk: FreshdeskSystem) -> None:
    ticket = desk.create()
    desk.merge(ticket, ticket)
    assert [(gone.ticket_id, gone.why) for batch in at.hydrate(ticket) for gone in batch.gone] == [(ticket, "deleted")]


def test_each_workspace_is_a_list_of_its_own() -> None:
    system = FreshserviceSystem()
    with reading(system, lambda url, clock: freshservice_subject.source(url, clock, workspaces=[2, 3])) as at:
        at.poll()
        asked = [each for each in at.asked() if "updated_since" in each]
        at.hydrate(system.create())
        assert sum(each.startswith("/api/v2/tickets/1001?include=stats") for each in at.asked()) == 1
    assert [each.partition("?")[2].partition("&")[0] for each in asked] == ["workspace_id=2", "workspace_id=3"]


def test_workspaces_that_nobody_named_are_pointed_out() -> None:
    system = FreshserviceSystem()
    spaces = json_reply({"workspaces": [{"id": 2}, {"id": 3}]})
    with reading(system, freshservice_subject.source) as at:
        at.server.say(lambda asked: spaces if asked.path == "/api/v2/workspaces" else system.answer(asked))
        check = at.source.check()
    assert check.usable
    assert any("2 workspaces" in found.text for found in check.findings)


def test_a_check_tells_the_account_s_own_words(at: Reading, desk: FreshdeskSystem) -> None:
    desk.create()
    words = [(word.field, word.raw, word.means) for word in at.source.check().words]
    assert ("status", "Pending", "pending_requester") in words
    assert ("status", "Waiting on Vendor", None) in words
    assert ("group", "Network", None) in words


def test_both_products_ways_to_write_choices_are_read() -> None:
    assert choices([{"name": "status", "choices": {"2": ["Open", "Being processed"]}}], "status") == {2: "Open"}
    assert choices([{"name": "priority", "choices": {"Low": 1}}], "priority") == {1: "Low"}
    assert choices([{"name": "status", "choices": [{"id": 2, "value": "Open"}]}], "status") == {2: "Open"}
    assert choices([{"name": "status", "choices": [["Open", 2]]}], "status") == {}


def test_stamps_tell_when_a_status_was_set() -> None:
    assert changes(row(2, {"status_updated_at": text(0)})) == []
    assert changes(row(8, {"status_updated_at": text(7)})) == [(7, "Waiting on Vendor", True)]
    closed = {"status_updated_at": text(9), "resolved_at": text(4), "closed_at": text(9)}
    assert changes(row(5, closed)) == [(4, "Resolved", True), (9, "Closed", True)]
    assert changes(row(4, {"status_updated_at": None, "resolved_at": text(4)})) == [(4, "Resolved", True)]
    assert changes(row(4)) == [(0, "Resolved", True)]


@pytest.mark.parametrize(
    "words",
    [
        " set Status as Waiting on Vendor",
        " set Priority as High, <b>Status</b> as Waiting on Vendor, Group as Net",
        " changed the status from Open to Waiting on Vendor",
    ],
)
def test_activities_tell_what_stamps_have_forgotten(words: str) -> None:
    activities = [
        {"actor": {"id": 20}, "content": " set Status as Resolved", "created_at": text(9)},
        {"actor": {"id": 20}, "content": "", "sub_contents": [words], "created_at": text(3)},
        {"actor": {"id": 20}, "content": " created the ticket, set Status as Open", "created_at": text(0)},
    ]
    now = row(4, {"status_updated_at": text(9), "resolved_at": text(9)})
    assert changes(now, activities) == [(3, "Waiting on Vendor", False), (9, "Resolved", False)]


def test_activities_in_another_language_leave_the_stamps_to_tell() -> None:
    activities = [{"actor": {"id": 20}, "content": " hat den Status auf Gelöst gesetzt", "created_at": text(9)}]
    assert changes(row(4, {"status_updated_at": text(9)}), activities) == [(9, "Resolved", True)]


def test_who_writes_and_for_whom_decides_what_a_conversation_is() -> None:
    told = [
        {"id": 1, "private": True, "incoming": False, "user_id": 20, "source": 2, "created_at": text(1)},
        {"id": 2, "private": False, "incoming": True, "user_id": 30, "source": 0, "created_at": text(2)},
        {"id": 3, "private": False, "incoming": False, "user_id": 20, "source": 8, "created_at": text(3)},
        {"id": 4, "private": False, "incoming": False, "user_id": 20, "source": 6, "created_at": text(4)},
        {"id": 5, "private": False, "incoming": False, "user_id": 20, "source": 0, "created_at": text(5)},
    ]
    assert [(each.at.minute, each.type, each.actor) for each in replies(row(), told, id_=ID)] == [
        (1, EventType.PRIVATE_NOTE, Actor.AGENT),
        (2, EventType.REQUESTER_REPLY, Actor.REQUESTER),
        (3, EventType.PRIVATE_NOTE, Actor.AGENT),
        (5, EventType.PUBLIC_REPLY, Actor.AGENT),
    ]


@pytest.mark.parametrize(
    ("now", "response", "resolution"),
    [
        (row(2), "running", "running"),
        (row(3), "paused", "paused"),
        (row(2, fr_escalated=True), "missed", "running"),
        (row(2, {"first_responded_at": text(9)}), "met", "running"),
        (row(2, {"first_responded_at": text(11)}), "missed", "running"),
        (row(4, {"first_responded_at": text(9), "resolved_at": text(30)}), "met", "met"),
        (row(4, {"resolved_at": text(31)}), "cancelled", "missed"),
        (row(2, {"resolved_at": text(31)}), "running", "running"),
    ],
)
def test_the_product_s_own_verdict_is_told(now: dict, response: str, resolution: str) -> None:
    told = list(verdicts({**now, "fr_due_by": text(10), "due_by": text(30)}, id_=ID))
    assert [(each.field, each.new) for each in told] == [
        ("First response", f'{{"due_at":"2026-03-02T09:10:00Z","outcome":"{response}"}}'),
        ("Resolution", f'{{"due_at":"2026-03-02T09:30:00Z","outcome":"{resolution}"}}'),
    ]


def test_ratings_of_both_products_are_read() -> None:
    freshdesk = [{"id": 1, "ratings": {"default_question": 103}, "created_at": text(40), "feedback": "thanks"}]
    freshservice = {"csat_response": {"id": 2, "overall_rating": 3, "created_at": text(41)}}
    assert [(each.new, each.at.minute) for each in ratings(freshdesk, id_=ID)] == [("103", 40)]
    assert [(each.new, each.at.minute) for each in ratings(freshservice, id_=ID)] == [("3", 41)]
    assert list(ratings(None, id_=ID)) == []


def test_a_problem_and_a_change_are_linked() -> None:
    ticket = Ticket(id=ID, key=ID, created_at=CREATED)
    body = {"ticket": {"problem": {"id": 5, "created_at": text(20)}, "change": {"id": 6}}}
    assert [(each.field, each.new, each.at.minute) for each in links(body, ticket)] == [
        ("problem", "problem:5", 20),
        ("change", "change:6", 0),
    ]


def test_fields_go_by_words() -> None:
    now = row(
        group_id=7, responder_id=20, type="Incident", urgency=3, tags=["vpn", "mail"], custom_fields={"cf_a": "x"}
    )
    wanted = Wanted(url="https://acme.freshservice.com", custom_fields=("cf_a",))
    assert fields(now, WORDS, wanted) == {
        "priority": "High",
        "type": "Incident",
        "group": "Net",
        "owner": "somebody",
        "urgency": "High",
        "tags": "mail, vpn",
        "cf_a": "x",
    }


def priorities(batches: list[Batch]) -> set[tuple[str, str | None]]:
    return {(event.identity(), event.new) for event in events(batches) if event.type is EventType.PRIORITY}


def urgent(at: Reading, desk: FreshdeskSystem) -> None:
    """Let tickets be urgent from now on."""

    def answer(asked: Asked) -> Reply:
        reply = desk.answer(asked)
        return replace(reply, body=reply.body.replace(b'"priority": 1', b'"priority": 4'))

    at.server.say(answer)


def test_what_only_a_rescan_found_is_told_once(at: Reading, desk: FreshdeskSystem) -> None:
    desk.create()
    desk.now = minute(10)
    cursor = at.poll()[-1].cursor
    urgent(at, desk)  # with a time before the last look: nobody saw it in time
    told = set()
    for number in (20, 30, 40):
        desk.now = minute(number)
        told |= priorities(list(at.source.rescan(CREATED, Limits())))
        cursor = at.poll(cursor)[-1].cursor
    assert [new for _, new in told] == ["Urgent"]


def test_a_ticket_that_was_closed_keeps_the_priority_with_which_it_began(at: Reading, desk: FreshdeskSystem) -> None:
    id_ = desk.create()
    cursor = at.poll()[-1].cursor
    urgent(at, desk)
    desk.now = minute(10)
    desk.enter(desk.records[id_], "status", "Closed")
    batches = at.poll(cursor)
    assert {new for _, new in priorities(batches)} == {"Urgent"}
    desk.now = minute(40)
    again = events(list(at.source.rescan(CREATED, Limits())))
    assert not [each for each in again if each.type is EventType.CREATED], "it would have been urgent from the start"
    desk.now = datetime(2026, 3, 5, 9, tzinfo=UTC)
    last = at.poll(batches[-1].cursor)[-1].cursor
    _, memory = Memory.unpacked(last)
    assert memory == Memory(last=LastSeen(at=memory.last.at)), "after two days it is forgotten"


def test_activities_of_one_second_stand_in_their_order_whichever_end_is_sent_first() -> None:
    words = [(1, "Pending"), (2, "Open"), (2, "Resolved"), (2, "Open"), (3, "Closed")]
    sent = [{"created_at": text(at), "content": f"set Status as {word}", "actor": {"id": 20}} for at, word in words]
    assert [new for _, new, _ in changes(row(), sent)] == [word for _, word in words]
    assert [new for _, new, _ in changes(row(), sent[::-1])] == [word for _, word in words]


def test_a_ticket_done_and_reopened_within_the_second_of_its_creation_is_open_again() -> None:
    words = [(0, "Open"), (0, "Resolved"), (0, "Open"), (7, "Resolved")]
    sent = [{"created_at": text(at), "content": f"set Status as {word}", "actor": {"id": 20}} for at, word in words]
    reopened = row(4, {"status_updated_at": text(7), "resolved_at": text(7), "reopened_at": text(0)})
    assert changes(reopened, sent[::-1]) == [(0, "Resolved", False), (0, "Open", False), (7, "Resolved", False)]
