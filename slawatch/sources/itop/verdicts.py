"""What iTop's stop watches conclude of its own service levels, as the ticket shows them now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from slawatch.ingest.desk import Row
from slawatch.ingest.wall_clock import WallClock
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome

LEVELS: Final = {
    "tto": ("Time to own", "assignment_date"),
    "ttr": ("Time to resolve", "resolution_date"),
}
"""A stop watch -> its name, and the attribute that is filled when it is stopped."""
YES: Final = frozenset({"1", "yes", "true"})
PENDING: Final = "pending"


def verdicts(id_: str, row: Row, wall: WallClock, *, at: datetime) -> Iterator[Event]:
    """Yield a verdict for each stop watch that tells something.

    One that has stopped without a deadline may have had none: what was told of it while it ran is taken back.
    """
    for watch, (name, done) in LEVELS.items():
        verdict = _verdict(row, watch, wall)
        if verdict is None and not row.get(done):
            continue
        yield Event(
            ticket_id=id_,
            type=EventType.SLA_NATIVE,
            at=at,
            native_id=f"sla:{watch}",
            actor=Actor.SYSTEM,
            field=name,
            new=None if verdict is None else verdict.text,
        )


def _verdict(row: Row, watch: str, wall: WallClock) -> NativeVerdict | None:
    due_at = wall.read(row.get(f"{watch}_escalation_deadline"))
    passed = str(row.get(f"sla_{watch}_passed", "")).casefold() in YES
    if due_at is None and not passed:
        return None
    return NativeVerdict(outcome=Outcome.MISSED if passed else _standing(row, watch), due_at=due_at)


def _standing(row: Row, watch: str) -> Outcome:
    if row.get(LEVELS[watch][1]):
        return Outcome.MET
    return Outcome.PAUSED if row.get("status") == PENDING else Outcome.RUNNING
