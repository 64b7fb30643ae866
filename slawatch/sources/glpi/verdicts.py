"""What GLPI concludes of its own service levels (and operational ones), as the ticket shows it now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from slawatch.ingest.desk import Row
from slawatch.ingest.wall_clock import WallClock
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome
from slawatch.sources.glpi.words import status


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """Where a ticket tells when something is due, when it was done, and how long it took."""

    due: str
    name: str
    done: str
    taken: str


LEVELS: Final = (
    _Level(
        due="time_to_own",
        name="Time to own",
        done="takeintoaccountdate",
        taken="takeintoaccount_delay_stat",
    ),
    _Level(due="time_to_resolve", name="Time to resolve", done="solvedate", taken="solve_delay_stat"),
    _Level(
        due="internal_time_to_own",
        name="Internal time to own",
        done="takeintoaccountdate",
        taken="takeintoaccount_delay_stat",
    ),
    _Level(
        due="internal_time_to_resolve",
        name="Internal time to resolve",
        done="solvedate",
        taken="solve_delay_stat",
    ),
)
OVER: Final = frozenset({"solved", "closed"})


def verdicts(id_: str, item: Row, wall: WallClock, *, at: datetime) -> Iterator[Event]:
    """Yield a verdict for each service level that the ticket has."""
    for level in LEVELS:
        due_at = wall.read(item.get(level.due))
        if due_at is None or level.done not in item:
            continue
        yield Event(
            ticket_id=id_,
            type=EventType.SLA_NATIVE,
            at=at,
            native_id=f"sla:{level.due}",
            actor=Actor.SYSTEM,
            field=level.name,
            new=_verdict(item, level, due_at, done_at=wall.read(item[level.done])).text,
        )


def _verdict(item: Row, level: _Level, due_at: datetime, *, done_at: datetime | None) -> NativeVerdict:
    if done_at is None or (level.done == "solvedate" and status(item["status"]) not in OVER):
        waits = status(item["status"]) == "pending" and level.done == "solvedate"
        return NativeVerdict(outcome=Outcome.PAUSED if waits else Outcome.RUNNING, due_at=due_at)
    outcome = Outcome.MET if done_at <= due_at else Outcome.MISSED
    return NativeVerdict(outcome=outcome, due_at=due_at, elapsed_seconds=_seconds(item.get(level.taken)))


def _seconds(value: object) -> int | None:
    return int(value) if isinstance(value, int) and value > 0 else None
