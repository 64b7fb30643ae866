"""Events of systems that keep no history, by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from slawatch.errors import FatalSourceError
from slawatch.ingest.snapshot import LastSeen, Look, Seen, derived
from slawatch.model.event import EventType

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CREATED = NOON - timedelta(days=3)
LATER = Look(at=NOON + timedelta(minutes=5), before=NOON, grain=60)


def seen(*, changed_at: datetime | None = None, **fields: str) -> Seen:
    return Seen(id="7", created_at=CREATED, fields=fields, changed_at=changed_at)


def test_a_ticket_met_first_was_created_and_nothing_more_is_claimed() -> None:
    (event,) = derived(seen(status="solved", queue="mail"), None, Look(at=NOON, grain=60))
    assert (event.type, event.at, event.fields) == (EventType.CREATED, CREATED, {"status": "solved", "queue": "mail"})
    assert (event.derived, event.grain) == (True, 60)


def test_each_field_that_is_other_than_before_is_a_change_at_the_systems_own_time() -> None:
    at = NOON + timedelta(minutes=2)
    now = seen(changed_at=at, status="open", priority="P1", owner="x")
    told = list(derived(now, {"status": "new", "priority": "P1", "queue": "mail"}, LATER))
    assert [(event.type, event.field, event.old, event.new) for event in told] == [
        (EventType.ASSIGNED, "owner", None, "x"),
        (EventType.SCOPE, "queue", "mail", None),
        (EventType.STATUS, "status", "new", "open"),
    ]
    assert {(event.at, event.grain, event.derived) for event in told} == {(at, 60, True)}
    assert [event.order - told[0].order for event in told] == [0, 1, 2]


def test_what_a_later_look_finds_of_the_same_second_follows() -> None:
    at = NOON + timedelta(minutes=2)
    before, now = {"status": "new", "queue": "a"}, seen(changed_at=at, status="open", queue="b")
    again = replace(LATER, at=LATER.at + timedelta(seconds=1))
    (*_, last), (after,) = (
        derived(now, before, LATER),
        derived(replace(now, fields={**now.fields, "status": "x"}), now.fields, again),
    )
    assert last.at == after.at
    assert last.order < after.order


def test_without_a_time_of_its_own_a_change_is_as_old_as_the_last_look_at_most() -> None:
    (event,) = derived(seen(status="open"), {"status": "new"}, LATER)
    assert (event.at, event.grain) == (LATER.at, 300)


@pytest.mark.parametrize("stamp", [NOON - timedelta(hours=1), CREATED])
def test_a_stamp_from_before_the_last_look_does_not_date_the_change(stamp: datetime) -> None:
    (event,) = derived(seen(changed_at=stamp, status="open"), {"status": "new"}, LATER)
    assert (event.at, event.grain) == (LATER.at, 300)


def test_a_stamp_in_the_future_is_cut_to_the_look() -> None:
    (event,) = derived(seen(changed_at=NOON + timedelta(days=9), status="open"), {"status": "new"}, LATER)
    assert event.at == LATER.at


def test_nothing_changed_tells_nothing() -> None:
    assert list(derived(seen(status="open", changed_at=NOON), {"status": "open"}, LATER)) == []


def test_a_batch_that_was_not_committed_is_told_again_in_the_same_words() -> None:
    state = LastSeen(at=NOON).after(seen(status="new"))
    first, again = (list(derived(seen(status="open"), LastSeen.read(state.text()).of("7"), LATER)) for _ in range(2))
    assert [event.identity() for event in first] == [event.identity() for event in again] != []


def test_what_was_seen_survives_a_cursor() -> None:
    state = LastSeen().after(seen(status="新建"), at=NOON)
    read = LastSeen.read(state.text())
    assert (read, read.of("7"), read.of("8")) == (state, {"status": "新建"}, None)
    assert LastSeen.read(None) == LastSeen()
    assert read.without("7").of("7") is None


def test_ten_thousand_tickets_fit_into_a_cursor() -> None:
    many = (Seen(id=str(id_), created_at=NOON, fields={"status": "open", "priority": "P2"}) for id_ in range(10_000))
    assert len(LastSeen().after(*many, at=NOON).text()) < 400_000


@pytest.mark.parametrize("text", ["", "{}", "AAAA", "eJyrrgUAAXUA+Q=="])
def test_a_cursor_of_another_source_is_refused(text: str) -> None:
    with pytest.raises(FatalSourceError, match="another id"):
        LastSeen.read(text)
