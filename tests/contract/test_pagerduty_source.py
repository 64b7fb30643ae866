"""What PagerDuty tells becomes these facts, worked out by hand, and this is what it is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pagerduty_subject import VARIABLE, pagerduty

from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Batch, Check, Limits
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.person import PSEUDONYM, SOMEBODY
from slawatch.sources.pagerduty import rest
from slawatch.sources.pagerduty.history import events, ticket
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import FaultyServer, Reply
from slawatch.testing.systems import pagerduty as systems
from slawatch.testing.systems.pagerduty import ACCEPT, TOKEN, PagerDutySystem

USER = {"id": "PUSER", "type": "user_reference"}
SERVICE = {"id": "PMAIL", "type": "service_reference", "summary": "Mail"}
INCIDENT = {
    "id": "Q1",
    "incident_number": 42,
    "status": "resolved",
    "created_at": "2026-03-02T09:00:00Z",
    "last_status_change_at": "2026-03-02T10:00:00Z",
    "service": SERVICE,
    "escalation_policy": {"id": "PE", "summary": "Round the clock"},
    "teams": [{"id": "PT2", "summary": "Web"}, {"id": "PT1", "summary": "Ops"}],
    "priority": {"id": "PP1", "summary": "P1"},
    "urgency": "high",
    "title": "Disk of Jane Doe is full",
    "html_url": "https://example.pagerduty.com/incidents/Q1",
}


def entry(id_: str, kind: str, minute: int, **more: object) -> dict:
    told = {"id": id_, "type": f"{kind}_log_entry", "created_at": f"2026-03-02T09:{minute:02d}:00Z", "agent": USER}
    return {**told, "channel": {"type": "website"}, **more}


def told(*oldest_first: dict, **incident: object) -> list[Event]:
    return list(events({**INCIDENT, **incident}, oldest_first[::-1]))


def only(found: list[Event], type_: EventType) -> list[Event]:
    return [event for event in found if event.type is type_]


def test_an_incident_begins_as_its_log_says_it_was() -> None:
    found = told(
        entry("R1", "trigger", 0),
        entry(
            "R2", "priority_change", 5, channel={"old_priority": {"summary": "P3"}, "new_priority": {"summary": "P1"}}
        ),
        entry("R3", "urgency_change", 6),
        entry("R4", "resolve", 59),
    )
    assert found[0].fields == {
        "status": "triggered",
        "type": "incident",
        "service": "Mail",
        "escalation_policy": "Round the clock",
        "team": "Ops,Web",
        "priority": "P3",
        "urgency": "low",
    }
    assert [(each.old, each.new) for each in only(found, EventType.PRIORITY)] == [("P3", "P1")]
    assert [(each.field, each.old, each.new) for each in only(found, EventType.SCOPE)] == [("urgency", "low", "high")]


def test_each_acknowledgement_is_told_and_the_status_changes_once() -> None:
    found = told(
        entry("R1", "trigger", 0),
        entry("R2", "acknowledge", 4),
        entry("R3", "acknowledge", 5),
        entry("R4", "unacknowledge", 34, channel={"type": "timeout"}, agent=SERVICE),
        entry("R5", "resolve", 59),
    )
    assert [(each.at.minute, each.actor) for each in only(found, EventType.ACKNOWLEDGED)] == [
        (4, Actor.AGENT),
        (5, Actor.AGENT),
    ]
    assert [(each.at.minute, each.new, each.actor) for each in only(found, EventType.STATUS)] == [
        (4, "acknowledged", Actor.AGENT),
        (34, "triggered", Actor.SYSTEM),
        (59, "resolved", Actor.AGENT),
    ]


def test_a_monitoring_system_that_resolves_is_no_agent() -> None:
    found = told(entry("R1", "trigger", 0), entry("R2", "resolve", 3, agent=SERVICE, channel={"type": "api"}))
    assert [each.actor for each in only(found, EventType.STATUS)] == [Actor.SYSTEM]


def test_an_escalation_is_an_assignment_without_a_name() -> None:
    escalated = entry("R2", "escalate", 10, assignees=[USER], channel={"type": "timeout"}, agent=SERVICE)
    assigned = only(told(entry("R1", "trigger", 0), escalated), EventType.ASSIGNED)
    assert [(each.new, each.actor) for each in assigned] == [(SOMEBODY, Actor.SYSTEM)]
    salted = events(INCIDENT, [escalated], person=pseudonyms("0123456789abcdef"))
    assert PSEUDONYM.fullmatch(str(only(list(salted), EventType.ASSIGNED)[0].new))


def test_notes_are_private_and_status_updates_are_public() -> None:
    found = told(entry("R1", "trigger", 0), entry("R2", "annotate", 1), entry("R3", "status_update", 2))
    assert [each.native_id for each in only(found, EventType.PRIVATE_NOTE)] == ["R2"]
    assert [each.native_id for each in only(found, EventType.PUBLIC_REPLY)] == ["R3"]


def test_a_status_that_no_log_entry_tells_is_taken_from_the_incident() -> None:
    found = told(
        entry("R1", "trigger", 0),
        entry("R2", "acknowledge", 1),
        status="triggered",
        last_status_change_at="2026-03-02T09:20:00Z",
    )
    last = only(found, EventType.STATUS)[-1]
    assert (last.at.minute, last.old, last.new, last.derived) == (20, "acknowledged", "triggered", True)


def test_an_incident_that_is_older_than_its_log_takes_nothing_back() -> None:
    found = told(
        entry("R1", "trigger", 0),
        entry("R2", "acknowledge", 20),
        status="triggered",
        last_status_change_at="2026-03-02T09:00:00Z",
    )
    assert [each.new for each in only(found, EventType.STATUS)] == ["acknowledged"]


def test_a_merged_incident_ends_and_names_the_other_one() -> None:
    reason = {"type": "merge_resolve_reason", "incident": {"id": "Q2", "type": "incident_reference"}}
    found = told(entry("R1", "trigger", 0), entry("R2", "resolve", 59), resolve_reason=reason)
    assert [(each.type, each.new) for each in found[-2:]] == [(EventType.STATUS, "resolved"), (EventType.MERGED, "Q2")]
    assert found[-1].at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_entries_of_one_second_keep_the_order_of_the_list() -> None:
    found = told(entry("R9", "acknowledge", 5), entry("R1", "resolve", 5))
    assert [each.new for each in only(found, EventType.STATUS)] == ["acknowledged", "resolved"]


def test_a_list_that_begins_with_the_oldest_entry_is_read_as_well() -> None:
    oldest_first = [entry("R1", "trigger", 0), entry("R2", "acknowledge", 5), entry("R3", "resolve", 5)]
    for listed in (oldest_first, oldest_first[::-1]):
        found = list(events(INCIDENT, listed))
        assert [each.new for each in only(found, EventType.STATUS)] == ["acknowledged", "resolved"]
    at_once = [entry("R1", "trigger", 0), entry("R2", "acknowledge", 0), entry("R3", "resolve", 0)]
    for listed in (at_once, at_once[::-1]):
        found = list(events({**INCIDENT, "last_status_change_at": None}, listed))
        assert [each.new for each in only(found, EventType.STATUS)] == ["acknowledged", "resolved"]


def test_a_merged_incident_without_the_time_of_its_last_change_ends_by_its_log() -> None:
    reason = {"type": "merge_resolve_reason", "incident": {"id": "Q2"}}
    found = told(
        entry("R1", "trigger", 0), entry("R2", "resolve", 7), resolve_reason=reason, last_status_change_at=None
    )
    assert [(each.at.minute, each.new) for each in only(found, EventType.MERGED)] == [(7, "Q2")]


def test_an_incident_is_known_by_its_number_and_leads_to_its_page() -> None:
    one = ticket(INCIDENT)
    assert (one.id, one.key, one.url) == ("Q1", "42", "https://example.pagerduty.com/incidents/Q1")


def test_nobodys_words_are_told() -> None:
    assert "Jane" not in repr((ticket(INCIDENT), told(entry("R1", "trigger", 0))))


class Reading:
    def __init__(self, system: PagerDutySystem, server: FaultyServer) -> None:
        self.system, self.server, self.clock = system, server, ManualClock(system.now)
        self.source = pagerduty(server.url, self.clock)

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.system.now = self.clock.now()

    def poll(self, cursor: str | None = None) -> list[Batch]:
        self.system.asked.clear()
        return list(self.source.poll(cursor, Limits()))

    def check(self, **options: object) -> Check:
        return pagerduty(self.server.url, self.clock, **options).check()

    def asked(self, path: str) -> list[dict[str, list[str]]]:
        return [parse_qs(url.query) for url in map(urlsplit, self.system.asked) if url.path == path]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    system = PagerDutySystem()
    with FaultyServer(system.answer) as server:
        yield Reading(system, server)


def test_it_asks_as_the_reference_says(at: Reading) -> None:
    at.system.create()
    cursor = at.poll()[-1].cursor
    made = at.asked("/incidents")[-1]
    assert made["statuses[]"] == ["triggered", "acknowledged", "resolved"]
    assert (made["sort_by"], made["time_zone"], made["limit"], made["offset"]) == (
        ["created_at:asc"],
        ["UTC"],
        ["6"],
        ["0"],
    )
    at.tick(120)
    at.poll(cursor)
    (logged,) = at.asked("/log_entries")
    assert (logged["until"], logged["time_zone"], logged["is_overview"]) == (
        ["2026-03-02T09:02:01Z"],
        ["UTC"],
        ["false"],
    )
    sent = at.server.asked[-1].headers
    assert (sent["authorization"], sent["accept"]) == (f"Token token={TOKEN}", ACCEPT)


def test_the_first_reading_knows_how_much_it_will_bring(at: Reading) -> None:
    for _ in range(8):
        at.system.create()
    assert at.poll()[0].expected == 8


def test_an_oauth_token_is_sent_as_a_bearer(at: Reading) -> None:
    assert not at.check(auth="bearer").usable
    assert at.server.asked[-1].headers["authorization"] == f"Bearer {TOKEN}"


def test_an_incident_of_last_year_that_is_resolved_today_is_told(at: Reading) -> None:
    old = at.system.create()
    cursor = at.poll()[-1].cursor
    at.tick(300 * 86_400)
    at.system.set_status(old, "solved")
    at.tick(60)
    batches = at.poll(cursor)
    assert {event.new for batch in batches for event in batch.events if event.type is EventType.STATUS} == {"resolved"}


def test_a_range_with_too_many_log_entries_is_halved(at: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "MOST_ROWS", 12)
    made = {at.system.create()}
    cursor = at.poll()[-1].cursor
    for _ in range(40):
        at.tick(60)
        made.add(at.system.create())
    assert {one.id for batch in at.poll(cursor) for one in batch.tickets} >= made
    ranges = {(asked["since"][0], asked["until"][0]) for asked in at.asked("/log_entries")}
    assert len(ranges) > 4


def test_what_is_open_and_unchanged_is_listed_and_not_read_again(at: Reading) -> None:
    at.system.create()
    cursor = at.poll()[-1].cursor
    at.tick(600)
    cursor = at.poll(cursor)[-1].cursor
    at.tick(600)
    at.poll(cursor)
    paths = [urlsplit(path).path for path in at.system.asked]
    assert paths == ["/incidents", "/incidents", "/log_entries"]


def test_a_log_entry_that_comes_late_in_the_second_of_one_that_was_told_is_told(at: Reading) -> None:
    one = at.system.create()
    cursor = at.poll()[-1].cursor
    at.tick(600)
    at.system.set_status(one, "open")
    show = at.system.late(one, "solved")
    at.tick(5)
    cursor = at.poll(cursor)[-1].cursor
    show()
    at.system.more[one] = {"last_status_change_at": None}  # nothing but the log tells
    at.tick(5)
    found = [event.new for batch in at.poll(cursor) for event in batch.events if event.type is EventType.STATUS]
    assert found == ["acknowledged", "resolved"]


def test_a_page_that_is_made_smaller_than_asked_for_hides_no_row(at: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems, "LARGEST_PAGE", 2)
    made = [at.system.create() for _ in range(5)]
    for _ in range(6):
        at.system.note(made[0])
    batches = at.poll()
    assert {one.id for batch in batches for one in batch.tickets} == set(made)
    assert len(only([event for batch in batches for event in batch.events], EventType.PRIVATE_NOTE)) == 6


def test_a_rescan_reads_no_incident_whose_log_is_known(at: Reading) -> None:
    one = at.system.create()
    cursor = at.poll()[-1].cursor
    at.tick(600)
    at.system.note(one)
    at.tick(60)
    at.poll(cursor)
    at.system.asked.clear()
    list(at.source.rescan(at.clock.now() - timedelta(minutes=5), Limits()))
    assert not [path for path in at.system.asked if path.startswith(f"/incidents/{one}")]


def test_log_entries_of_other_services_are_not_listed_again_and_again(at: Reading) -> None:
    at.source = pagerduty(at.server.url, at.clock, services=["POTHER"])
    at.system.create()
    at.poll()
    cursor = '{"incidents": 1772442000}'  # an incident of that service, at 09:00:00
    for hours in (1, 2, 3):
        at.tick(3600)
        cursor = at.poll(cursor)[-1].cursor
        (asked,) = at.asked("/log_entries")
        assert asked["since"] == ["2026-03-02T08:59:45Z" if hours == 1 else f"2026-03-02T{8 + hours - 1:02d}:57:01Z"]
    list(at.source.rescan(at.clock.now() - timedelta(hours=24), Limits()))
    assert at.asked("/log_entries")[-1]["since"] == ["2026-03-01T12:00:00Z"]


def test_a_limit_is_heeded_by_its_own_header(at: Reading) -> None:
    busy = Reply(status=429, headers={"ratelimit-limit": "960", "ratelimit-remaining": "0", "ratelimit-reset": "17"})
    at.server.say(busy, at.system.answer)
    at.poll()
    assert sum(at.clock.slept) == 17


def test_a_check_tells_the_words_of_the_account(at: Reading) -> None:
    at.system.create()
    found = at.check()
    assert found.usable, found.findings
    told_words = {(word.field, word.raw, word.means) for word in found.words}
    assert {("status", "triggered", "new"), ("priority", "P1", None), ("service", "Mail", None)} <= told_words


def test_a_refused_key_is_told_with_its_way_out(at: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "wrong-key")
    (finding,) = at.check().findings
    assert finding.level == "error"
    assert "API Access Keys" in finding.hint
    assert "wrong-key" not in finding.text


def test_services_narrow_what_is_asked_for(at: Reading) -> None:
    at.system.create()
    source = pagerduty(at.server.url, at.clock, services=["POTHER"], teams=["PTEAM"])
    list(source.poll(None, Limits()))
    made = at.asked("/incidents")[-1]
    assert (made["service_ids[]"], made["team_ids[]"]) == (["POTHER"], ["PTEAM"])
