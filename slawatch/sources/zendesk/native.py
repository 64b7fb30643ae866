"""Zendesk's own verdicts on its service levels, from a ticket's metric events. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome
from slawatch.sources.zendesk.history import time
from slawatch.sources.zendesk.rest import Row

NAMES: Final = {"total_resolution_time": "resolution_time"}
STATES: Final = {"activate": Outcome.RUNNING, "pause": Outcome.PAUSED, "fulfill": Outcome.MET}
TARGETS: Final = {"apply_sla": "sla", "apply_group_sla": "group_sla"}
OF_SERVICE_LEVELS: Final = frozenset({*TARGETS, "breach"})
"""Metric events that there are under service level policies only."""
BEHIND: Final = 2_000_000
"""Verdicts stand behind what happened in their second."""


@dataclass(slots=True)
class _Clock:
    """One metric of one ticket, as far as its events were told."""

    state: Outcome = Outcome.RUNNING
    breached_at: datetime | None = None
    target: int | None = None
    in_business_hours: bool = False
    elapsed: int | None = None

    def take(self, event: Row, at: datetime) -> None:
        kind = event["type"]
        if kind in STATES:
            self.state = STATES[kind]
        elif kind in TARGETS:
            self._aim(event.get(TARGETS[kind]))
        elif kind == "breach":
            self.breached_at = at
        elif kind == "update_status":
            status = event.get("status") or {}
            minutes = status.get("business" if self.in_business_hours else "calendar")
            self.elapsed = None if minutes is None else 60 * int(minutes)

    def verdict(self) -> NativeVerdict | None:
        if self.target is None:
            return None
        outcome = self.state if self.breached_at is None else Outcome.MISSED
        return NativeVerdict(
            outcome=outcome, due_at=self.breached_at, elapsed_seconds=self.elapsed, target_seconds=self.target
        )

    def _aim(self, sla: Row | None) -> None:
        """Take a target, in minutes unless its seconds are told; without one the ticket has no such service level."""
        sla = sla or {}
        seconds, minutes = sla.get("target_in_seconds"), sla.get("target")
        self.target = int(seconds) if seconds is not None else None if minutes is None else 60 * int(minutes)
        self.in_business_hours = bool(sla.get("business_hours"))
        self.breached_at = None  # a breach of another target is told again where it is one of this


def verdicts(ticket_id: str, told: Any) -> tuple[Event, ...]:  # noqa: ANN401  a list, or lists by metric
    """Return what Zendesk concluded, each time it did; nothing where no service level applies."""
    try:
        return _verdicts(ticket_id, told)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        text = f"its metric events can't be read: {type(error).__name__}: {error}"
        raise SkippableRow(text, row_id=ticket_id) from error


def _verdicts(ticket_id: str, told: Any) -> tuple[Event, ...]:  # noqa: ANN401  a list, or lists by metric
    rows = [row for rows in told.values() for row in rows] if isinstance(told, Mapping) else list(told)
    rows.sort(key=lambda row: (str(row["metric"]), int(row["instance_id"]), time(row["time"], ticket_id), row["id"]))
    clocks = groupby(rows, key=lambda row: (str(row["metric"]), int(row["instance_id"])))
    return tuple(event for key, some in clocks for event in _told(ticket_id, _name(*key), list(some)))


def _told(ticket_id: str, name: str, rows: Sequence[Row]) -> Iterator[Event]:
    clock, last = _Clock(), None
    for nth, row in enumerate(each for each in rows if not each.get("deleted")):
        at = time(row["time"], ticket_id)
        clock.take(row, at)
        verdict = clock.verdict()
        new = None if verdict is None else verdict.text
        if new != last:
            yield Event(
                ticket_id=ticket_id,
                type=EventType.SLA_NATIVE,
                at=at,
                order=BEHIND + nth,
                native_id=f"metric:{row['id']}",
                actor=Actor.SYSTEM,
                field=name,
                new=new,
            )
        last = new


def _name(metric: str, instance: int) -> str:
    """Return what the service level is called: the first reply and those after it are one metric in Zendesk."""
    if metric == "reply_time":
        return "first_reply_time" if instance <= 1 else "next_reply_time"
    return NAMES.get(metric, metric)
