"""The instance's own SLAs (task_sla) as native verdicts. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from slawatch.errors import SkippableRow
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome
from slawatch.sources.servicenow.rows import Row, at_or_none, required, seconds, text

FIELDS: Final = (
    "sys_id,task,sys_updated_on,sla.name,sla.duration,sla.duration_type,stage,has_breached,start_time,end_time,"
    "planned_end_time,pause_time,schedule,duration,business_duration"
)
_STAGES: Final = {
    "cancelled": Outcome.CANCELLED,
    "completed": Outcome.MET,
    "achieved": Outcome.MET,
    "breached": Outcome.MISSED,
    "paused": Outcome.PAUSED,
}
_OVER: Final = frozenset({Outcome.CANCELLED, Outcome.MET})


def verdicts(ticket_id: str, rows: Iterable[Row]) -> Iterator[Event]:
    """Yield the verdict of each SLA of a ticket: one event an SLA, told anew as it goes on."""
    for row in rows:
        start, outcome = at_or_none(row, "start_time"), _outcome(row)
        if start is None or text(row, "sla.name") is None:
            continue
        try:
            yield Event(
                ticket_id=ticket_id,
                type=EventType.SLA_NATIVE,
                at=_when(row, outcome, start),
                native_id=f"task_sla:{required(row, 'sys_id')}",
                actor=Actor.SYSTEM,
                field=text(row, "sla.name"),
                new=_verdict(row, outcome).text,
            )
        except ValueError as error:
            raise SkippableRow(f"an SLA can't be read: {error}", row_id=ticket_id) from error


def _outcome(row: Row) -> Outcome:
    found = _STAGES.get(text(row, "stage") or "", Outcome.RUNNING)
    if found is not Outcome.CANCELLED and text(row, "has_breached") == "true":
        return Outcome.MISSED
    return found


def _when(row: Row, outcome: Outcome, start: datetime) -> datetime:
    """Return since when a verdict holds; that must not move with each calculation of percentages."""
    column = {Outcome.MISSED: "planned_end_time", Outcome.PAUSED: "pause_time", Outcome.RUNNING: "start_time"}
    return max(start, at_or_none(row, column.get(outcome, "end_time")) or start)


def _verdict(row: Row, outcome: Outcome) -> NativeVerdict:
    over = outcome in _OVER or text(row, "end_time") is not None
    elapsed = "business_duration" if text(row, "schedule") else "duration"
    target = None if text(row, "sla.duration_type") else seconds(row, "sla.duration")  # else relative: by a script
    return NativeVerdict(
        outcome=outcome,
        # While an SLA is paused nobody knows when it would be missed.
        due_at=None if outcome is Outcome.PAUSED else at_or_none(row, "planned_end_time"),
        elapsed_seconds=seconds(row, elapsed) if over else None,
        target_seconds=target,
    )
