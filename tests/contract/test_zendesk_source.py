"""What Zendesk tells becomes these facts, worked out by hand, and this is what it is asked."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from zendesk_subject import VARIABLE, zendesk

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Batch, Check, Limits
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.mapping import FieldMap
from slawatch.model.person import PSEUDONYM, SOMEBODY
from slawatch.sources.zendesk import KIND
from slawatch.sources.zendesk.history import events, ticket
from slawatch.sources.zendesk.lists import Lists, Status
from slawatch.sources.zendesk.native import verdicts
from slawatch.testing.clock import ManualClock
from slawatch.testing.conformance import Trap
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, json_reply
from slawatch.testing.systems.zendesk import EMAIL, OAUTH, TOKEN, ZendeskSystem

AGENT, FORMER, ASKER, OTHER = 11, 12, 21, 22
ROW = {
    "id": 7,
    "created_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-02T10:00:00Z",
    "status": "solved",
    "custom_status_id": None,
    "priority": "urgent",
    "type": "incident",
    "group_id": 98738,
    "organization_id": 5,
    "brand_id": 3,
    "ticket_form_id": None,
    "assignee_id": AGENT,
    "requester_id": ASKER,
    "problem_id": None,
    "tags": ["vip", "mail"],
    "custom_fields": [{"id": 360, "value": "erp"}, {"id": 361, "value": "secret words"}],
    "subject": "Jane Doe can't log in",
}


def lists(**more: object) -> Lists:
    names = {
        "groups": {"98738": "Support"},
        "brands": {"3": "Acme"},
        "ticket_forms": {},
        "organizations": {"5": "Acme Inc."},
    }
    roles = {str(AGENT): "agent", str(FORMER): "end-user", str(ASKER): "end-user", str(OTHER): "end-user"}
    return Lists(names=names, roles=roles, custom_fields={"360": "Service"}, **more)


def audit(id_: int, minute: int, by: int, *told: dict, **more: object) -> dict:
    numbered = [{"id": id_ * 10 + nth, **each} for nth, each in enumerate(told, start=1)]
    at = f"2026-03-02T09:{minute:02d}:00Z"
    return {"id": id_, "created_at": at, "author_id": by, "via": {"channel": "web"}, "events": numbered, **more}


def change(name: str, old: object, new: object, **more: object) -> dict:
    return {"type": "Change", "field_name": name, "previous_value": old, "value": new, **more}


def comment(*, public: bool, **more: object) -> dict:
    return {"type": "Comment", "public": public, **more}


BEGIN = audit(1, 0, ASKER, comment(public=True), {"type": "Create", "field_name": "status", "value": "new"})


def told(*audits: dict, glossary: Lists | None = None, **row: object) -> list[Event]:
    return list(events({**ROW, **row}, [BEGIN, *audits], glossary or lists()))


def only(found: list[Event], type_: EventType) -> list[Event]:
    return [event for event in found if event.type is type_]


def test_a_ticket_begins_as_its_audits_say_it_was() -> None:
    found = told(
        audit(2, 5, AGENT, change("status", "new", "open"), change("priority", None, "high")),
        audit(3, 6, AGENT, change("priority", "high", "urgent"), change("360", "crm", "erp")),
        audit(4, 7, AGENT, change("tags", ["mail"], ["mail", "vip"]), change("assignee_id", None, str(AGENT))),
        audit(5, 8, AGENT, change("status", "open", "solved")),
    )
    assert found[0].fields == {
        "status": "new",
        "type": "incident",
        "group": "Support",
        "brand": "Acme",
        "organization": "Acme Inc.",
        "tags": "mail",
        "Service": "crm",
    }
    assert [(each.old, each.new) for each in only(found, EventType.PRIORITY)] == [(None, "high"), ("high", "urgent")]
    assert [(each.field, each.new) for each in only(found, EventType.SCOPE)] == [
        ("Service", "erp"),
        ("tags", "mail,vip"),
    ]
    assert [(each.new, each.actor) for each in only(found, EventType.ASSIGNED)] == [(SOMEBODY, Actor.AGENT)]
    assert [each.new for each in only(found, EventType.STATUS)] == ["open", "solved"]


def test_assignees_are_told_apart_by_a_salt() -> None:
    salted = lists(person=pseudonyms("0123456789abcdef"))
    assert PSEUDONYM.fullmatch(told(glossary=salted)[0].fields["assignee"])


def test_a_reply_is_what_an_agent_says_in_public() -> None:
    found = told(
        audit(2, 1, AGENT, comment(public=False)),
        audit(3, 2, ASKER, comment(public=True)),
        audit(4, 3, OTHER, comment(public=True)),
        audit(5, 4, AGENT, comment(public=True)),
        audit(6, 5, -1, comment(public=True), via={"channel": "rule", "source": {"rel": "automation"}}),
    )
    assert [each.at.minute for each in only(found, EventType.PRIVATE_NOTE)] == [1]
    assert [each.at.minute for each in only(found, EventType.REQUESTER_REPLY)] == [2, 3]
    assert [(each.at.minute, each.actor) for each in only(found, EventType.PUBLIC_REPLY)] == [
        (4, Actor.AGENT),
        (5, Actor.SYSTEM),
    ]


def test_a_reply_of_somebody_who_was_an_agent_once_stays_a_reply() -> None:
    found = told(audit(2, 1, FORMER, comment(public=True)), audit(3, 2, AGENT, change("assignee_id", FORMER, AGENT)))
    assert [each.at.minute for each in only(found, EventType.PUBLIC_REPLY)] == [1]


def test_an_agent_who_asks_is_a_requester() -> None:
    found = told(audit(2, 1, AGENT, comment(public=True)), requester_id=AGENT)
    assert [each.at.minute for each in only(found, EventType.REQUESTER_REPLY)] == [1]


def test_an_agent_who_opens_a_ticket_for_somebody_replies_as_an_agent_from_then_on() -> None:
    found = told(
        audit(2, 1, AGENT, comment(public=True)),
        audit(3, 2, AGENT, comment(public=True), change("requester_id", AGENT, ASKER)),
        audit(4, 3, AGENT, comment(public=True)),
        audit(5, 4, ASKER, comment(public=True)),
    )
    assert [each.at.minute for each in only(found, EventType.REQUESTER_REPLY)] == [1, 4]
    assert [each.at.minute for each in only(found, EventType.PUBLIC_REPLY)] == [2, 3]


def test_what_a_trigger_does_in_an_agents_update_is_the_systems() -> None:
    by_trigger = {"channel": "rule", "source": {"rel": "trigger"}}
    found = told(audit(2, 1, AGENT, comment(public=True), change("status", "new", "open", via=by_trigger)))
    assert [each.actor for each in only(found, EventType.STATUS)] == [Actor.SYSTEM]
    assert [each.actor for each in only(found, EventType.PUBLIC_REPLY)] == [Actor.AGENT]


STATUSES = {
    "1": Status("Open", "open", default=True),
    "2": Status("Waiting for parts", "hold", default=False),
    "3": Status("Waiting for approval", "hold", default=False),
}


def test_a_status_of_ones_own_is_told_with_its_category() -> None:
    found = told(
        audit(2, 1, AGENT, change("status", "open", "hold"), change("custom_status_id", 1, 2)),
        audit(3, 2, AGENT, change("custom_status_id", 2, 3)),
        audit(4, 3, AGENT, change("custom_status_id", 3, 1), change("status", "hold", "open")),
        glossary=lists(statuses=STATUSES),
        status="open",
        custom_status_id=1,
    )
    assert [(each.at.minute, each.old, each.new) for each in only(found, EventType.STATUS)] == [
        (1, "open", "hold: Waiting for parts"),
        (2, "hold: Waiting for parts", "hold: Waiting for approval"),
        (3, "hold: Waiting for approval", "open"),
    ]


def test_the_category_of_a_status_is_its_class_unless_the_map_says_otherwise() -> None:
    classes = FieldMap(field="status", values={"hold: Waiting for approval": "pending_other", **KIND.status_classes})
    raw = ("pending: Waiting for you", "hold: Waiting for parts", "hold: Waiting for approval", "closed")
    assert [classes.value(each) for each in raw] == ["pending_requester", "pending_supplier", "pending_other", "closed"]


def test_two_changes_of_status_in_one_update_are_both_told() -> None:
    found = told(audit(2, 1, AGENT, change("status", "new", "open"), change("status", "open", "pending")))
    assert [each.new for each in only(found, EventType.STATUS)] == ["open", "pending"]


def test_a_problem_is_linked_from_the_beginning_or_later() -> None:
    assert [(each.field, each.new) for each in only(told(problem_id=40), EventType.LINKED)] == [("problem", "40")]
    found = told(audit(2, 30, AGENT, change("problem_id", None, 41)), problem_id=41)
    assert [(each.at.minute, each.new) for each in only(found, EventType.LINKED)] == [(30, "41")]


def test_a_merged_ticket_ends_when_zendesk_tags_it() -> None:
    closed = [change("status", "open", "closed"), change("tags", ["vip"], ["vip", "closed_by_merge"])]
    found = told(audit(2, 30, AGENT, comment(public=True), *closed), status="closed", tags=["vip", "closed_by_merge"])
    assert found[-1].type is EventType.MERGED
    assert found[-1].at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_a_rating_is_told_and_an_offer_is_none() -> None:
    scores = [{"type": "SatisfactionRating", "score": score} for score in ("offered", "good", "bad")]
    found = told(*(audit(nth, nth, ASKER, each) for nth, each in enumerate(scores, start=2)))
    assert [(each.new, each.actor) for each in only(found, EventType.RATED)] == [
        ("good", Actor.REQUESTER),
        ("bad", Actor.REQUESTER),
    ]


def test_a_rating_that_stands_twice_in_an_audit_is_told_once() -> None:
    twice = [change("satisfaction_score", "offered", "good"), {"type": "SatisfactionRating", "score": "good"}]
    assert [each.new for each in only(told(audit(2, 1, ASKER, *twice)), EventType.RATED)] == ["good"]
    assert [each.new for each in only(told(audit(2, 1, ASKER, twice[0])), EventType.RATED)] == ["good"]


def test_nobodys_words_are_told() -> None:
    one = ticket(ROW, url="https://example.zendesk.com")
    assert one.url == "https://example.zendesk.com/agent/tickets/7"
    assert "Jane" not in repr((one, told()))
    assert "secret words" not in repr(told())


def metric(id_: int, name: str, kind: str, minute: int, instance: int = 1, **more: object) -> dict:
    at = f"2026-03-02T09:{minute:02d}:00Z"
    return {"id": id_, "ticket_id": 7, "metric": name, "instance_id": instance, "type": kind, "time": at, **more}


SLA = {"target": 15, "target_in_seconds": 900, "business_hours": True, "policy": {"id": 1, "title": "Gold"}}


def outcomes(*rows: dict) -> list[tuple[str, int, str, int | None]]:
    read = [(each.field, each.at.minute, json.loads(each.new or "{}")) for each in verdicts("7", rows)]
    return [(str(field), minute, new.get("outcome", ""), new.get("elapsed")) for field, minute, new in read]


def test_metric_events_are_zendesks_own_verdicts() -> None:
    assert outcomes(
        metric(1, "reply_time", "activate", 0),
        metric(2, "reply_time", "apply_sla", 0, sla=SLA),
        metric(3, "reply_time", "fulfill", 9),
        metric(4, "reply_time", "update_status", 9, status={"calendar": 9, "business": 4}),
    ) == [
        ("first_reply_time", 0, "running", None),
        ("first_reply_time", 9, "met", None),
        ("first_reply_time", 9, "met", 240),
    ]


def test_a_breach_stays_one_and_one_taken_back_is_none() -> None:
    rows = [
        metric(1, "requester_wait_time", "activate", 0),
        metric(2, "requester_wait_time", "apply_sla", 0, sla=SLA),
        metric(3, "requester_wait_time", "pause", 5),
        metric(4, "requester_wait_time", "activate", 10),
        metric(5, "requester_wait_time", "breach", 20),
        metric(6, "requester_wait_time", "fulfill", 30),
    ]
    name = "requester_wait_time"
    before = [(name, 0, "running", None), (name, 5, "paused", None), (name, 10, "running", None)]
    assert outcomes(*rows) == [*before, (name, 20, "missed", None)]
    rows[4]["deleted"] = True
    assert outcomes(*rows) == [*before, (name, 30, "met", None)]


def test_replies_after_the_first_and_metrics_without_a_target() -> None:
    assert outcomes(metric(1, "agent_work_time", "activate", 0), metric(2, "agent_work_time", "fulfill", 5)) == []
    later = metric(2, "reply_time", "apply_sla", 7, 2, sla=SLA)
    assert outcomes(metric(1, "reply_time", "activate", 7, 2), later) == [("next_reply_time", 7, "running", None)]


class Reading:
    def __init__(self, system: ZendeskSystem, server: FaultyServer) -> None:
        self.system, self.server, self.clock = system, server, ManualClock(system.now)
        self.source = zendesk(server.url, self.clock)

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.system.now = self.clock.now()

    def poll(self, cursor: str | None = None, **limits: float) -> list[Batch]:
        self.system.asked.clear()
        return list(self.source.poll(cursor, Limits(**limits)))

    def check(self, **options: object) -> Check:
        return zendesk(self.server.url, self.clock, **options).check()

    def asked(self, path: str) -> list[dict[str, list[str]]]:
        return [parse_qs(url.query) for url in map(urlsplit, self.system.asked) if url.path == f"/api/v2/{path}"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    system = ZendeskSystem()
    with FaultyServer(system.answer) as server:
        yield Reading(system, server)


def ids(batches: list[Batch]) -> list[str]:
    return [one.id for batch in batches for one in batch.tickets]


def test_it_asks_by_a_start_once_and_then_by_the_cursor(at: Reading) -> None:
    at.system.create()
    at.tick(120)
    cursor = at.poll()[-1].cursor
    assert at.asked("incremental/tickets/cursor") == [{"start_time": ["0"], "per_page": ["4"]}]
    at.tick(120)
    at.poll(cursor)
    (asked,) = at.asked("incremental/tickets/cursor")
    assert asked.keys() == {"cursor", "per_page"}
    assert json.loads(str(cursor))["after"] == asked["cursor"][0]


def test_a_token_of_an_account_and_one_of_oauth(at: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    at.check()
    basic = base64.b64encode(f"{EMAIL}/token:{TOKEN}".encode()).decode()
    assert at.server.asked[-1].headers["authorization"] == f"Basic {basic}"
    monkeypatch.setenv(VARIABLE, OAUTH)
    assert at.check(email=None).usable
    assert at.server.asked[-1].headers["authorization"] == f"Bearer {OAUTH}"


def test_the_last_minute_is_told_though_the_export_leaves_it_out(at: Reading) -> None:
    cursor = at.poll()[-1].cursor
    one = at.system.create()
    at.tick(5)
    batches = at.poll(cursor)
    assert ids(batches) == [one]
    assert batches[-1].complete_through == at.clock.now() - timedelta(seconds=61)
    at.tick(120)
    assert ids(at.poll(batches[-1].cursor)) == [], "what is known is not read again"


def test_a_change_by_the_system_is_read_though_its_stamp_is_old(at: Reading) -> None:
    one = at.system.create()
    at.tick(3600)
    cursor = at.poll()[-1].cursor
    at.system.more[one] = {"generated_timestamp": int(at.clock.now().timestamp()), "updated_at": "2026-03-02T09:00:00Z"}
    at.system.records[one].updated_at = at.clock.now()
    at.tick(120)
    assert ids(at.poll(cursor)) == [one]


def test_a_deleted_ticket_is_told_by_the_export(at: Reading) -> None:
    one, _other = at.system.create(), at.system.create()
    at.tick(120)
    cursor = at.poll()[-1].cursor
    deleted = at.clock.now()
    at.system.delete(one)
    at.tick(120)
    gone = [each for batch in at.poll(cursor) for each in batch.gone]
    assert [(each.ticket_id, each.why, each.at) for each in gone] == [(one, "deleted", deleted)]


def test_an_empty_page_of_the_export_is_not_its_end(at: Reading) -> None:
    made = {at.system.create() for _ in range(9)}
    at.tick(4000)
    at.system.traps.add(Trap.EMPTY_PAGE)
    desk = at.source.desks(_budget(at))["tickets"]
    assert {row["id"] for rows in desk.changed(None) for row in rows} == set(map(int, made))


def test_an_export_that_does_not_move_is_an_error(at: Reading) -> None:
    for _ in range(9):
        at.system.create()
    at.tick(4000)
    at.system.traps.add(Trap.REPEATED_TOKEN)
    with pytest.raises(RetriableSourceError, match="as its own next one"):
        at.poll()


def test_a_page_that_takes_longer_than_a_poll_is_told_bit_by_bit(at: Reading) -> None:
    made = {at.system.create() for _ in range(60)}
    at.tick(4000)
    at.source = zendesk(at.server.url, at.clock, page_size=1000, requests_per_minute=30)
    found: list[str] = []
    cursor = None
    for _ in range(4):
        batches = at.poll(cursor, seconds=60.0)
        found += ids(batches)
        cursor = batches[-1].cursor
        at.tick(60)
    assert sorted(found) == sorted(made), "each once"
    assert batches[-1].complete_through is not None


def test_exports_are_asked_for_less_than_eleven_times_a_minute(at: Reading) -> None:
    for _ in range(60):
        at.system.create()
    at.tick(4000)
    asked: list[datetime] = []

    def answer(question: Asked) -> Reply:
        at.system.now = at.clock.now()
        asked.append(at.system.now)
        return at.system.answer(question)

    at.server.say(answer)
    desk = at.source.desks(_budget(at))["tickets"]
    asked.clear()  # what lists cost is another ration
    assert len(list(desk.changed(None))) == 15
    assert all(later - first > timedelta(seconds=55) for first, later in zip(asked, asked[10:], strict=False))


def _budget(at: Reading) -> Budget:
    return Budget(600.0, at.clock)


def test_a_breach_that_changes_no_ticket_is_told(at: Reading) -> None:
    at.system.lists["sla_policies"] = [{"id": 1, "title": "Gold"}]
    one = at.system.create()
    rows = [metric(1, "reply_time", "activate", 0), metric(2, "reply_time", "apply_sla", 0, sla=SLA)]
    at.system.metric_events[one] = [{**row, "ticket_id": int(one)} for row in rows]
    at.tick(600)
    batches = at.poll()
    assert at.asked("incremental/tickets/cursor")[0]["include"] == ["metric_events"]
    at.tick(600)
    at.system.metric_events[one].append({**metric(3, "reply_time", "breach", 15), "ticket_id": int(one)})
    later = at.poll(batches[-1].cursor)
    native = [event for batch in later for event in batch.events if event.type is EventType.SLA_NATIVE]
    assert [(each.field, each.at.minute) for each in native] == [("first_reply_time", 0), ("first_reply_time", 15)]
    assert json.loads(str(native[-1].new)) == {"due_at": "2026-03-02T09:15:00Z", "outcome": "missed", "target": 900}


def test_audits_of_an_archived_ticket_come_without_pages(at: Reading) -> None:
    one = at.system.create()
    at.system.reply(one)
    at.tick(120)

    def unpaged(asked: Asked) -> Reply:
        refused = "/audits" in asked.path and "page%5Bsize%5D" in asked.path
        return json_reply({"error": "no pages"}, status=400) if refused else at.system.answer(asked)

    at.server.say(unpaged)
    replies = [event for batch in at.poll() for event in batch.events if event.type is EventType.PUBLIC_REPLY]
    assert len(replies) == 1


def test_long_histories_are_read_to_their_end(at: Reading) -> None:
    one = at.system.create()
    for _ in range(230):
        at.system.note(one)
    at.tick(120)
    notes = [event for batch in at.poll() for event in batch.events if event.type is EventType.PRIVATE_NOTE]
    assert len(notes) == 230


def test_a_check_tells_the_words_of_the_account(at: Reading) -> None:
    at.system.lists["custom_statuses"] = [
        {"id": 2, "agent_label": "Waiting for parts", "status_category": "hold", "default": False}
    ]
    at.system.create()
    at.tick(3600)
    found = at.check()
    assert found.usable, found.findings
    assert ("status", "hold: Waiting for parts", "pending_supplier") in {(w.field, w.raw, w.means) for w in found.words}
    assert ("group", "Support", None) in {(word.field, word.raw, word.means) for word in found.words}


def test_a_refused_token_is_told_with_its_way_out(at: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "wrong-token")
    (finding,) = at.check().findings
    assert finding.level == "error"
    assert "token access" in finding.hint


def test_a_token_that_sees_no_audits_is_refused(at: Reading) -> None:
    at.system.create()
    at.tick(120)

    def narrow(asked: Asked) -> Reply:
        return json_reply({"error": "Forbidden"}, status=403) if "/audits" in asked.path else at.system.answer(asked)

    at.server.say(narrow)
    assert [each.level for each in at.check().findings if "audits" in each.text] == ["error"]
    with pytest.raises(FatalSourceError, match="scope read"):
        at.poll()


def test_people_who_are_not_shown_lose_no_ticket(at: Reading) -> None:
    one = at.system.create()
    at.system.reply(one)
    at.system.lists["users"].clear()
    at.tick(120)

    def narrow(asked: Asked) -> Reply:
        return json_reply({"error": "no"}, status=403) if "/show_many" in asked.path else at.system.answer(asked)

    at.server.say(narrow)
    assert ids(at.poll()) == [one]


def test_reading_may_begin_on_a_day(at: Reading) -> None:
    at.source = zendesk(at.server.url, at.clock, since="2026-01-01")
    at.poll()
    assert at.asked("incremental/tickets/cursor")[0]["start_time"] == ["1767225600"]
