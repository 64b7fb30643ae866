"""The system's own escalations as native verdicts. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import from_epoch
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome
from slawatch.model.ticket import Ticket
from slawatch.sources.znuny.history import Row
from slawatch.sources.znuny.local import Local

RUNNING: Final = {"First response": "FirstResponseTime", "Update": "UpdateTime", "Solution": "SolutionTime"}
"""Attributes begin so; they are there while the clock runs."""
OVER: Final = {"First response": ("FirstResponse", "FirstResponse"), "Solution": ("Closed", "Solution")}
"""The attribute with the instant at which it ended, and what those with its minutes begin with."""
MINUTE: Final = 60


def verdicts(ticket: Ticket, row: Row, local: Local) -> Iterator[Event]:
    """Yield what the system says of its service levels, one event each, told anew as it goes on."""
    for name in RUNNING:
        found = _running(ticket, row, name) or _over(row, name, local)
        if found is not None:
            at, verdict = found
            yield Event(
                ticket_id=ticket.id,
                type=EventType.SLA_NATIVE,
                at=at,
                native_id=f"escalation:{name}:{ticket.id}",
                actor=Actor.SYSTEM,
                field=name,
                new=verdict.text,
            )


def _running(ticket: Ticket, row: Row, name: str) -> tuple[datetime, NativeVerdict] | None:
    due = _number(row, f"{RUNNING[name]}DestinationTime")
    if not due:
        return None
    missed = bool(_number(row, f"{RUNNING[name]}Escalation"))
    at = from_epoch(due) if missed else ticket.created_at
    outcome = Outcome.MISSED if missed else Outcome.RUNNING
    return at, NativeVerdict(outcome=outcome, due_at=from_epoch(due))


def _over(row: Row, name: str, local: Local) -> tuple[datetime, NativeVerdict] | None:
    """Return the verdict on what ended; minutes are left over where it was kept, and below 0 where it was not."""
    instant, prefix = OVER.get(name, ("", ""))
    left, spent = _number(row, f"{prefix}DiffInMin"), _number(row, f"{prefix}InMin")
    at = row.get(instant)
    if left is None or not at:
        return None
    elapsed = None if spent is None or spent < 0 else spent * MINUTE
    return local.at(str(at)), NativeVerdict(
        outcome=Outcome.MET if left >= 0 else Outcome.MISSED, elapsed_seconds=elapsed
    )


def _number(row: Row, name: str) -> int | None:
    value = row.get(name)
    try:
        return None if value in (None, "") else int(float(value))
    except (TypeError, ValueError):
        return None
