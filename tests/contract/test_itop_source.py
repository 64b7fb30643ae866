"""What iTop tells becomes these facts, worked out by hand, and this is what it is asked."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from itop_subject import VARIABLE, itop

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Batch, Check, Limits
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.person import SOMEBODY
from slawatch.sources.itop.options import Options
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, json_reply
from slawatch.testing.systems.itop import PASSWORD, ItopSystem


class Reading:
    def __init__(self, system: ItopSystem, server: FaultyServer) -> None:
        self.system, self.server, self.clock = system, server, ManualClock(system.now)

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.system.now = self.clock.now()

    def batches(self, **options: object) -> list[Batch]:
        return list(itop(self.server.url, self.clock, **options).poll(None, Limits()))

    def check(self, **options: object) -> Check:
        return itop(self.server.url, self.clock, **options).check()

    def events(self, type_: EventType, **options: object) -> list[Event]:
        return [event for batch in self.batches(**options) for event in batch.events if event.type is type_]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    system = ItopSystem()
    with FaultyServer(system.answer) as server:
        yield Reading(system, server)


def change(id_: int, code: str, old: str, new: str, user: str = "5") -> dict:
    told = {"id": str(id_), "objclass": "UserRequest", "objkey": "1001", "date": "2026-03-02 09:10:00"}
    return {**told, "user_id": user, "userinfo": "Ann Agent", "attcode": code, "oldvalue": old, "newvalue": new}


def test_first_values_are_worked_out_backwards_and_ids_get_their_names(at: Reading) -> None:
    ticket = at.system.create()
    at.system.more[ticket] = {"priority": "1", "service_id": "8", "org_id": "3", "agent_id": "21"}
    at.system.changes = [
        change(900, "priority", "4", "2"),
        change(901, "priority", "2", "1"),
        change(902, "service_id", "7", "8"),
        change(903, "agent_id", "0", "21"),
        change(904, "title", "a secret", "another secret"),
        change(905, "user_satisfaction", "", "2"),
    ]
    at.system.others |= {
        "Service": [{"id": "7", "friendlyname": "Web"}, {"id": "8", "friendlyname": "Mail"}],
        "Organization": [{"id": "3", "friendlyname": "Acme"}],
    }
    (created,) = at.events(EventType.CREATED)
    assert created.fields == {
        "status": "new",
        "priority": "4",
        "type": "service_request",
        "organization": "Acme",
        "service": "Web",
    }
    (moved,) = at.events(EventType.SCOPE)
    assert (moved.field, moved.old, moved.new) == ("service", "Web", "Mail")
    (assigned,) = at.events(EventType.ASSIGNED)
    assert (assigned.field, assigned.old, assigned.new, assigned.actor) == ("assignee", None, SOMEBODY, Actor.AGENT)
    assert [event.new for event in at.events(EventType.RATED)] == ["2"]
    assert "secret" not in repr(at.batches())
    assert "Ann" not in repr(at.batches())


def test_the_public_log_tells_who_wrote_and_the_private_one_holds_notes(at: Reading) -> None:
    ticket = at.system.create()
    at.system.more[ticket] = {
        "public_log": {
            "entries": [
                {"date": "2026-03-02 09:04:00", "user_id": "0", "user_login": "a mail robot", "message": "x"},
                {"date": "2026-03-02 09:03:00", "user_id": "0", "user_login": "Carl Caller", "message": "x"},
                {"date": "2026-03-02 09:02:00", "user_id": "12", "user_login": "carl", "message": "x"},
                {"date": "2026-03-02 09:01:00", "user_id": "5", "user_login": "ann", "message": "x"},
            ]
        },
        "private_log": {"entries": [{"date": "2026-03-02 09:05:00", "user_id": "5", "user_login": "ann"}]},
    }
    told = [event for batch in at.batches() for event in batch.events if event.type is not EventType.CREATED]
    assert [(event.native_id, event.type, event.actor, event.at.minute) for event in told] == [
        ("public_log:0", EventType.PUBLIC_REPLY, Actor.AGENT, 1),
        ("public_log:1", EventType.REQUESTER_REPLY, Actor.REQUESTER, 2),
        ("public_log:2", EventType.REQUESTER_REPLY, Actor.REQUESTER, 3),
        ("public_log:3", EventType.PUBLIC_REPLY, Actor.SYSTEM, 4),
        ("private_log:0", EventType.PRIVATE_NOTE, Actor.AGENT, 5),
    ]


def test_stop_watches_are_native_verdicts(at: Reading) -> None:
    ticket, without = at.system.create(), at.system.create()
    at.system.more[ticket] = {
        "status": "pending",
        "assignment_date": "2026-03-02 09:30:00",
        "tto_escalation_deadline": "",
        "sla_tto_passed": "1",
        "ttr_escalation_deadline": "2026-03-02 17:00:00",
        "sla_ttr_passed": "0",
        "resolution_date": "",
    }
    at.system.more[without] = {"tto_escalation_deadline": "", "sla_tto_passed": "0", "assignment_date": ""}
    told = [(event.ticket_id, event.field, json.loads(event.new or "")) for event in at.events(EventType.SLA_NATIVE)]
    assert told == [
        (ticket, "Time to own", {"outcome": "missed"}),
        (ticket, "Time to resolve", {"outcome": "paused", "due_at": "2026-03-02T17:00:00Z"}),
    ]


def test_parents_are_links_since_they_were_named(at: Reading) -> None:
    ticket = at.system.create()
    at.system.more[ticket] = {"parent_problem_id": "77", "parent_change_id": "88", "parent_request_id": "0"}
    at.system.changes = [change(900, "parent_problem_id", "0", "77")]
    told = [(event.field, event.new, event.at.minute) for event in at.events(EventType.LINKED)]
    assert told == [("change", "Change/88", 0), ("problem", "Problem/77", 10)]


def test_changed_tickets_are_asked_for_at_once_and_read_by_their_ids(at: Reading) -> None:
    at.system.zone = "Asia/Shanghai"
    for _ in range(2):
        at.system.create()
    at.tick(5)
    source = itop(at.server.url, at.clock, timezone="Asia/Shanghai")
    cursor = [batch.cursor for batch in source.poll(None, Limits())][-1]
    at.tick(600)
    at.system.set_status("UserRequest/1002", "open")
    at.system.asked.clear()
    list(source.poll(cursor, Limits()))
    first, second, third = [question for question in at.system.asked if question["operation"] == "core/get"][:3]
    assert first == {
        "operation": "core/get",
        "class": "UserRequest",
        "key": "SELECT UserRequest WHERE last_update >= '2026-03-02 16:59:50'",
        "output_fields": "id,last_update,status",
        "limit": 5000,
        "page": 1,
    }
    assert (second["key"], second["output_fields"]) == ("SELECT UserRequest WHERE id IN (1002)", "*")
    assert third["key"].startswith(
        "SELECT CMDBChangeOpSetAttributeScalar WHERE objclass IN ('UserRequest') AND objkey IN (1002) AND attcode IN ("
    )


def test_more_tickets_than_one_question_may_find_are_asked_for_by_ranges_of_ids(
    at: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slawatch.sources.itop.rest.AT_ONCE", 400)
    for _ in range(450):
        at.system.create()
    told = [ticket.key for batch in at.batches(page_size=500) for ticket in batch.tickets]
    assert sorted(told) == [f"R-00{number}" for number in range(1001, 1451)]
    ranges = [question["key"] for question in at.system.asked if "id < " in str(question.get("key"))]
    assert ranges[2] == "SELECT UserRequest WHERE id >= 800 AND id < 1200"


@pytest.mark.parametrize(
    ("code", "error"), [(1, FatalSourceError), (10, FatalSourceError), (100, RetriableSourceError)]
)
def test_status_200_with_a_code_is_an_error(code: int, error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    clock = ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    with (
        FaultyServer(json_reply({"code": code, "message": "Error: no"})) as server,
        pytest.raises(error, match=rf"code {code}: Error: no"),
    ):
        list(itop(server.url, clock).poll(None, Limits()))


@pytest.mark.parametrize(
    ("zone", "how"), [("Asia/Shanghai", "after the time at which it was asked"), ("America/New_York", "last look")]
)
def test_a_clock_of_another_zone_is_found_out_by_what_changes(at: Reading, zone: str, how: str) -> None:
    at.system.zone = zone
    source = itop(at.server.url, at.clock)
    list(source.poll(None, Limits()))
    at.tick(1200)
    at.system.create()
    with pytest.raises(FatalSourceError, match=how):
        list(source.poll(None, Limits()))


def test_the_check_tells_classes_words_and_what_may_not_be_read(at: Reading) -> None:
    at.system.create()
    at.system.others["Service"] = [{"id": "7", "friendlyname": "Web"}]
    found = at.check()
    assert (found.usable, found.identity, found.timezone, found.version) == (True, "slawatch", "UTC", "REST 1.3")
    assert [word.raw for word in found.words if word.field == "service"] == ["Web"]
    at.system.refused = {"User"}
    (fault,) = [finding for finding in at.check().findings if finding.level == "error"]
    assert "not have enough permissions for reading data of class User" in fault.text
    (fault,) = [finding for finding in at.check(classes=["Incident"]).findings if finding.level == "error"]
    assert "Unknown class 'Incident'" in fault.text


def test_token_and_basic_login_go_into_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITOP_TOKEN", "t-1")
    monkeypatch.setenv(VARIABLE, "p w")
    seen: list[Asked] = []

    def answer(asked: Asked) -> Reply:
        seen.append(asked)
        return json_reply({"code": 1, "message": "no"})

    clock = ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    with FaultyServer(answer) as server:
        itop(server.url, clock, username=None, password=None, token="env:ITOP_TOKEN").check()  # noqa: S106  no secret
        itop(server.url, clock, login="basic").check()
    token, basic = seen
    assert (token.headers["auth-token"], b"auth_user" in token.body) == ("t-1", False)
    assert basic.headers["authorization"] == "Basic " + base64.b64encode(b"slawatch:p w").decode()
    assert b"auth_pwd" not in basic.body


def test_a_class_that_is_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="no code of iTop"):
        Options.model_validate(
            {"url": "https://i.example", "token": "env:T", "timezone": "UTC", "classes": ["A WHERE 1"]}
        )


def test_a_version_that_knows_no_accounts_of_changes_is_asked_for_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    system = ItopSystem()
    system.create()
    system.changes = [
        {**change(900, "priority", "4", "3"), "userinfo": "Carl Caller"},
        {**change(901, "priority", "3", "2"), "userinfo": "Ann Agent"},
        {**change(902, "priority", "2", "1"), "userinfo": ""},
    ]

    def older(asked: Asked) -> Reply:
        if b"user_id" in asked.body:
            return json_reply({"code": 100, "message": "Error: output_fields: invalid attribute code 'user_id'"})
        return system.answer(asked)

    with FaultyServer(older) as server:
        at = Reading(system, server)
        actors = [event.actor for event in at.events(EventType.PRIORITY)]
        assert at.check().usable
    assert actors == [Actor.REQUESTER, Actor.AGENT, Actor.SYSTEM]


def test_the_check_asks_for_few_tickets_however_many_there_are(at: Reading) -> None:
    for _ in range(5):
        at.system.create()
    at.tick(60)
    assert at.check().usable
    tickets = [asked for asked in at.system.asked if asked.get("class") == "UserRequest"]
    assert all(asked.get("limit") == 1 or " IN (" in asked["key"] for asked in tickets)
    assert len(tickets) <= 5
