"""What a Znuny tells, of answers as its operations send them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from znuny_subject import VARIABLE, znuny

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Limits
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.znuny.local import Local
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import FaultyServer
from slawatch.testing.systems.znuny import PARAMETERS, PATH, SECRET, ZnunySystem

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEBSERVICE = Path(__file__).parents[2] / "docs" / "sources" / "znuny-webservice.yml"
Read = Callable[..., list[Event]]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> ZnunySystem:
    monkeypatch.setenv(VARIABLE, SECRET)
    return ZnunySystem()


@pytest.fixture
def server(system: ZnunySystem) -> Iterator[FaultyServer]:
    with FaultyServer(system.answer) as running:
        yield running


@pytest.fixture
def read(server: FaultyServer) -> Read:
    def reading(**options: Any) -> list[Event]:  # noqa: ANN401  as Options takes them
        source = znuny(server.url, ManualClock(NINE), **options)
        return [event for batch in source.poll(None, Limits()) for event in batch.events]

    return reading


def line(minute: int, type_: str, name: str = "%%", **more: object) -> dict[str, Any]:
    at = f"2026-03-02 09:{minute:02}:00"
    return {"HistoryType": type_, "Name": name, "CreateTime": at, "CreateBy": 7, **more}


BORN = line(0, "NewTicket", "%%20260302100001%%Raw%%3 normal%%new%%1001", CreateBy=1, OwnerID=1)


def told(events: list[Event], *types: EventType) -> list[tuple[int, str | None, str | None, str | None]]:
    return [(event.at.minute, event.field, event.old, event.new) for event in events if event.type in types]


def test_a_history_is_told_with_the_first_values_worked_out(system: ZnunySystem, read: Read) -> None:
    id_ = system.create()
    system.more[id_] = {"Service": "Web::Shop", "SLA": "Gold", "CustomerID": "acme", "Type": "Incident"}
    system.history[id_] = [
        BORN,
        line(0, "ServiceUpdate", "%%Mail%%3%%NULL%%"),
        line(0, "CustomerUpdate", "%%CustomerID=beta;CustomerUser=john;"),
        line(5, "Move", "%%Second level%%5%%Raw%%2"),
        line(6, "StateUpdate", "%%new%%open%%"),
        line(7, "PriorityUpdate", "%%3 normal%%3%%5 very high%%5"),
        line(8, "ServiceUpdate", "%%Web::Shop%%4%%Mail%%3"),
        line(9, "TypeUpdate", "%%Incident%%2%%Unclassified%%1"),
        line(10, "CustomerUpdate", "%%CustomerID=acme;CustomerUser=john;"),
        line(11, "StateUpdate", "the robot opened it"),
    ]
    events = read()
    assert events[0].type is EventType.CREATED
    assert events[0].fields == {
        "status": "new",
        "queue": "Raw",
        "priority": "3 normal",
        "type": "Unclassified",
        "sla": "Gold",
    }
    assert told(events, EventType.STATUS, EventType.PRIORITY, EventType.SCOPE) == [
        (0, "service", None, "Mail"),
        (0, "organization", None, "beta"),
        (5, "queue", "Raw", "Second level"),
        (6, "status", "new", "open"),
        (7, "priority", "3 normal", "5 very high"),
        (8, "service", "Mail", "Web::Shop"),
        (9, "type", "Unclassified", "Incident"),
        (10, "organization", "beta", "acme"),
    ]
    assert not any("john" in repr(event) for event in events)


def test_dynamic_fields_are_told_where_they_are_wanted(system: ZnunySystem, read: Read) -> None:
    id_ = system.create()
    system.more[id_] = {"DynamicField": [{"Name": "Site", "Value": ["Bonn", "Köln"]}, {"Name": "Notes", "Value": "x"}]}
    system.history[id_] = [
        BORN,
        line(3, "TicketDynamicFieldUpdate", "%%FieldName%%Site%%Value%%Bonn%%OldValue%%"),
        line(4, "TicketDynamicFieldUpdate", "%%FieldName%%Notes%%Value%%words of people%%OldValue%%"),
    ]
    events = read(dynamic_fields=["Site"])
    assert told(events, EventType.SCOPE) == [(3, "Site", None, "Bonn")]
    assert "words" not in repr(events)


def test_replies_are_told_apart_by_type_and_by_who_sees_the_article(system: ZnunySystem, read: Read) -> None:
    id_ = system.create()
    system.history[id_] = [
        BORN,
        line(0, "EmailCustomer", CreateBy=1, ArticleID=1),
        line(0, "SendAutoReply", CreateBy=1, ArticleID=2),
        line(5, "AddNote", ArticleID=3),
        line(6, "AddNote", ArticleID=4),
        line(7, "SendAnswer", ArticleID=5),
        line(8, "FollowUp", CreateBy=1, ArticleID=6),
        line(9, "PhoneCallAgent", ArticleID=7),
        line(10, "Forward", ArticleID=8),
        line(11, "EmailAgent", ArticleID=9),
    ]
    seen = {3: 0, 4: 1, 5: 1, 7: 1, 8: 0, 9: 0}
    system.articles[id_] = [{"ArticleID": n, "IsVisibleForCustomer": v, "Body": "secret"} for n, v in seen.items()]
    events = [event for event in read() if event.type is not EventType.CREATED]
    assert [(event.at.minute, event.type, event.actor) for event in events] == [
        (0, EventType.PUBLIC_REPLY, Actor.SYSTEM),
        (5, EventType.PRIVATE_NOTE, Actor.AGENT),
        (6, EventType.PUBLIC_REPLY, Actor.AGENT),
        (7, EventType.PUBLIC_REPLY, Actor.AGENT),
        (8, EventType.REQUESTER_REPLY, Actor.REQUESTER),
        (9, EventType.PUBLIC_REPLY, Actor.AGENT),
        (10, EventType.PRIVATE_NOTE, Actor.AGENT),
        (11, EventType.PRIVATE_NOTE, Actor.AGENT),
    ]


def test_what_an_agent_opens_has_the_customers_first_mail_as_a_reply(system: ZnunySystem, read: Read) -> None:
    id_ = system.create()
    system.history[id_] = [BORN, line(0, "PhoneCallAgent", ArticleID=1), line(5, "FollowUp", ArticleID=2)]
    assert [(event.at.minute, event.type) for event in read()[1:]] == [
        (0, EventType.PUBLIC_REPLY),
        (5, EventType.REQUESTER_REPLY),
    ]


def test_owners_are_somebody_and_root_is_nobody(system: ZnunySystem, read: Read) -> None:
    id_ = system.create()
    system.history[id_] = [
        BORN,
        line(4, "OwnerUpdate", "%%jane%%7"),
        line(5, "OwnerUpdate", "%%root@localhost%%1"),
    ]
    events = read()
    assert told(events, EventType.ASSIGNED) == [(4, "assignee", None, "somebody"), (5, "assignee", "somebody", None)]
    assert "jane" not in repr(events)


@pytest.mark.parametrize(
    "name",
    ["Merged Ticket (20260302100001/1001) to (20260302100002/1002)", "%%20260302100001%%1001%%20260302100002%%1002"],
)
def test_a_merged_ticket_ends_in_the_other_one(system: ZnunySystem, read: Read, name: str) -> None:
    one, other = system.create(), system.create()
    merged = [line(9, "StateUpdate", "%%new%%merged%%"), line(9, "Merged", name)]
    system.history[one] = [BORN, *merged]
    system.history[other] = [BORN, line(9, "Merged", name)]
    ends = [(event.ticket_id, event.new) for event in read() if event.type is EventType.MERGED]
    assert ends == [(one, other)]


def test_a_history_begins_with_its_birth_also_where_older_articles_were_merged_into_it(
    system: ZnunySystem, read: Read
) -> None:
    id_ = system.create()
    born = {**BORN, "CreateTime": "2026-03-02 09:20:00"}
    system.history[id_] = [line(3, "SendAnswer", ArticleID=1), born, line(30, "StateUpdate", "%%new%%open%%")]
    events = read()
    assert [(event.at.minute, event.type) for event in events] == [
        (3, EventType.PUBLIC_REPLY),
        (20, EventType.CREATED),
        (30, EventType.STATUS),
    ]
    assert events[1].fields["status"] == "new"


DUE = int(datetime(2026, 3, 2, 13, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("attributes", "told_as"),
    [
        (
            {"FirstResponseTimeDestinationTime": DUE, "FirstResponseTime": 100},
            ("First response", '{"due_at":"2026-03-02T13:00:00Z","outcome":"running"}', "09:00"),
        ),
        (
            {"SolutionTimeDestinationTime": str(DUE), "SolutionTimeEscalation": 1},
            ("Solution", '{"due_at":"2026-03-02T13:00:00Z","outcome":"missed"}', "13:00"),
        ),
        (
            {"FirstResponse": "2026-03-02 09:40:00", "FirstResponseInMin": 40, "FirstResponseDiffInMin": 20},
            ("First response", '{"elapsed":2400,"outcome":"met"}', "09:40"),
        ),
        (
            {"Closed": "2026-03-02 15:00:00", "SolutionInMin": "360", "SolutionDiffInMin": "-120"},
            ("Solution", '{"elapsed":21600,"outcome":"missed"}', "15:00"),
        ),
    ],
)
def test_escalations_are_native_verdicts(
    system: ZnunySystem, read: Read, attributes: dict[str, Any], told_as: tuple[str, str, str]
) -> None:
    system.more[system.create()] = attributes
    found = [event for event in read() if event.type is EventType.SLA_NATIVE]
    assert [(event.field, event.new, f"{event.at:%H:%M}") for event in found] == [told_as]


def test_times_are_those_of_the_systems_zone(system: ZnunySystem, server: FaultyServer, read: Read) -> None:
    system.zone = "Asia/Shanghai"
    system.create()
    assert read(timezone="Asia/Shanghai")[0].at == NINE
    source = znuny(server.url, ManualClock(NINE), timezone="Asia/Shanghai")
    list(source.poll('{"tickets": 1772442000}', Limits()))  # 09:00 UTC, less ten seconds
    searches = [body for operation, body in system.asked if operation == "TicketSearch"]
    assert searches[-1]["TicketLastChangeTimeNewerDate"] == "2026-03-02 16:59:50"


def test_a_wrong_zone_is_refused_with_the_hours_that_it_is_off(system: ZnunySystem, read: Read) -> None:
    system.zone = "Asia/Shanghai"
    system.create()
    with pytest.raises(FatalSourceError, match=r"\+8\.00 h from those of UTC"):
        read()


def test_where_the_clock_is_put_back_an_hour_more_is_asked_for() -> None:
    """On 25 October 2026, 02:00 to 03:00 comes twice in Berlin: from 00:00 and from 01:00 UTC."""
    berlin = Local("Europe/Berlin")
    assert berlin.write(datetime(2026, 10, 24, 20, tzinfo=UTC)) == "2026-10-24 22:00:00"
    assert berlin.write(datetime(2026, 10, 25, 0, 59, tzinfo=UTC)) == "2026-10-25 01:59:00"
    assert berlin.write(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25 01:30:00"
    assert berlin.at("2026-10-25 02:30:00") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert berlin.repeats(2026)
    assert not Local("Asia/Shanghai").repeats(2026)


@pytest.mark.parametrize(("choice", "level"), [("refuse", "error"), ("accept", "warning")])
def test_a_zone_with_an_hour_twice_is_read_only_on_request(
    system: ZnunySystem, server: FaultyServer, choice: str, level: str
) -> None:
    system.zone = "Europe/Berlin"
    system.create()
    found = znuny(server.url, ManualClock(NINE), timezone="Europe/Berlin", repeated_hour=choice).check()
    assert [each.level for each in found.findings if "twice a year" in each.text] == [level]


@pytest.mark.parametrize("name", ["poll", "rescan"])
def test_a_row_that_changes_while_it_is_read_takes_no_others_with_it(
    system: ZnunySystem, server: FaultyServer, name: str
) -> None:
    """A search names ids only; the last change that is read afterwards may be younger than that of the search."""
    ids: list[str] = []
    touched: list[str] = []
    for second in range(12):
        system.now = NINE.replace(second=second)
        ids.append(system.create())
    system.now = NINE.replace(minute=30)
    answered = system.answer

    def answer(asked: Any) -> Any:  # noqa: ANN401  as the fake has it
        if asked.path.endswith("TicketGet") and len(system.asked) < 6 and ids[1] not in touched:
            touched.append(ids[1])
            system.set_status(ids[1], "open")
        return answered(asked)

    server.say(answer)
    source = znuny(server.url, ManualClock(NINE))
    batches = source.poll(None, Limits()) if name == "poll" else source.rescan(NINE, Limits())
    tickets = [ticket.id for batch in batches for ticket in batch.tickets]
    assert set(tickets) == set(ids)


def test_a_ticket_that_went_takes_no_others_of_its_request_with_it(system: ZnunySystem, server: FaultyServer) -> None:
    """The interface refuses all of a request for one that may not be seen."""
    ids = [system.create() for _ in range(3)]
    system.delete(ids[1])
    batches = list(znuny(server.url, ManualClock(NINE)).hydrate(set(ids), Limits()))
    assert {ticket.id for batch in batches for ticket in batch.tickets} == {ids[0], ids[2]}
    assert [(gone.ticket_id, gone.why) for batch in batches for gone in batch.gone] == [(ids[1], "deleted")]


def test_refused_credentials_are_final_though_the_status_is_200(
    system: ZnunySystem, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "another-one")
    with pytest.raises(FatalSourceError, match="refuses name and password") as refused:
        read()
    assert "another-one" not in str(refused.value)
    assert len(system.asked) == 1


def test_the_web_service_to_import_offers_what_is_asked(system: ZnunySystem, server: FaultyServer, read: Read) -> None:
    provider = yaml.safe_load(WEBSERVICE.read_text(encoding="utf-8"))["Provider"]
    offered = provider["Transport"]["Config"]["RouteOperationMapping"]
    assert offered == {name: {"RequestMethod": ["POST"], "Route": f"/{name}"} for name in PARAMETERS}
    assert {name: each["Type"] for name, each in provider["Operation"].items()} == {
        name: f"Ticket::{name}" for name in PARAMETERS
    }
    system.note(system.create())
    read()
    assert {asked.path for asked in server.asked} == {PATH + name for name in PARAMETERS}


def test_the_check_tells_words_with_the_meaning_of_their_state_types(system: ZnunySystem, server: FaultyServer) -> None:
    system.more[system.create()] = {"State": "waiting for vendor", "StateType": "pending reminder", "Queue": "Mail"}
    found = znuny(server.url, ManualClock(NINE)).check()
    assert found.usable, found.findings
    words = {(word.field, word.raw, word.means) for word in found.words}
    assert ("status", "waiting for vendor", "pending_requester") in words
    assert ("queue", "Mail", None) in words


def test_a_poll_in_which_nothing_happened_asks_little(system: ZnunySystem, server: FaultyServer) -> None:
    system.create()
    clock = ManualClock(NINE.replace(minute=1))
    system.now = clock.now()
    source = znuny(server.url, clock)
    first = list(source.poll(None, Limits()))
    clock.advance(120)
    system.now = clock.now()
    before = len(server.asked)
    second = list(source.poll(first[-1].cursor, Limits()))
    assert len(server.asked) - before == 3, "the time, what changed, and the newest ticket that is met again"
    assert [batch.tickets for batch in second if batch.tickets] == []


def test_a_web_service_of_another_name_is_told_as_what_it_may_be(system: ZnunySystem, server: FaultyServer) -> None:
    """It is answered with 500, as a server that fails for a moment is."""
    system.create()
    with pytest.raises(RetriableSourceError, match='or is not called "another"'):
        znuny(server.url, ManualClock(NINE), webservice="another").check()
