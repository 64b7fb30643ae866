"""Service levels and ratings of Jira Service Management, as Jira tells them."""

from collections.abc import Mapping

import pytest
from jira_reading import Reading, events, reading

from slawatch.ingest.source import Batch
from slawatch.model.event import Event, EventType
from slawatch.testing.systems.jira.platform import custom

Json = Mapping[str, object]

NINE = 1_772_442_000_000
"""2026-03-02 09:00 UTC in milliseconds."""
HOUR = 3_600_000


def time(after: int) -> Json:
    return {"epochMillis": NINE + after, "iso8601": "not looked at"}


def cycle(start: int, *, due: int, breached: bool = False, **more: object) -> Json:
    return {
        "startTime": time(start),
        "breachTime": time(due),
        "breached": breached,
        "goalDuration": {"millis": 4 * HOUR, "friendly": "4h"},
        "elapsedTime": {"millis": 2 * HOUR + 999, "friendly": "2h"},
        "remainingTime": {"millis": 2 * HOUR, "friendly": "2h"},
        **more,
    }


ENDED = cycle(0, due=4 * HOUR, stopTime=time(2 * HOUR))
MISSED = cycle(0, due=4 * HOUR, breached=True, stopTime=time(5 * HOUR))
RUNNING = cycle(6 * HOUR, due=10 * HOUR, paused=False, withinCalendarHours=True)
PAUSED = cycle(6 * HOUR, due=10 * HOUR, paused=True, withinCalendarHours=True)
OVERDUE = cycle(6 * HOUR, due=10 * HOUR, breached=True, paused=False, withinCalendarHours=True)


def level(number: int = 1, *ended: object, name: str = "Time to resolution", ongoing: object = None) -> Json:
    told = {"id": str(number), "name": name, "completedCycles": list(ended)}
    return told if ongoing is None else {**told, "ongoingCycle": ongoing}


def verdicts(batches: list[Batch]) -> list[Event]:
    return [each for each in events(batches) if each.type is EventType.SLA_NATIVE]


def with_levels(jira: Reading, *levels: Json) -> str:
    ticket = jira.system.create()
    jira.system.beside(ticket).levels = list(levels)
    return ticket


@pytest.mark.parametrize("cloud", [True, False], ids=["in the issue's fields", "asked of Service Management"])
def test_a_cycle_is_a_verdict_with_its_end(monkeypatch: pytest.MonkeyPatch, *, cloud: bool) -> None:
    with reading(monkeypatch, cloud=cloud) as jira:
        with_levels(jira, level(1, ENDED))
        [told] = verdicts(jira.poll())
    assert (told.field, f"{told.at:%H:%M:%S}") == ("Time to resolution", "11:00:00")
    assert told.new == '{"due_at":"2026-03-02T13:00:00Z","elapsed":7200,"outcome":"met","target":14400}'


@pytest.mark.parametrize(
    ("ongoing", "outcome"), [(RUNNING, "running"), (PAUSED, "paused"), (OVERDUE, "missed")], ids=str
)
def test_an_open_cycle_tells_no_time_that_is_other_at_each_look(
    monkeypatch: pytest.MonkeyPatch, ongoing: Json, outcome: str
) -> None:
    with reading(monkeypatch, cloud=False) as jira:
        with_levels(jira, level(1, ongoing=ongoing))
        [told] = verdicts(jira.poll())
    assert f"{told.at:%H:%M:%S}" == "15:00:00"
    assert told.new == f'{{"due_at":"2026-03-02T19:00:00Z","outcome":"{outcome}","target":14400}}'


def test_the_newest_cycle_comes_last_and_an_open_one_gives_way_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, cloud=False) as jira:
        ticket = with_levels(jira, level(1, MISSED, ongoing=RUNNING))
        first = verdicts(jira.poll())
        assert ['"missed"' in (each.new or "") for each in first] == [True, False]
        jira.tick(60)
        jira.system.set_status(ticket, "solved")
        done = cycle(6 * HOUR, due=10 * HOUR, stopTime=time(7 * HOUR))
        jira.system.beside(ticket).levels = [level(1, MISSED, done)]
        second = verdicts(jira.poll())
        assert [each.native_id for each in second] == [each.native_id for each in first]
        assert '"met"' in (second[-1].new or "")


def test_an_account_that_is_no_agent_is_refused_once_and_everything_else_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch, cloud=False) as jira:
        jira.system.service.licensed = False
        for _ in range(3):
            jira.system.create()
        batches = jira.poll()
        assert len(events(batches)) == 3
        assert sum(path.endswith("/sla") for path in jira.paths()) == 1


def test_an_issue_of_a_service_project_that_is_no_request_has_no_service_levels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reading(monkeypatch, cloud=False) as jira:
        none, request = jira.system.create(), with_levels(jira, level(1, ENDED))
        jira.system.service.no_requests.add(none)
        jira.system.note(none)
        batches = jira.poll()
        assert [each.ticket_id for each in verdicts(batches)] == [request]
        # Who sees a comment is told of requests only; nobody but the team sees other issues.
        assert [each.ticket_id for each in events(batches) if each.native_id.startswith("comment:")] == [none]


def test_service_levels_are_left_alone_where_nobody_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch, cloud=False, native_sla=False) as jira:
        with_levels(jira, level(1, ENDED))
        assert verdicts(jira.poll()) == []
        assert not any(path.endswith("/sla") for path in jira.paths())


def test_a_rating_is_told_when_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = "com.atlassian.servicedesk:sd-request-feedback"
    with reading(monkeypatch) as jira:
        jira.system.platform.fields += [
            custom("customfield_10040", "Satisfaction", desk),
            custom("customfield_10041", "Satisfaction date", f"{desk}-date"),
        ]
        rated, unrated = jira.system.create(), jira.system.create()
        jira.system.beside(rated).fields = {
            "customfield_10040": {"rating": 4},
            "customfield_10041": "2026-03-02T11:30:00.000+0100",
        }
        [told] = [each for each in events(jira.poll()) if each.type is EventType.RATED]
        assert (told.ticket_id, told.new, f"{told.at:%H:%M}") == (rated, "4", "10:30")
        assert unrated != rated
