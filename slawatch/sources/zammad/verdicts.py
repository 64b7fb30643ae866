"""What Zammad concludes of its own service levels, as the ticket shows it now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from slawatch.ingest.desk import Row
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import instant
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome

LEVELS: Final = {"first_response": "First response", "update": "Update", "close": "Close"}
"""As the ticket's fields begin -> what the service level is called."""
SLA_FIELDS: Final = frozenset(
    f"{level}_{name}" for level in LEVELS for name in ("escalation_at", "in_min", "diff_in_min")
)


def verdicts(row: Row, *, updated_at: datetime) -> Iterator[Event]:
    """Yield a verdict for each service level of which the ticket tells anything."""
    for level, name in LEVELS.items():
        if (verdict := _verdict(row, level)) is not None:
            yield Event(
                ticket_id=str(row["id"]),
                type=EventType.SLA_NATIVE,
                at=updated_at,
                native_id=f"sla:{level}",
                actor=Actor.SYSTEM,
                field=name,
                new=verdict.text,
            )


def _verdict(row: Row, level: str) -> NativeVerdict | None:
    """Return the verdict, None where the fields are empty: so they are without a service level."""
    due, taken, left = (row.get(f"{level}_{name}") for name in ("escalation_at", "in_min", "diff_in_min"))
    due_at = None if due is None else instant(datetime.fromisoformat(due))
    if left is not None:
        outcome = Outcome.MET if left >= 0 else Outcome.MISSED
        target = None if taken is None else (taken + left) * 60
        return NativeVerdict(
            outcome=outcome, due_at=due_at, elapsed_seconds=_seconds(taken), target_seconds=_positive(target)
        )
    return None if due_at is None else NativeVerdict(outcome=Outcome.RUNNING, due_at=due_at)


def _seconds(minutes: int | None) -> int | None:
    return None if minutes is None else _positive(minutes * 60)


def _positive(seconds: int | None) -> int | None:
    return None if seconds is None or seconds < 0 else seconds
