import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import EventType
from slawatch.model.outage import Outage
from slawatch.model.person import PSEUDONYM
from slawatch.sources.simulator.source import Options, Simulator
from slawatch.testing.clock import ManualClock

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
SHORT = Options(seed=7, history=21)


def _told(simulator: Simulator, cursor: str | None) -> list[Batch]:
    return list(simulator.poll(cursor, Limits()))


def _facts(batches: Iterable[Batch]) -> tuple[object, ...]:
    """Return everything told, with the newest word on each outage."""
    told = list(batches)
    outages: dict[str, Outage] = {outage.id: outage for batch in told for outage in batch.outages}
    events = {event.native_id: event for batch in told for event in batch.events}
    tickets = {ticket.id for batch in told for ticket in batch.tickets}
    exclusions = {exclusion.id for batch in told for exclusion in batch.exclusions}
    return events, outages, tickets, exclusions


@pytest.fixture(scope="module")
def whole() -> list[Batch]:
    """Return the story told in one poll."""
    return _told(Simulator(SHORT, ManualClock(NOON)), None)


def test_many_small_polls_tell_the_same_story_as_one(whole: list[Batch]) -> None:
    chance = random.Random(3)
    clock = ManualClock(NOON - timedelta(days=9))
    simulator = Simulator(SHORT.model_copy(update={"history": 12}), clock)
    batches = _told(simulator, None)
    while clock.now() < NOON:
        clock.sleep(min(chance.randrange(1, 40_000), (NOON - clock.now()).total_seconds()))
        if chance.random() < 0.1:
            simulator = Simulator(SHORT, clock)  # a restart
        batches += _told(simulator, batches[-1].cursor)
    assert _facts(batches) == _facts(whole)


def test_another_start_tells_the_same_tickets_for_the_time_that_both_cover(whole: list[Batch]) -> None:
    later = _told(Simulator(Options(seed=7, history=7), ManualClock(NOON)), None)
    begin = min(ticket.created_at for batch in later for ticket in batch.tickets)
    events, _, _, _ = _facts(whole)
    late_events, _, _, _ = _facts(later)
    created = {e.ticket_id for e in events.values() if e.type is EventType.CREATED and e.at >= begin}
    assert late_events == {key: event for key, event in events.items() if event.ticket_id in created}


def test_another_seed_tells_another_story(whole: list[Batch]) -> None:
    other = _told(Simulator(Options(seed=8, history=21), ManualClock(NOON)), None)
    assert _facts(other) != _facts(whole)


def test_nothing_is_told_before_it_happens(whole: list[Batch]) -> None:
    assert max(event.at for batch in whole for event in batch.events) <= NOON
    for batch in whole:
        assert batch.complete_through is not None
        for outage in batch.outages:
            assert outage.started_at <= batch.complete_through
            assert outage.ended_at is None or outage.ended_at <= batch.complete_through


def test_an_outage_that_lasts_is_told_open_and_again_when_it_ends(whole: list[Batch]) -> None:
    _, outages, _, _ = _facts(whole)
    outage = next(iter(outages.values()))
    clock = ManualClock(outage.started_at + timedelta(seconds=60))
    simulator = Simulator(Options(seed=7, history=1), clock)
    before = _told(simulator, None)
    clock.set(outage.ended_at + timedelta(seconds=1))
    after = _told(simulator, before[-1].cursor)
    assert _facts(before)[1][outage.id].ended_at is None
    assert _facts(after)[1] == {outage.id: outage}


def test_the_desk_shows_everything_that_slawatch_measures(whole: list[Batch]) -> None:
    events = [event for batch in whole for event in batch.events]
    assert {event.type for event in events} >= {
        EventType.CREATED, EventType.STATUS, EventType.ASSIGNED, EventType.PUBLIC_REPLY, EventType.PRIORITY,
        EventType.SCOPE, EventType.REQUESTER_REPLY, EventType.RATED, EventType.LINKED,
    }  # fmt: skip
    assert {event.fields["kind"] for event in events if event.type is EventType.CREATED} == {
        "Incident", "Service request", "Problem", "Change",
    }  # fmt: skip
    statuses = {event.new for event in events if event.type is EventType.STATUS}
    assert {"Waiting for user", "Waiting for vendor", "Resolved", "Closed", "Cancelled"} <= statuses
    assert all(each.approved_at <= each.started_at for batch in whole for each in batch.exclusions)
    assert all(PSEUDONYM.fullmatch(event.new) for event in events if event.type is EventType.ASSIGNED)


def test_links_name_problems_and_changes_that_were_there_before(whole: list[Batch]) -> None:
    events = [event for batch in whole for event in batch.events]
    created = {event.ticket_id: event for event in events if event.type is EventType.CREATED}
    links = [event for event in events if event.type is EventType.LINKED]
    assert {event.field for event in links} == {"problem", "caused_by"}
    for link in links:
        assert created[link.ticket_id].fields["kind"] == "Incident"
        other = created.get(link.new)  # none where it began before the history
        if other is not None:
            assert other.at < link.at
            assert other.fields["kind"] == {"problem": "Problem", "caused_by": "Change"}[link.field]
            assert other.fields["service"] == created[link.ticket_id].fields["service"]


def test_every_change_that_was_done_has_an_outcome_and_who_rated_was_asked_before(whole: list[Batch]) -> None:
    events = [event for batch in whole for event in batch.events]
    kinds = {event.ticket_id: event.fields["kind"] for event in events if event.type is EventType.CREATED}
    resolved = {event.ticket_id for event in events if event.new == "Resolved"}
    outcomes = {event.ticket_id: event.new for event in events if event.field == "outcome"}
    assert set(outcomes) == {ticket for ticket in resolved if kinds[ticket] == "Change"}
    assert set(outcomes.values()) <= {"Failed", "Successful"}
    asked = {event.ticket_id: event.at for event in events if event.field == "survey"}
    rated = [event for event in events if event.type is EventType.RATED]
    assert all(asked[event.ticket_id] < event.at for event in rated)
    assert len(rated) < len(asked)
