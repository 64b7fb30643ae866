"""How the tickets were at the last look, as it is kept in a cursor."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self

from slawatch.errors import FatalSourceError
from slawatch.ingest.snapshot import LastSeen, Seen
from slawatch.ingest.source import Batch, Cursor
from slawatch.model.event import Event, EventType
from slawatch.model.instant import epoch, from_epoch

KEPT: Final = timedelta(days=2)
"""For so long closed tickets are kept: a re-scan reads those of the last day again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was told of the tickets that are open, or were closed lately. Immutable: what fails is compared again."""

    last: LastSeen = field(default_factory=LastSeen)
    closed: Mapping[str, datetime] = field(default_factory=dict)
    """The last change of closed tickets."""

    @classmethod
    def unpacked(cls, cursor: Cursor | None) -> tuple[Cursor | None, Self]:
        """Return the position that a cursor holds and the memory; None is the beginning."""
        if cursor is None:
            return None, cls()
        try:
            held = json.loads(cursor)
            closed = {id_: from_epoch(at) for id_, at in held.get("closed", {}).items()}
            return held["position"], cls(last=LastSeen.read(held["seen"]), closed=closed)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FatalSourceError("the cursor is none of this source; `slawatch sync --full` reads anew") from error

    def packed(self, position: Cursor | None) -> Cursor:
        """Return it as a cursor with a position."""
        closed = {id_: epoch(at) for id_, at in self.closed.items()}
        return json.dumps({"position": position, "seen": self.last.text(), "closed": closed})

    def after(self, seen: Collection[Seen], batch: Batch, *, closed: str, now: datetime) -> Self:
        """Return it once a batch is told; `closed` is the status of which tickets are forgotten after a while."""
        told = {ticket.id: ticket.updated_at or now for ticket in batch.tickets}
        ended = {id_ for id_, word in _statuses(batch.events).items() if word == closed}
        all_ = {**self.closed, **told}
        kept = {id_: at for id_, at in all_.items() if id_ in ended or (id_ in self.closed and id_ not in told)}
        over = [id_ for id_, at in kept.items() if at < now - KEPT]
        last = self.last.after(*seen, at=batch.complete_through)
        return type(self)(
            last=last.without(*over) if over else last,
            closed={id_: at for id_, at in kept.items() if at >= now - KEPT},
        )


def _statuses(events: Collection[Event]) -> Mapping[str, str | None]:
    changes = (event for event in events if event.type is EventType.STATUS)
    return {event.ticket_id: event.new for event in sorted(changes, key=lambda event: (event.at, event.order))}
