"""A drill file: what it may say, and what becomes of it as it is changed, taken back and told again."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import Event, EventType
from slawatch.model.outage import Outage
from slawatch.sources.simulator.source import Options, Simulator
from slawatch.testing.clock import ManualClock

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Desk:
    """A quiet simulator with a drill file, and what it has told so far: the newest version of each fact."""

    def __init__(self, file: Path, **options: object) -> None:
        self.file = file
        self.clock = ManualClock(NOON)
        self._simulator = Simulator(Options(drill=file, quiet=True, history=1, **options), self.clock)
        self.cursor: str | None = None
        self.outages: dict[str, Outage] = {}
        self.events: dict[str, Event] = {}

    def write(self, text: str) -> None:
        """Save the file now."""
        self.file.write_text(text)
        now = self.clock.now().timestamp()
        os.utime(self.file, (now, now))

    def poll(self, *, after: timedelta = timedelta(seconds=10)) -> list[Batch]:
        """Poll some time later."""
        self.clock.advance(after.total_seconds())
        batches = list(self._simulator.poll(self.cursor, Limits()))
        for batch in batches:
            self.cursor = batch.cursor
            self.outages |= {outage.id: outage for outage in batch.outages}
            self.events |= {event.identity(): event for event in batch.events}
        return batches

    def check(self) -> list[tuple[str, str]]:
        """Return what its check finds about the drill."""
        return [(finding.level, finding.text) for finding in self._simulator.check().findings][1:]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "drill.yml")


def happened(events: Iterable[Event]) -> list[tuple[EventType, str | None]]:
    ordered = sorted(events, key=lambda event: (event.at, event.order))
    return [(event.type, event.new) for event in ordered if event.type is not EventType.PRIVATE_NOTE]


def test_without_a_file_nothing_is_told(desk: Desk) -> None:
    (batch,) = desk.poll()
    assert (batch.outages, batch.tickets, batch.events) == ((), (), ())
    assert batch.complete_through == NOON + timedelta(seconds=10)
    assert desk.check() == [("ok", f"no drill: {desk.file} does not exist")]


def test_an_outage_is_told_with_the_next_poll_and_again_when_it_ends(desk: Desk) -> None:
    desk.poll()
    desk.write("outages: [{service: ERP, started_at: 2026-10-14T11:30:00Z, ended_at: 2026-10-14T12:10:00Z}]")
    desk.poll()
    assert desk.outages["drill-1"] == Outage(id="drill-1", service="ERP", started_at=NOON - HOUR / 2)
    desk.poll(after=HOUR)
    assert desk.outages["drill-1"].ended_at == NOON + HOUR / 6


def test_an_outage_of_yesterday_that_is_entered_today_is_told(desk: Desk) -> None:
    desk.poll()
    desk.write("outages: [{service: ERP, started_at: 2026-10-13T02:00:00Z, ended_at: 2026-10-13T03:00:00Z, id: late}]")
    desk.poll()
    assert desk.outages["drill-late"].ended_at == datetime(2026, 10, 13, 3, tzinfo=UTC)


def test_a_drill_is_told_also_where_no_second_has_passed_since_the_last_poll(desk: Desk) -> None:
    desk.poll()
    desk.write("outages: [{service: ERP, started_at: -1m}]")
    desk.poll(after=timedelta(0))
    assert list(desk.outages) == ["drill-1"]


def test_times_may_be_counted_from_the_last_writing_of_the_file(desk: Desk) -> None:
    desk.write("outages: [{service: ERP, started_at: -1h30m, detected_at: now, ended_at: +20m}]")
    desk.poll(after=HOUR)
    (outage,) = desk.outages.values()
    assert outage.started_at == NOON - 1.5 * HOUR
    assert outage.detected_at == NOON
    assert outage.ended_at == NOON + HOUR / 3


@pytest.mark.parametrize("gone", ["the entry", "the file", "the option", "its time has not come"])
def test_an_outage_that_is_taken_out_has_no_length_any_more(desk: Desk, gone: str) -> None:
    desk.write("outages: [{service: ERP, started_at: 2026-10-14T11:00:00Z}]")
    desk.poll()
    match gone:
        case "the entry":
            desk.write("outages: []")
        case "the file":
            desk.file.unlink()
        case "the option":
            desk._simulator = Simulator(Options(quiet=True, history=1), desk.clock)
        case _:
            desk.write("outages: [{service: ERP, started_at: 2026-10-15T11:00:00Z}]")
    desk.poll()
    (outage,) = desk.outages.values()
    assert outage.started_at == outage.ended_at == NOON - HOUR


def test_what_is_corrected_in_the_file_is_told_anew_under_its_old_id(desk: Desk) -> None:
    desk.write("outages: [{service: ERP, started_at: 2026-10-14T11:00:00Z}]")
    desk.poll()
    desk.write("outages: [{service: WAN, started_at: 2026-10-14T11:20:00Z, severity: degraded}]")
    desk.poll()
    expected = Outage(id="drill-1", service="WAN", started_at=NOON - 2 * HOUR / 3, severity="degraded")
    assert desk.outages == {"drill-1": expected}


def test_a_ticket_lives_as_the_file_says(desk: Desk) -> None:
    desk.write(
        "tickets: [{service: ERP, kind: Incident, priority: 1 - Critical, customer: Nordwind Logistics,"
        " created_at: -2h, responded_at: -1h, resolved_at: +1h, reopened_at: +3h}]"
    )
    (batch,) = desk.poll()[-1:]
    assert [(ticket.id, ticket.created_at) for ticket in batch.tickets] == [("drill-1", NOON - 2 * HOUR)]
    created = desk.events["drill-1-created"]
    assert created.fields.items() >= {"service": "ERP", "kind": "Incident", "customer": "Nordwind Logistics"}.items()
    answered = [
        (EventType.CREATED, None),
        (EventType.ASSIGNED, desk.events["drill-1-assigned"].new),
        (EventType.PUBLIC_REPLY, None),
        (EventType.STATUS, "In progress"),
    ]
    assert happened(desk.events.values()) == answered
    desk.poll(after=2 * HOUR)
    assert happened(desk.events.values()) == [*answered, (EventType.STATUS, "Resolved")]
    desk.poll(after=2 * HOUR)
    assert happened(desk.events.values())[-2:] == [(EventType.STATUS, "Resolved"), (EventType.STATUS, "In progress")]


def test_a_resolution_that_is_taken_out_becomes_a_note(desk: Desk) -> None:
    desk.write("tickets: [{service: ERP, created_at: 2026-10-14T10:00:00Z, resolved_at: 2026-10-14T11:00:00Z}]")
    desk.poll()
    desk.write("tickets: [{service: ERP, created_at: 2026-10-14T10:00:00Z}]")
    desk.poll()
    assert happened(desk.events.values()) == [(EventType.CREATED, None)]
    assert desk.events["drill-1-resolved"].at == NOON - HOUR


def test_a_ticket_that_is_taken_out_was_deleted_at_its_creation_and_may_come_back(desk: Desk) -> None:
    ticket = "tickets: [{service: ERP, created_at: 2026-10-14T10:00:00Z, responded_at: 2026-10-14T11:00:00Z}]"
    desk.write(ticket)
    desk.poll()
    whole = happened(desk.events.values())
    desk.file.unlink()
    desk.poll()
    desk.poll()
    assert happened(desk.events.values()) == [(EventType.CREATED, None), (EventType.DELETED, None)]
    assert desk.events["drill-1-withdrawn"].at == NOON - 2 * HOUR
    desk.write(ticket)
    desk.poll()
    assert happened(desk.events.values()) == whole


def test_an_unreachable_source_fails_and_tells_later_what_happened_meanwhile(desk: Desk) -> None:
    desk.poll()
    desk.write("{unreachable: true, outages: [{service: ERP, started_at: now}]}")
    with pytest.raises(RetriableSourceError, match="can't be reached"):
        desk.poll()
    with pytest.raises(RetriableSourceError, match="can't be reached"):
        desk.check()
    desk.write("outages: [{service: ERP, started_at: 2026-10-14T12:00:10Z}]")
    desk.poll(after=HOUR)
    assert desk.outages["drill-1"].started_at == NOON + timedelta(seconds=10)


FAULTY = """\
outages:
  - {service: ERP, started_at: -10m, ended_at: -20m}
  - {srvice: ERP, started_at: 10m}
  - {service: WAN, started_at: 2026-11-22T10:00:00}
tickets:
  - {service: ERP, created_at: now, reopened_at: +5m}
unreachable: maybe
"""


def test_every_fault_of_a_file_is_told_with_its_line(desk: Desk) -> None:
    desk.write(FAULTY)
    with pytest.raises(FatalSourceError) as refused:
        desk.poll()
    told = [line.partition("drill.yml:")[2] for line in str(refused.value).splitlines()]
    assert [line.split(":")[0] for line in told] == ["2", "3", "3", "3", "4", "6", "7"]
    assert 'the key "srvice" is not known here; did you mean "service"?' in told[2]
    assert '"10m" is no time; write 2026-11-22T10:00:00Z (an offset is needed), or -20m' in told[3]
    (finding,) = desk.check()
    assert finding == ("error", str(refused.value))


TWO = "tickets: [{service: A, created_at: now, id: '2'}, {service: A, created_at: now}]"


@pytest.mark.parametrize("text", ["outages: [", "- 1", TWO])
def test_a_file_that_can_not_be_understood_is_refused(desk: Desk, text: str) -> None:
    desk.write(text)
    with pytest.raises(FatalSourceError, match=r"drill\.yml:1: "):
        desk.poll()


def test_a_folder_in_the_place_of_the_file_is_refused(desk: Desk) -> None:
    desk.file.mkdir()
    with pytest.raises(FatalSourceError, match="can't be read: Is a directory"):
        desk.poll()


def test_the_world_goes_on_as_it_would_without_a_drill(tmp_path: Path) -> None:
    file = tmp_path / "drill.yml"
    file.write_text("outages: [{service: ERP, started_at: 2026-10-14T02:00:00Z}]")
    clock = ManualClock(NOON)
    plain = list(Simulator(Options(history=12), clock).poll(None, Limits()))
    drilled = list(Simulator(Options(history=12, drill=file), clock).poll(None, Limits()))
    assert len(drilled) == len(plain) == 2
    assert drilled[0] == plain[0]
    assert (drilled[1].tickets, drilled[1].events) == (plain[1].tickets, plain[1].events)
    assert [each.id for each in drilled[1].outages] == [*(each.id for each in plain[1].outages), "drill-1"]


def test_a_drill_is_no_reason_to_read_everything_again() -> None:
    assert Options(drill=Path("drill.yml")).model_dump() == Options().model_dump()
