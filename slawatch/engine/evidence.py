"""What was told that figures of availability stand on, with the names under which people find it again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from slawatch.engine.columns import NEVER, ExclusionRows, OutageRows
from slawatch.engine.plan import Vocabulary
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval

Numbered = tuple[str, int]
"""A source, and the store's number of one of its tickets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOutage:
    """An outage as one source tells it, mapped to a service."""

    service_id: str
    source: str
    id: str
    """The source's own: of a ticket where a ticket tells it, else of the outage."""
    by_ticket: bool
    started_at: datetime
    ended_at: datetime | None
    """None while it lasts."""
    degraded: bool
    corrections: tuple[str, ...] = ()
    """The ids of those that count of it; its times are as they state them."""

    def touches(self, span: Interval) -> bool:
        """Tell whether it shares time with a stretch."""
        return self.started_at < span.end and (self.ended_at is None or self.ended_at > span.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldExclusion:
    """An exclusion as it was stated, mapped to a service."""

    service_id: str
    source: str
    id: str
    started_at: datetime
    ended_at: datetime
    reason: str
    author: str
    """Empty where nobody is named, as approved_by."""
    approved_by: str


def told_by_tickets(rows: OutageRows, names: Mapping[Numbered, str], words: Vocabulary) -> Iterator[ToldOutage]:
    """Yield the outages that tickets tell, under the tickets' ids; without those whose tickets have no name here."""
    columns = (rows.source, rows.ticket, rows.service, rows.started_at, rows.ended_at, rows.degraded)
    for source, ticket, service, started, ended, degraded in zip(*(each.tolist() for each in columns), strict=True):
        name = names.get((words.words[source], ticket))
        if name is not None:
            yield ToldOutage(
                service_id=words.words[service],
                source=words.words[source],
                id=name,
                by_ticket=True,
                started_at=from_epoch(started),
                ended_at=None if ended == NEVER else from_epoch(ended),
                degraded=degraded,
            )


def tickets_behind(rows: OutageRows | ExclusionRows, words: Vocabulary) -> frozenset[Numbered]:
    """Return the tickets that tell of outages or of exclusions."""
    told = zip(rows.source.tolist(), rows.ticket.tolist(), strict=True)
    return frozenset((words.words[source], ticket) for source, ticket in told if ticket >= 0)


def excluded_by_tickets(
    rows: ExclusionRows, names: Mapping[Numbered, str], words: Vocabulary
) -> Iterator[ToldExclusion]:
    """Yield the exclusions that tickets tell, under the tickets' ids; without those whose tickets have no name here."""
    columns = (rows.source, rows.ticket, rows.service, rows.started_at, rows.ended_at, rows.approver)
    for source, ticket, service, started, ended, approver in zip(*(each.tolist() for each in columns), strict=True):
        name = names.get((words.words[source], ticket))
        if name is not None:
            yield ToldExclusion(
                service_id=words.words[service],
                source=words.words[source],
                id=name,
                started_at=from_epoch(started),
                ended_at=from_epoch(ended),
                reason="change",
                author="",
                approved_by=words.words[approver],
            )
