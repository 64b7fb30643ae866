"""What a ServiceNow tells, of rows as its tables send them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest
from pydantic import ValidationError
from servicenow_subject import SIGNED_IN, VARIABLE, servicenow

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.servicenow import KIND
from slawatch.sources.servicenow.options import Options
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, json_reply
from slawatch.testing.systems.servicenow import AGENT, BASIC, BEARER, CALLER, GROUP, SECRET, ServiceNowSystem

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
Read = Callable[..., list[Event]]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> ServiceNowSystem:
    monkeypatch.setenv(VARIABLE, SECRET)
    return ServiceNowSystem()


@pytest.fixture
def server(system: ServiceNowSystem) -> Iterator[FaultyServer]:
    with FaultyServer(system.answer) as running:
        yield running


@pytest.fixture
def read(server: FaultyServer) -> Read:
    """Read everything and return the events but those of native SLAs."""

    def reading(**options: Any) -> list[Event]:  # noqa: ANN401  as Options takes them
        source = servicenow(server.url, ManualClock(NINE), slas=False, **options)
        return [event for batch in source.poll(None, Limits()) for event in batch.events]

    return reading


def audit(of: str, column: str, old: str, new: str, at: str, **more: str) -> Mapping[str, str]:
    number = f"{len(of)}{column}{at}{old}"
    row = {"sys_id": number, "documentkey": of, "fieldname": column, "oldvalue": old, "newvalue": new}
    return {**row, "sys_created_on": at, "user": AGENT, "sys_created_by": AGENT, "record_checkpoint": "1", **more}


def told(events: list[Event], type_: EventType) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(f"{event.at:%H:%M:%S}", event.field, event.old, event.new) for event in events if event.type is type_]


def test_first_values_are_what_the_first_change_replaced(system: ServiceNowSystem, read: Read) -> None:
    id_ = system.create()
    system.changed[id_] = {"priority": "1", "category": "network"}
    system.extra["sys_audit"] = [
        dict(audit(id_, "priority", "4", "2", "2026-03-02 09:10:00")),
        dict(audit(id_, "priority", "2", "1", "2026-03-02 09:20:00")),
    ]
    events = read()
    created = events[0]
    assert created.type is EventType.CREATED
    assert created.fields == {
        "type": "incident",
        "status": "incident:1",
        "priority": "4",
        "category": "network",
        "assignment_group": "Service Desk",
    }
    assert told(events, EventType.PRIORITY) == [
        ("09:10:00", "priority", "4", "2"),
        ("09:20:00", "priority", "2", "1"),
    ]


def test_on_hold_is_told_with_its_reason_in_one_change(system: ServiceNowSystem, read: Read) -> None:
    id_ = system.create()
    system.changed[id_] = {"state": "2", "hold_reason": ""}
    system.extra["sys_audit"] = [
        dict(audit(id_, "state", "2", "3", "2026-03-02 09:10:00", record_checkpoint="4")),
        dict(audit(id_, "hold_reason", "", "4", "2026-03-02 09:10:00", record_checkpoint="4")),
        dict(audit(id_, "hold_reason", "4", "1", "2026-03-02 09:30:00", record_checkpoint="5")),
        dict(audit(id_, "state", "3", "2", "2026-03-02 09:40:00", record_checkpoint="6")),
        dict(audit(id_, "hold_reason", "1", "", "2026-03-02 09:40:00", record_checkpoint="6")),
    ]
    assert told(read(), EventType.STATUS) == [
        ("09:10:00", "status", "incident:2", "incident:3/4"),
        ("09:30:00", "status", "incident:3/4", "incident:3/1"),
        ("09:40:00", "status", "incident:3/1", "incident:2"),
    ]
    assert KIND.status_classes["incident:3/4"] == "pending_supplier"
    assert KIND.status_classes["incident:3/1"] == "pending_requester"


def test_changes_of_one_second_stand_in_their_order_also_without_checkpoints(
    system: ServiceNowSystem, read: Read
) -> None:
    id_ = system.create()
    system.changed[id_] = {"state": "7"}
    moves = [("6", "7"), ("1", "2"), ("2", "6")]
    system.extra["sys_audit"] = [
        dict(audit(id_, "state", old, new, "2026-03-02 09:10:00", record_checkpoint="")) for old, new in moves
    ]
    statuses = [event for event in read() if event.type is EventType.STATUS]
    assert [event.new for event in statuses] == ["incident:2", "incident:6", "incident:7"]
    assert len({event.order for event in statuses}) == 3


def test_groups_and_times_are_told_by_name_and_with_their_zone(system: ServiceNowSystem, read: Read) -> None:
    id_ = system.create()
    system.changed[id_] = {"assignment_group": "unnamed", "u_deadline": "2026-03-09 17:00:00"}
    system.extra["sys_audit"] = [dict(audit(id_, "assignment_group", GROUP, "unnamed", "2026-03-02 09:10:00"))]
    events = read(fields=["u_deadline"])
    assert events[0].fields["u_deadline"] == "2026-03-09T17:00:00Z"
    assert told(events, EventType.SCOPE) == [("09:10:00", "assignment_group", "Service Desk", "unnamed")]


def test_people_are_told_apart_only_with_a_salt(
    system: ServiceNowSystem, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = system.create()
    system.changed[id_] = {"assigned_to": "46d44a23a9fe19810012d100cca80666"}
    assert read()[0].fields["assignee"] == "somebody"
    monkeypatch.setenv("SALT", "0123456789abcdef")
    assert read(people_salt="env:SALT")[0].fields["assignee"].startswith("agent-")


def test_comments_of_the_caller_are_no_replies_and_work_notes_are_private(system: ServiceNowSystem, read: Read) -> None:
    id_ = system.create()
    written = [("comments", CALLER), ("comments", AGENT), ("work_notes", AGENT), ("comments", "system")]
    system.extra["sys_journal_field"] = [
        {
            "sys_id": f"j{nth}",
            "element_id": id_,
            "element": element,
            "sys_created_by": by,
            "sys_created_on": f"2026-03-02 09:1{nth}:00",
            "value": "secret words",
        }
        for nth, (element, by) in enumerate(written)
    ]
    events = [event for event in read() if event.type is not EventType.CREATED]
    assert [(event.type, event.actor) for event in events] == [
        (EventType.REQUESTER_REPLY, Actor.REQUESTER),
        (EventType.PUBLIC_REPLY, Actor.AGENT),
        (EventType.PRIVATE_NOTE, Actor.AGENT),
        (EventType.PUBLIC_REPLY, Actor.SYSTEM),
    ]
    assert not any("value" in str(asked(path).get("sysparm_fields", "")).split(",") for path in system.asked)


def test_links_are_told_once_a_column_and_taken_back(system: ServiceNowSystem, read: Read) -> None:
    id_ = system.create()
    system.changed[id_] = {"problem_id": "p1", "caused_by": ""}
    system.extra["sys_audit"] = [
        dict(audit(id_, "problem_id", "", "p1", "2026-03-02 09:10:00")),
        dict(audit(id_, "caused_by", "c7", "", "2026-03-02 09:20:00")),
    ]
    links = [event for event in read() if event.type is EventType.LINKED]
    assert [(event.field, event.new, event.native_id) for event in links] == [
        ("problem", "p1", f"problem_id:{id_}"),
        ("caused_by", None, f"caused_by:{id_}"),
    ]


@pytest.mark.parametrize(
    ("row", "verdict", "at"),
    [
        ({"stage": "in_progress"}, '{"due_at":"2026-03-02T13:00:00Z","outcome":"running","target":14400}', "09:00"),
        ({"stage": "paused", "pause_time": "2026-03-02 10:00:00"}, '{"outcome":"paused","target":14400}', "10:00"),
        (
            {
                "stage": "completed",
                "end_time": "2026-03-02 11:00:00",
                "schedule": "s1",
                "duration": "1970-01-01 02:00:00",
                "business_duration": "1970-01-01 01:30:00",
            },
            '{"due_at":"2026-03-02T13:00:00Z","elapsed":5400,"outcome":"met","target":14400}',
            "11:00",
        ),
        (
            {"stage": "in_progress", "has_breached": "true"},
            '{"due_at":"2026-03-02T13:00:00Z","outcome":"missed","target":14400}',
            "13:00",
        ),
        (
            {"stage": "cancelled", "has_breached": "true", "end_time": "2026-03-02 14:00:00"},
            '{"due_at":"2026-03-02T13:00:00Z","outcome":"cancelled","target":14400}',
            "14:00",
        ),
    ],
)
def test_slas_are_native_verdicts(
    system: ServiceNowSystem, server: FaultyServer, row: dict[str, str], verdict: str, at: str
) -> None:
    id_ = system.create()
    stock = {"sys_id": "s1", "task": id_, "sla.name": "P3 resolution", "sla.duration": "1970-01-01 04:00:00"}
    times = {"start_time": "2026-03-02 09:00:00", "planned_end_time": "2026-03-02 13:00:00"}
    system.extra["task_sla"] = [{**stock, **times, "task.sys_class_name": "incident", **row}]
    source = servicenow(server.url, ManualClock(NINE))
    events = [event for batch in source.poll(None, Limits()) for event in batch.events]
    found = {(event.new, f"{event.at:%H:%M}", event.native_id) for event in events if event.field == "P3 resolution"}
    assert found == {(verdict, at, "task_sla:s1")}


def test_a_breach_that_changes_no_ticket_is_found(system: ServiceNowSystem, server: FaultyServer) -> None:
    id_ = system.create()
    clock = ManualClock(NINE)
    source = servicenow(server.url, clock)
    first = list(source.poll(None, Limits()))
    clock.advance(7200)
    system.now = clock.now()
    breached = {"sys_id": "s1", "task": id_, "task.sys_class_name": "incident", "sla.name": "Resolution"}
    times = {"sys_updated_on": "2026-03-02 11:00:00", "start_time": "2026-03-02 09:00:00", "stage": "in_progress"}
    system.extra["task_sla"] = [
        {**breached, **times, "has_breached": "true", "planned_end_time": "2026-03-02 10:00:00"}
    ]
    second: list[Batch] = list(source.poll(first[-1].cursor, Limits()))
    missed = {event.new for batch in second for event in batch.events if event.native_id == "task_sla:s1"}
    assert missed == {'{"due_at":"2026-03-02T10:00:00Z","outcome":"missed"}'}


def test_metrics_tell_states_where_the_audit_log_may_not_be_read(system: ServiceNowSystem, read: Read) -> None:
    id_ = system.create()
    system.now = NINE.replace(minute=30)
    system.set_status(id_, "open")
    system.closed.add("sys_audit")
    events = read(history="metrics")
    assert events[0].fields["status"] == "incident:1"
    assert told(events, EventType.STATUS) == [("09:30:00", "status", "incident:1", "incident:2")]


def test_records_that_may_not_be_seen_do_not_end_the_reading(system: ServiceNowSystem, read: Read) -> None:
    """The instance counts them, and pages of nothing but them are empty."""
    ids = [system.create() for _ in range(12)]
    order = sorted(ids)
    system.hidden |= set(order[:9])
    assert {event.ticket_id for event in read()} == set(order[9:])


def test_a_query_that_was_broken_off_is_an_error_though_rows_came(
    server: FaultyServer, system: ServiceNowSystem
) -> None:
    system.create()
    server.say(json_reply({"result": [], "error": {"message": "Transaction cancelled"}, "status": "failure"}))
    source = servicenow(server.url, ManualClock(NINE))
    with pytest.raises(RetriableSourceError, match="broke a query off"):
        list(source.poll('{"incident": 1772442000}', Limits()))


def asked(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def test_what_is_asked_is_what_the_table_api_documents(system: ServiceNowSystem, server: FaultyServer) -> None:
    system.create()
    source = servicenow(server.url, ManualClock(NINE), queries={"incident": "company=c1^ORcompany=c2"})
    list(source.poll('{"incident": 1772442000}', Limits()))
    (changes,) = [path for path in system.asked if "sys_updated_on>=" in unquote_plus(path) and "/incident?" in path]
    assert asked(changes)["sysparm_query"] == (
        "company=c1^ORcompany=c2^sys_updated_on>=2026-03-02 08:59:30^ORDERBYsys_updated_on^ORDERBYsys_id"
    )
    assert asked(changes)["sysparm_display_value"] == "false"
    assert asked(changes)["sysparm_exclude_reference_link"] == "true"
    assert asked(changes)["sysparm_limit"] == "4"


def test_behind_a_full_page_of_one_second_the_sys_id_goes_on(system: ServiceNowSystem, server: FaultyServer) -> None:
    ids = sorted(system.create() for _ in range(6))
    source = servicenow(server.url, ManualClock(NINE), slas=False)
    list(source.poll('{"incident": 1772442030}', Limits()))
    queries = [asked(path)["sysparm_query"] for path in system.asked if "/incident?sysparm_query" in path]
    assert queries[1] == (
        f"sys_updated_on>=2026-03-02 09:00:00^sys_id>{ids[3]}^ORsys_updated_on>2026-03-02 09:00:00"
        "^ORDERBYsys_updated_on^ORDERBYsys_id"
    )


@pytest.mark.parametrize(
    ("way", "headers"),
    [
        (SIGNED_IN, {"authorization": BASIC}),
        ({"api_key": f"env:{VARIABLE}"}, {"x-sn-apikey": SECRET}),
        ({"client_id": "client", "client_secret": f"env:{VARIABLE}"}, {"authorization": BEARER}),
        ({**SIGNED_IN, "client_id": "client", "client_secret": f"env:{VARIABLE}"}, {"authorization": BEARER}),
    ],
)
def test_every_way_in_sends_its_header(
    server: FaultyServer, way: dict[str, str], headers: dict[str, str], system: ServiceNowSystem
) -> None:
    system.create()
    other = {} if "api_key" in way or "username" in way else {"username": None, "password": None}
    source = servicenow(server.url, ManualClock(NINE), **other, **way)
    assert next(iter(source.poll(None, Limits()))).tickets
    assert headers.items() <= server.asked[-1].headers.items()
    assert SECRET not in server.asked[-1].path


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "api_key alone"),
        ({"username": "a"}, "password is missing"),
        ({**SIGNED_IN, "api_key": "env:KEY"}, "api_key alone"),
        ({**SIGNED_IN, "queries": {"incident": "a=1^NQb=2"}}, "conditions only"),
        ({**SIGNED_IN, "tables": []}, "one table or more"),
    ],
)
def test_options_that_can_not_work_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Options.model_validate({"url": "https://example.service-now.com", **options})


def test_the_check_tells_account_clock_and_words(system: ServiceNowSystem, server: FaultyServer) -> None:
    system.create()
    choice = {"sys_id": "c1", "name": "incident", "element": "state", "value": "3", "label": "On Hold"}
    system.extra["sys_choice"] = [{**choice, "inactive": "false", "language": "en"}]
    found = servicenow(server.url, ManualClock(NINE)).check()
    assert found.usable, found.findings
    assert (found.identity, found.timezone, found.server_time) == ("slawatch.reader", "UTC", NINE)
    words = {(word.field, word.raw, word.label) for word in found.words}
    assert ("status", "incident:3", "On Hold") in words
    assert ("assignment_group", "Service Desk", None) in words


def test_the_check_refuses_a_caller_whose_name_can_not_be_read(system: ServiceNowSystem, server: FaultyServer) -> None:
    id_ = system.create()
    system.changed[id_] = {"caller_id.user_name": ""}
    found = servicenow(server.url, ManualClock(NINE)).check()
    assert [each.text for each in found.findings if each.level == "error"] == [
        "incident: the account can't read caller_id.user_name"
    ]


def test_a_caller_without_a_login_is_no_fault_of_the_account(system: ServiceNowSystem, server: FaultyServer) -> None:
    """Contacts have none, and what they mail is taken in as a guest's."""
    id_, _ = system.create(), system.create()
    system.changed[id_] = {"caller_id.user_name": ""}
    written = {"element": "comments", "sys_created_by": "guest", "sys_created_on": "2026-03-02 09:10:00"}
    system.extra["sys_journal_field"] = [{"sys_id": "j1", "element_id": id_, **written}]
    source = servicenow(server.url, ManualClock(NINE))
    assert source.check().usable
    told = [event for batch in source.poll(None, Limits()) for event in batch.events if event.native_id == "j1"]
    assert {event.type for event in told} == {EventType.REQUESTER_REPLY}


def test_the_check_refuses_an_audit_log_that_shows_nothing(system: ServiceNowSystem, server: FaultyServer) -> None:
    for _ in range(5):
        id_ = system.create()
        system.changed[id_] = {"active": "false", "sys_mod_count": "6"}
    errors = [each for each in servicenow(server.url, ManualClock(NINE)).check().findings if each.level == "error"]
    assert ["sys_audit shows no change of 5 records" in each.text for each in errors] == [True]
    assert "history: metrics" in errors[0].hint
    system.closed.add("sys_audit")
    (refused,) = [e for e in servicenow(server.url, ManualClock(NINE)).check().findings if e.level == "error"]
    assert "can't be read" in refused.text


def test_a_ticket_is_hydrated_from_the_table_that_has_it(system: ServiceNowSystem, server: FaultyServer) -> None:
    id_ = system.create()
    problem = {"sys_id": "p1", "number": "PRB1", "state": "101", "active": "true", "sys_mod_count": "0"}
    times = {"sys_created_on": "2026-03-02 09:00:00", "sys_updated_on": "2026-03-02 09:00:00"}
    system.extra["problem"] = [{**problem, **times}]
    source = servicenow(server.url, ManualClock(NINE), tables=["incident", "problem"])
    batches = list(source.hydrate({id_, "p1", "nowhere"}, Limits()))
    assert {ticket.id: ticket.key for batch in batches for ticket in batch.tickets} == {id_: "INC0000001", "p1": "PRB1"}
    assert [(gone.ticket_id, gone.at) for batch in batches for gone in batch.gone] == [("nowhere", NINE)]
    created = {event.ticket_id: event.fields for batch in batches for event in batch.events if event.fields}
    assert created["p1"] == {"type": "problem", "status": "problem:101"}


def test_a_deletion_is_told_at_its_time_where_the_account_may_know(
    system: ServiceNowSystem, server: FaultyServer
) -> None:
    deleted = {"sys_id": "d1", "tablename": "incident", "documentkey": "gone1", "sys_created_on": "2026-03-02 08:15:00"}
    system.extra["sys_audit_delete"] = [deleted]
    source = servicenow(server.url, ManualClock(NINE))
    (gone,) = [each for batch in source.hydrate({"gone1"}, Limits()) for each in batch.gone]
    assert (gone.why, gone.at) == ("deleted", NINE.replace(hour=8, minute=15))
    system.closed.add("sys_audit_delete")
    (gone,) = [each for batch in source.hydrate({"gone1"}, Limits()) for each in batch.gone]
    assert gone.at == NINE


def test_a_poll_in_which_nothing_happened_asks_little(system: ServiceNowSystem, server: FaultyServer) -> None:
    system.create()
    clock = ManualClock(NINE.replace(minute=1))
    system.now = clock.now()
    source = servicenow(server.url, clock)
    first = list(source.poll(None, Limits()))
    clock.advance(120)
    system.now = clock.now()
    before = len(server.asked)
    second = list(source.poll(first[-1].cursor, Limits()))
    assert len(server.asked) - before == 3, "the time, the table, its SLAs"
    assert [batch.tickets for batch in second if batch.tickets] == []


def test_an_account_that_sees_nothing_of_what_it_finds_is_told_so(
    system: ServiceNowSystem, server: FaultyServer
) -> None:
    system.hidden |= {system.create() for _ in range(56)}
    source = servicenow(server.url, ManualClock(NINE), page_size=1)
    with pytest.raises(FatalSourceError, match="incident shows none of 51 records"):
        list(source.poll(None, Limits()))


@pytest.mark.parametrize("header", ["X-Total-Count", "Link", ""])
def test_pages_are_read_to_the_end_whichever_header_tells_of_more(
    system: ServiceNowSystem, server: FaultyServer, header: str
) -> None:
    """Of ten records in pages of four, one page is short of two that may not be seen."""
    ids = sorted(system.create() for _ in range(10))
    system.hidden |= set(ids[5:7]) if header else set()

    def answer(told: Asked) -> Reply:
        reply = system.answer(told)
        query, headers = asked(told.path), {**reply.headers}
        total = int(headers.pop("X-Total-Count", 0))
        offset, limit = (int(query.get(f"sysparm_{name}", 0)) for name in ("offset", "limit"))
        if header == "Link" and offset + limit < total:
            headers["Link"] = f'<{server.url}{told.path}&sysparm_offset={offset + limit}>;rel="next"'
        if header == "X-Total-Count":
            headers["X-Total-Count"] = str(total)
        return replace(reply, headers=headers)

    server.say(answer)
    source = servicenow(server.url, ManualClock(NINE), slas=False)
    tickets = {ticket.id for batch in source.poll(None, Limits()) for ticket in batch.tickets}
    assert tickets == set(ids) - system.hidden


def test_an_sla_of_no_ticket_asks_for_no_tickets(system: ServiceNowSystem, server: FaultyServer) -> None:
    """A list of no ids would be no condition, and find everything."""
    stray = {"sys_id": "s1", "task": "", "task.sys_class_name": "incident", "active": "true"}
    system.extra["task_sla"] = [{**stray, "sys_updated_on": "2026-03-02 08:00:00"}]
    batches = list(servicenow(server.url, ManualClock(NINE)).poll(None, Limits()))
    assert batches[-1].complete_through is not None
    assert not any("sys_idIN^" in unquote_plus(path) or "sys_idIN&" in path for path in system.asked)


def test_lines_of_the_insert_are_no_changes_where_the_instance_audits_them(
    system: ServiceNowSystem, read: Read
) -> None:
    id_ = system.create()
    system.changed[id_] = {"state": "2", "priority": "3"}
    system.extra["sys_audit"] = [
        dict(audit(id_, column, "", new, "2026-03-02 09:00:01", record_checkpoint="0"))
        for column, new in (("state", "1"), ("priority", "3"), ("assignment_group", GROUP))
    ] + [dict(audit(id_, "state", "1", "2", "2026-03-02 09:10:00"))]
    created, *events = read()
    assert (created.fields["status"], created.fields["priority"]) == ("incident:1", "3")
    assert created.fields["assignment_group"] == "Service Desk"
    assert [(event.type, event.new) for event in events] == [(EventType.STATUS, "incident:2")]


def test_there_and_back_within_a_second_ends_where_the_record_stands(system: ServiceNowSystem, read: Read) -> None:
    for end, moves in {"2": ["12", "23", "32"], "3": ["23", "32", "23"], "1": ["12", "21"]}.items():
        id_ = system.create()
        system.changed[id_] = {"state": end}
        system.extra["sys_audit"] = [
            {**audit(id_, "state", old, new, "2026-03-02 09:10:00", record_checkpoint=""), "sys_id": f"{end}{-nth}"}
            for nth, (old, new) in enumerate(moves)
        ]
        events = [event for event in read() if event.ticket_id == id_]
        assert events[0].fields["status"] == f"incident:{moves[0][0]}"
        assert [event.new for event in events[1:]] == [f"incident:{new}" for _, new in moves]


@pytest.mark.parametrize("also_on_state", [False, True])
def test_the_stock_metric_of_incidents_is_on_incident_state(
    system: ServiceNowSystem, server: FaultyServer, read: Read, *, also_on_state: bool
) -> None:
    """Where another one is on state, the two tell the same, and one of them is enough."""
    id_ = system.create()
    system.now = NINE.replace(minute=30)
    system.set_status(id_, "open")

    def answer(told: Asked) -> Reply:
        reply = system.answer(told)
        rows = json.loads(reply.body).get("result", [])
        if "metric_instance" not in told.path or not rows:
            return reply
        assert "definition.fieldINstate,incident_state^" in asked(told.path)["sysparm_query"]
        stock = [{**row, "sys_id": f"i{row['sys_id']}", "definition.field": "incident_state"} for row in rows]
        return json_reply({"result": [*stock, *(rows if also_on_state else ())]}, headers=reply.headers)

    server.say(answer)
    events = read(history="metrics")
    assert events[0].fields["status"] == "incident:1"
    assert told(events, EventType.STATUS) == [("09:30:00", "status", "incident:1", "incident:2")]


def test_fractions_of_a_second_are_not_asked_for(system: ServiceNowSystem, server: FaultyServer) -> None:
    """A re-scan begins a day before now, wherever in a second that is."""
    id_ = system.create()
    source = servicenow(server.url, ManualClock(NINE), slas=False)
    batches = source.rescan(NINE.replace(microsecond=500_000), Limits())
    assert [ticket.id for batch in batches for ticket in batch.tickets] == [id_]


def test_names_that_may_not_be_read_keep_nothing_from_being_read(
    system: ServiceNowSystem, server: FaultyServer
) -> None:
    system.create()
    system.closed.add("sys_user_group")
    source = servicenow(server.url, ManualClock(NINE))
    created = [event.fields for batch in source.poll(None, Limits()) for event in batch.events if event.fields]
    assert {fields["assignment_group"] for fields in created} == {GROUP}
    found = source.check()
    assert found.usable, found.findings
    assert any("sys_user_group can't be read" in each.text for each in found.findings if each.level == "warning")
