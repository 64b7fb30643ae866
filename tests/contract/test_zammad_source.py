"""What Zammad tells becomes these facts, worked out by hand, and this is what it is asked."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from zammad_subject import SUBJECT, VARIABLE, zammad

from slawatch.ingest.source import Batch, Check, Limits
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.person import SOMEBODY
from slawatch.testing.clock import ManualClock
from slawatch.testing.conformance.bench import bench
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, json_reply
from slawatch.testing.systems.zammad import TOKEN, ZammadSystem


class Reading:
    def __init__(self, system: ZammadSystem, server: FaultyServer) -> None:
        self.system, self.server, self.clock = system, server, ManualClock(system.now)

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.system.now = self.clock.now()

    def batches(self, **options: object) -> list[Batch]:
        source = zammad(self.server.url, self.clock, **options)
        return list(source.poll(None, Limits()))

    def check(self, **options: object) -> Check:
        return zammad(self.server.url, self.clock, **options).check()

    def events(self, type_: EventType, **options: object) -> list[Event]:
        return [event for batch in self.batches(**options) for event in batch.events if event.type is type_]

    def asked(self, path: str) -> list[Mapping[str, list[str]]]:
        urls = map(urlsplit, self.system.asked)
        return [parse_qs(url.query) for url in urls if url.path == path]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    system = ZammadSystem()
    with FaultyServer(system.answer) as server:
        yield Reading(system, server)


def change(id_: int, attribute: str, old: str, new: str, **more: object) -> dict:
    told = {"id": id_, "o_id": 1001, "object": "Ticket", "type": "updated", "attribute": attribute}
    times = {"created_at": "2026-03-02T09:10:00.250Z", "created_by_id": 5}
    return {**told, **times, "value_from": old, "value_to": new, **more}


def test_first_values_are_worked_out_backwards(at: Reading) -> None:
    ticket = at.system.create()
    at.system.more[ticket] = {"priority": "3 high", "group": "2nd Level", "owner_id": 5, "service": "mail"}
    at.system.history[ticket] = [
        change(900, "priority", "1 low", "2 normal"),
        change(901, "priority", "2 normal", "3 high"),
        change(902, "group", "Users", "2nd Level"),
        change(903, "owner", "-", "Ann Agent", id_from=1, id_to=5),
        change(904, "service", "web", "mail"),
        change(905, "title", "a secret", "another secret"),
    ]
    (created,) = at.events(EventType.CREATED, custom_fields=["service"])
    assert created.fields == {"status": "new", "priority": "1 low", "group": "Users", "service": "web"}
    (last,) = at.events(EventType.ASSIGNED)
    assert (last.old, last.new, last.actor, str(last.at)) == (None, SOMEBODY, Actor.AGENT, "2026-03-02 09:10:00+00:00")
    assert "secret" not in repr(at.batches())
    assert "Ann" not in repr(at.batches())


def test_only_what_an_agent_sends_is_a_reply(at: Reading) -> None:
    ticket = at.system.create()
    at.tick(60)
    at.system.articles[ticket] = [
        {"id": id_, "sender": sender, "type": type_, "internal": internal, "created_at": "2026-03-02T09:01:00.000Z"}
        for id_, sender, type_, internal in (
            (50, "System", "email", False),
            (51, "Agent", "note", False),
            (52, "Agent", "phone", False),
            (53, "Agent", "email", True),
            (54, "Customer", "email", False),
        )
    ]
    told = [event for batch in at.batches() for event in batch.events if (event.native_id or "").startswith("article")]
    assert [(event.native_id, event.type, event.actor) for event in told] == [
        ("article:50", EventType.PUBLIC_REPLY, Actor.SYSTEM),
        ("article:51", EventType.PRIVATE_NOTE, Actor.AGENT),
        ("article:52", EventType.PUBLIC_REPLY, Actor.AGENT),
        ("article:53", EventType.PRIVATE_NOTE, Actor.AGENT),
        ("article:54", EventType.REQUESTER_REPLY, Actor.REQUESTER),
    ]


def test_native_verdicts_are_told_only_where_the_fields_hold_something(at: Reading) -> None:
    ticket = at.system.create()
    at.system.create()
    at.system.more[ticket] = {
        "first_response_escalation_at": None,
        "first_response_in_min": 70,
        "first_response_diff_in_min": -10,
        "close_escalation_at": "2026-03-02T13:00:00.000Z",
        "close_in_min": None,
        "close_diff_in_min": None,
    }
    told = {event.field: json.loads(event.new or "") for event in at.events(EventType.SLA_NATIVE)}
    assert told == {
        "First response": {"outcome": "missed", "elapsed": 4200, "target": 3600},
        "Close": {"outcome": "running", "due_at": "2026-03-02T13:00:00Z"},
    }


def test_links_are_told_by_the_type_of_the_other_ticket(at: Reading) -> None:
    incident, problem, parent, child = (at.system.create() for _ in range(4))
    at.system.more[problem] = {"type": "Problem"}
    at.system.linked[incident] = [
        {"link_type": type_, "link_object": "Ticket", "link_object_value": int(other)}
        for type_, other in (("normal", problem), ("parent", parent), ("child", child))
    ]
    told = at.events(EventType.LINKED, links=True)
    assert [(event.ticket_id, event.field, event.new) for event in told] == [
        (incident, "problem", problem),
        (incident, "parent", parent),
    ]
    assert at.asked("/api/v1/links")[0] == {"link_object": ["Ticket"], "link_object_value": [incident]}


def test_a_merged_ticket_tells_where_it_went(at: Reading) -> None:
    ticket = at.system.create()
    at.system.history[ticket] = [change(900, "", "", "", type="merged_into", id_to=1002, id_from=1001)]
    assert [event.new for event in at.events(EventType.MERGED)] == ["1002"]


def test_the_database_is_asked_by_a_condition_and_the_index_by_a_query(at: Reading) -> None:
    at.system.create()
    at.tick(120)
    at.batches()
    at.system.conditions = False
    at.batches()
    database, index = (at.asked("/api/v1/tickets/search")[n] for n in (2, -1))
    order = {"sort_by": ["updated_at"], "order_by": ["asc"], "expand": ["true"], "page": ["1"], "per_page": ["4"]}
    assert database == {
        "condition[ticket.updated_at][operator]": ["after (absolute)"],
        "condition[ticket.updated_at][value]": ["1971-01-01T00:00:00Z"],
        **order,
    }
    assert index == {"query": ["updated_at:[2026-03-02T09:00:00Z TO *]"], **order, "page": ["2"]}


def test_a_ticket_touched_just_now_does_not_hide_the_ones_after_it(at: Reading) -> None:
    at.system.conditions, at.system.index_seconds = False, 30
    tickets = []
    for _ in range(9):
        tickets.append(at.system.create())
        at.tick(10)
    at.tick(600)
    at.system.set_status(tickets[0], "open")
    pages = [[ticket.id for ticket in batch.tickets] for batch in at.batches() if batch.tickets]
    assert pages[-1] == [tickets[0]]
    assert sorted({id_ for page in pages for id_ in page}) == tickets


def test_the_check_tells_who_reads_how_and_which_words_there_are(at: Reading) -> None:
    at.system.create()
    at.tick(120)
    found = at.check()
    assert (found.usable, found.identity, found.timezone, found.version) == (True, "slawatch", "UTC", None)
    assert "changed tickets are found in the database" in [finding.text for finding in found.findings]
    means = {word.raw: word.means for word in found.words if word.field == "status"}
    assert (means["pending close"], means["closed"], means["merged"]) == ("pending_requester", "closed", "merged")
    assert [word.raw for word in found.words if word.field == "group"] == ["Users", "2nd Level"]


def test_without_an_index_and_conditions_all_tickets_are_listed(at: Reading) -> None:
    at.system.conditions, at.system.index_seconds = False, None
    for _ in range(5):
        at.system.create()
    warnings = [finding.text for finding in at.check().findings if finding.level == "warning"]
    assert warnings == ["every poll lists all tickets: the search finds none"]
    assert len([ticket for batch in at.batches() for ticket in batch.tickets]) == 5


def test_the_check_tells_that_histories_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, TOKEN)
    system = ZammadSystem()
    system.create()
    system.now += timedelta(minutes=5)

    def refusing(asked: Asked) -> Reply:
        if "/ticket_history/" in asked.path:
            return json_reply({"error": "Not authorized"}, status=403)
        return system.answer(asked)

    with FaultyServer(refusing) as server:
        (fault,) = [each for each in Reading(system, server).check().findings if each.level == "error"]
    assert "ticket_history/1001 answers 403" in fault.text
    assert "ticket.agent" in fault.hint


def test_an_article_stands_among_the_changes_of_its_second_where_the_history_has_it(at: Reading) -> None:
    ticket = at.system.create()
    times = {"created_at": "2026-03-02T09:10:00.250Z", "created_by_id": 5}
    at.system.history[ticket] = [
        change(900, "priority", "1 low", "2 normal"),
        {"id": 901, "o_id": 7, "object": "Ticket::Article", "type": "created", "related_o_id": 1001, **times},
        change(902, "priority", "2 normal", "3 high"),
        change(903, "group", "Users", "2nd Level", created_at="2026-03-02T09:10:00.100Z"),
    ]
    at.system.articles[ticket] = [{"id": 7, "sender": "Agent", "type": "email", "internal": False, **times}]
    told = [event for batch in at.batches() for event in batch.events if event.type is not EventType.CREATED]
    assert [event.native_id for event in sorted(told, key=lambda event: (event.at, event.order))] == [
        "history:903",
        "history:900",
        "article:7",
        "history:902",
    ]


@pytest.mark.parametrize("nth", range(16, 34, 2))
def test_tickets_of_one_second_that_move_up_while_their_pages_are_read_are_not_passed_over(nth: int) -> None:
    with bench(SUBJECT) as at:
        tickets = [at.system.create() for _ in range(14)]
        at.tick(3600)
        asked: list[int] = []

        def touch() -> None:
            asked.append(1)
            if len(asked) == nth:
                for ticket in tickets[:3]:
                    at.system.reply(ticket)

        source = SUBJECT.source(at.url, at.clock)
        at.before_answer = touch
        told = {ticket.id for batch in source.poll(None, Limits()) for ticket in batch.tickets}
    assert told == set(tickets)
