"""What GLPI tells becomes these facts, worked out by hand, and this is what it is asked."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from glpi_subject import ENVIRONMENT, glpi

from slawatch.errors import FatalSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import HttpClient
from slawatch.ingest.source import Batch, Check, Limits
from slawatch.ingest.wall_clock import WallClock
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.person import SOMEBODY
from slawatch.sources.glpi.desk import ItilDesk
from slawatch.sources.glpi.history import Telling
from slawatch.sources.glpi.rest import Rest
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, json_reply
from slawatch.testing.systems.glpi import GlpiSystem


class Reading:
    def __init__(self, system: GlpiSystem, server: FaultyServer) -> None:
        self.system, self.server, self.clock = system, server, ManualClock(system.now)

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.system.now = self.clock.now()

    def batches(self, **options: object) -> list[Batch]:
        return list(glpi(self.server.url, self.clock, **options).poll(None, Limits()))

    def check(self, **options: object) -> Check:
        return glpi(self.server.url, self.clock, **options).check()

    def events(self, type_: EventType, **options: object) -> list[Event]:
        return [event for batch in self.batches(**options) for event in batch.events if event.type is type_]

    def asked(self, path: str) -> list[Mapping[str, list[str]]]:
        urls = map(urlsplit, self.system.asked)
        return [parse_qs(url.query) for url in urls if url.path == f"/apirest.php/{path}"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    system = GlpiSystem()
    with FaultyServer(system.answer) as server:
        yield Reading(system, server)


def logged(id_: int, option: int, old: object, new: object, **more: object) -> dict:
    row = {"id": id_, "itemtype": "Ticket", "items_id": 1001, "date_mod": "2026-03-02 09:10:00"}
    change = {"linked_action": 0, "id_search_option": option, "old_value": old, "new_value": new}
    return {**row, "user_name": "Ann Agent (5)", **change, **more}


def test_first_values_are_worked_out_backwards(at: Reading) -> None:
    ticket = at.system.create()
    at.system.more[ticket] = {"priority": 5, "itilcategories_id": "Mail &#62; Outlook", "status": 4}
    at.system.rows[ticket, "Log"] = [
        logged(900, 3, "2", "3"),
        logged(901, 3, "3", "5"),
        logged(902, 7, "Network (3)", "Mail > Outlook (7)"),
        logged(903, 12, "1", "4"),
        logged(904, 1, "a secret", "another secret"),
        logged(905, 5, "", "Ann Agent (5)", linked_action=15, itemtype_link="User"),
    ]
    (created,) = at.events(EventType.CREATED)
    assert created.fields == {
        "status": "new",
        "priority": "2",
        "type": "incident",
        "category": "Network",
        "entity": "Root entity",
    }
    assert [event.new for event in at.events(EventType.STATUS)] == ["pending"]
    (assigned,) = at.events(EventType.ASSIGNED)
    assert (assigned.field, assigned.old, assigned.new, assigned.actor) == ("assignee", None, SOMEBODY, Actor.AGENT)
    assert "secret" not in repr(at.batches())
    assert "Ann" not in repr(at.batches())


def test_followups_and_solutions_are_replies_unless_private(at: Reading) -> None:
    ticket = at.system.create()
    belongs = {"itemtype": "Ticket", "items_id": 1001, "date_creation": "2026-03-02 09:05:00"}
    at.system.rows[ticket, "ITILFollowup"] = [
        {"id": 50, **belongs, "date": "2026-03-02 09:01:00", "users_id": 12, "is_private": 0},
        {"id": 51, **belongs, "date": "2026-03-02 09:02:00", "users_id": 5, "is_private": 1},
        {"id": 52, **belongs, "date": "2026-03-02 09:03:00", "users_id": 0, "is_private": 0},
        {"id": 53, **belongs, "items_id": 7, "date": "2026-03-02 09:03:00", "users_id": 5, "is_private": 0},
    ]
    at.system.more[ticket] = {"status": 5}
    at.system.rows[ticket, "ITILSolution"] = [{"id": 9, **belongs, "users_id": 5}]
    told = [event for batch in at.batches() for event in batch.events if event.type is not EventType.CREATED]
    assert [(event.native_id, event.type, event.actor, event.at.minute) for event in told] == [
        ("followup:50", EventType.REQUESTER_REPLY, Actor.REQUESTER, 1),
        ("followup:51", EventType.PRIVATE_NOTE, Actor.AGENT, 2),
        ("followup:52", EventType.PUBLIC_REPLY, Actor.SYSTEM, 3),
        ("solution:9", EventType.PUBLIC_REPLY, Actor.AGENT, 5),
    ]


def test_due_times_are_native_verdicts(at: Reading) -> None:
    ticket = at.system.create()
    at.system.more[ticket] = {
        "takeintoaccountdate": "2026-03-02 09:20:00",
        "takeintoaccount_delay_stat": 1200,
        "time_to_own": "2026-03-02 09:15:00",
        "time_to_resolve": "2026-03-02 17:00:00",
        "solvedate": None,
        "internal_time_to_resolve": None,
        "status": 4,
    }
    told = {event.field: json.loads(event.new or "") for event in at.events(EventType.SLA_NATIVE)}
    assert told == {
        "Time to own": {"outcome": "missed", "due_at": "2026-03-02T09:15:00Z", "elapsed": 1200},
        "Time to resolve": {"outcome": "paused", "due_at": "2026-03-02T17:00:00Z"},
    }
    assert [str(event.at) for event in at.events(EventType.ACKNOWLEDGED)] == ["2026-03-02 09:20:00+00:00"]


def test_problems_and_changes_of_a_ticket_are_links(at: Reading) -> None:
    ticket = at.system.create()
    at.system.rows[ticket, "Problem_Ticket"] = [{"id": 1, "problems_id": 3, "tickets_id": 1001}]
    at.system.rows[ticket, "Change_Ticket"] = [{"id": 1, "changes_id": 4, "tickets_id": 1001}]
    told = at.events(EventType.LINKED, links=True)
    assert [(event.field, event.new) for event in told] == [("problem", "Problem/3"), ("change", "Change/4")]


def test_a_search_is_asked_by_the_last_change_in_the_wall_time_of_the_account(at: Reading) -> None:
    at.system.zone = "Asia/Shanghai"
    at.system.create()
    at.tick(600)
    source = glpi(at.server.url, at.clock, timezone="Asia/Shanghai")
    cursor = [batch.cursor for batch in source.poll(None, Limits())][-1]
    list(source.poll(cursor, Limits()))
    assert at.asked("search/Ticket")[-1] == {
        "criteria[0][field]": ["19"],
        "criteria[0][searchtype]": ["morethan"],
        "criteria[0][value]": ["2026-03-02 16:59:49"],
        "forcedisplay[0]": ["2"],
        "forcedisplay[1]": ["19"],
        "forcedisplay[2]": ["12"],
        "sort": ["19"],
        "order": ["ASC"],
        "range": ["0-3"],
    }
    assert at.asked("Ticket/1001/Log")[0]["range"] == ["0-999"]


def test_a_session_that_expired_is_begun_anew_and_the_last_one_is_ended(at: Reading) -> None:
    at.system.create()
    source = glpi(at.server.url, at.clock)
    list(source.poll(None, Limits()))
    at.system.sessions.clear()
    again = source.rescan(datetime(2026, 1, 1, tzinfo=UTC), Limits())
    assert [ticket.key for batch in again for ticket in batch.tickets] == ["1001"]
    source.close()
    assert (len(at.asked("initSession")), len(at.asked("killSession")), at.system.sessions) == (2, 1, set())


def test_the_check_refuses_another_zone_and_says_which_it_is(at: Reading) -> None:
    at.system.zone = "Asia/Shanghai"
    (fault,) = [finding for finding in at.check(timezone="Europe/Berlin").findings if finding.level == "error"]
    assert fault.text == "GLPI's clock shows 17:00, UTC+8 h; in Europe/Berlin it is 10:00"
    assert at.check(timezone="Asia/Shanghai").usable


def test_the_check_tells_who_reads_and_which_right_is_missing(at: Reading) -> None:
    at.system.create()
    found = at.check()
    assert (found.usable, found.identity, found.version, found.timezone) == (True, "slawatch", "10.0.16", "UTC")
    assert [word.raw for word in found.words if word.field in {"category", "entity"}] == [
        "ITILCategory > Mail",
        "Entity > Mail",
    ]
    at.system.refused = {"Log"}
    (fault,) = [finding for finding in at.check().findings if finding.level == "error"]
    assert "403" in fault.text
    assert "Logs" in fault.hint


@pytest.mark.parametrize("shown", [{"is_deleted": 1}, {"date": "51502-03-02 09:00:00"}])
def test_a_newest_ticket_that_went_or_can_not_be_read_is_no_fault_of_the_account(at: Reading, shown: dict) -> None:
    at.system.more[at.system.create()] = shown
    assert at.check().usable


def test_a_question_in_the_hour_that_comes_twice_begins_before_both() -> None:
    wall = WallClock("Europe/Berlin")
    assert wall.write(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25 01:30:00"
    assert wall.write(datetime(2026, 10, 25, 2, 30, tzinfo=UTC)) == "2026-10-25 03:30:00"
    assert wall.read("2026-10-25 02:30:00") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert wall.read("0000-00-00 00:00:00") is None


def test_numbers_may_be_written_as_texts(at: Reading) -> None:
    ticket = at.system.create()
    at.system.more[ticket] = {"status": "4", "priority": "3", "type": "1", "is_deleted": "0"}
    at.system.rows[ticket, "Log"] = [
        logged(900, 12, "1", "4", linked_action="0", id_search_option="12"),
        logged(901, 5, "", "Ann Agent (5)", linked_action="15", id_search_option="5"),
    ]
    written = {"itemtype": "Ticket", "items_id": "1001", "date": "2026-03-02 09:10:00", "users_id": "5"}
    at.system.rows[ticket, "ITILFollowup"] = [{"id": "70", "is_private": "0", **written}]
    told = [(event.type, event.new) for batch in at.batches() for event in batch.events]
    assert told == [
        (EventType.CREATED, None),
        (EventType.STATUS, "pending"),
        (EventType.ASSIGNED, SOMEBODY),
        (EventType.PUBLIC_REPLY, None),
    ]


def test_a_part_that_is_refused_by_401_is_a_missing_right_and_no_lost_session(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    system = GlpiSystem()
    for _ in range(2):
        system.create()

    def older(asked: Asked) -> Reply:
        if "/Ticket/1001/Log" in asked.path:
            return json_reply(["ERROR_RIGHT_MISSING", "You don't have permission"], status=401)
        return system.answer(asked)

    with FaultyServer(older) as server:
        told = Reading(system, server).batches()
    assert [ticket.key for batch in told for ticket in batch.tickets] == ["1002"]
    assert [row.row_id for batch in told for row in batch.bad] == ["Ticket/1001"]


def test_a_token_that_is_refused_is_no_missing_right(at: Reading) -> None:
    at.system.create()
    source = glpi(at.server.url, at.clock)
    list(source.poll(None, Limits()))
    at.server.say(lambda _asked: json_reply(["ERROR_GLPI_LOGIN_USER_TOKEN", "refused"], status=401))
    with pytest.raises(FatalSourceError, match="initSession answers 401"):
        list(source.hydrate(["Ticket/1001"], Limits()))


def test_an_empty_last_change_is_none() -> None:
    rest = Rest(cast("HttpClient", None), cast("Budget", None), WallClock("UTC"))
    telling = Telling(url="https://glpi.example", wall=rest.wall)
    desk = ItilDesk(rest, telling, kind="Ticket", page_size=4, links=False)
    assert desk.stamp({"2": 7, "19": [], "12": 1}).updated_at is None


def test_a_followup_stands_among_the_changes_of_its_second_where_the_log_has_it(at: Reading) -> None:
    ticket = at.system.create()
    at.system.rows[ticket, "Log"] = [
        logged(900, 3, "2", "3"),
        logged(901, 0, "", "7", linked_action=17, itemtype_link="ITILFollowup"),
        logged(902, 3, "3", "4"),
    ]
    written = {"itemtype": "Ticket", "items_id": 1001, "date": "2026-03-02 09:10:00", "users_id": 5, "is_private": 0}
    at.system.rows[ticket, "ITILFollowup"] = [{"id": 7, **written}]
    told = [event for batch in at.batches() for event in batch.events if event.type is not EventType.CREATED]
    told.sort(key=lambda event: (event.at, event.order))
    assert [event.native_id for event in told] == ["log:900", "followup:7", "log:902"]
