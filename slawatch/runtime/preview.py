"""Tickets as the configuration would map and judge them, without a word that people wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from slawatch.engine.columns import TicketRows
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.ticket import StatusClass
from slawatch.runtime.listing import TimerLine, timer_lines
from slawatch.store.contract import Store

_CLASSES: Final = tuple(StatusClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedTicket:
    """A ticket as it stands at an instant."""

    id: str
    key: str
    created_at: datetime
    status: str
    """The raw one, empty where none was told."""
    status_class: str
    kind: str
    """Empty where nothing maps it, as the two that follow."""
    service: str
    priority: str
    timers: tuple[TimerLine, ...]


def previewed(store: Store, plan: Plan, source: str) -> list[PreviewedTicket]:
    """Return every ticket of a source at its watermark, the youngest first."""
    through = store.state(source).complete_through
    if through is None:
        return []
    lines = timer_lines(store, plan, as_of=None, objectives=frozenset())
    timers = {id_: tuple(own) for (_, id_), own in groupby(lines, attrgetter("source", "ticket"))}
    statuses = {standing.id: standing.status or "" for standing in store.standings(source)}
    told: list[PreviewedTicket] = []
    for facts in store.facts(source):
        rows = judged(facts, plan, horizon=epoch(through)).tickets
        keys = {number: ticket.key for number, ticket in store.tickets(source, facts.tickets.tolist()).items()}
        told += _told(facts, rows, plan, keys=keys, statuses=statuses, timers=timers)
    return sorted(told, key=lambda each: (each.created_at, each.id), reverse=True)


def _told(  # noqa: PLR0913  a ticket's row and what is known of it elsewhere
    facts: Facts,
    rows: TicketRows,
    plan: Plan,
    *,
    keys: dict[int, str],
    statuses: dict[str, str],
    timers: dict[str, tuple[TimerLine, ...]],
) -> Iterator[PreviewedTicket]:
    names, word = dict(zip(facts.tickets.tolist(), facts.ids, strict=True)), plan.words.words
    columns = (rows.ticket, rows.created_at, rows.status_class, rows.kind, rows.service, rows.priority)
    for number, created, status, kind, service, priority in zip(*(c.tolist() for c in columns), strict=True):
        id_ = names[number]
        yield PreviewedTicket(
            id=id_,
            key=keys[number],
            created_at=from_epoch(created),
            status=statuses.get(id_, ""),
            status_class=_CLASSES[status],
            kind=word[kind],
            service=word[service],
            priority=word[priority],
            timers=timers.get(id_, ()),
        )
