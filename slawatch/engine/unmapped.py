"""The raw words that nothing maps, each with the tickets and outages that it keeps from being judged as meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from slawatch.engine import workload
from slawatch.engine.columns import NEVER, Codes, Columns, Flags, OutageRows, TicketRows
from slawatch.engine.facts import Ints
from slawatch.engine.groups import Groups, grouped
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows, empty
from slawatch.engine.windows import retention_start
from slawatch.model.instant import from_epoch

ATTRIBUTES: Final = (*workload.UNMAPPED, "severity")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedWord:
    """One raw word of one attribute of a source. Counts are of what slawatch_source_unmapped_* count."""

    source: str
    attribute: str
    """One of ATTRIBUTES."""
    word: str
    """As the source tells it, of any length; empty where it tells none."""
    tickets: int
    open_tickets: int
    outages: int
    since: datetime
    """When the oldest of them was created, or began."""
    newest_at: datetime
    newest_ticket: int | None
    """The store's number of the newest; None where no ticket tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mentions(Columns):
    """One row a ticket or outage and an attribute of it that nothing maps."""

    source: Codes
    attribute: Codes
    word: Codes
    at: Ints
    ticket: Ints
    is_open: Flags
    is_outage: Flags


def unmapped_words(plan: Plan, rows: Rows, *, as_of: datetime) -> tuple[UnmappedWord, ...]:
    """Return them by source and attribute, those of most tickets and outages first."""
    since = retention_start(plan.definitions.agreements, as_of)
    tickets, outages = workload.recent(rows.tickets, since), workload.recent_outages(rows.outages, since)
    services = [plan.words.code(service) for service in plan.definitions.services]
    told = _Mentions.joined([empty(_Mentions), *_of_tickets(tickets), *_of_outages(outages, services)])
    ours = [word for word in _counted(told, plan.words.words) if word.source in plan.definitions.mappings]
    sources = list(plan.definitions.mappings)
    return tuple(sorted(ours, key=lambda each: _place(each, sources)))


def _place(each: UnmappedWord, sources: Sequence[str]) -> tuple[int, int, int, str]:
    return (
        sources.index(each.source),
        ATTRIBUTES.index(each.attribute),
        -each.tickets - each.outages,
        each.word,
    )


def _of_tickets(tickets: TicketRows) -> Iterator[_Mentions]:
    raw = workload.raw_words(tickets)
    for attribute, bit in workload.UNMAPPED.items():
        lost = np.flatnonzero(tickets.unmapped & bit)
        yield _Mentions(
            source=tickets.source[lost],
            attribute=np.full(len(lost), ATTRIBUTES.index(attribute), np.int32),
            word=raw[attribute][lost],
            at=tickets.created_at[lost],
            ticket=tickets.ticket[lost],
            is_open=tickets.done_at[lost] == NEVER,
            is_outage=np.zeros(len(lost), np.bool_),
        )


def _of_outages(outages: OutageRows, services: Sequence[int]) -> Iterator[_Mentions]:
    # A service that no map touches is told as it is, so one that is not defined may have a code of its own.
    service = np.where(outages.service == 0, outages.raw_service, outages.service)
    lost = {"service": ~np.isin(outages.service, services), "severity": outages.unmapped}
    told = {"service": service, "severity": outages.raw_severity}
    for attribute, flags in lost.items():
        own = outages.take(flags)
        yield _Mentions(
            source=own.source,
            attribute=np.full(len(own), ATTRIBUTES.index(attribute), np.int32),
            word=told[attribute][flags],
            at=own.started_at,
            ticket=own.ticket,
            is_open=np.zeros(len(own), np.bool_),
            is_outage=np.ones(len(own), np.bool_),
        )


def _counted(told: _Mentions, words: Sequence[str]) -> Iterator[UnmappedWord]:
    """Yield each word with what all rows that share it come to; its example is a ticket where there is any."""
    groups = grouped(told.source, told.attribute, told.word)
    columns = (
        _sizes(groups, ~told.is_outage),
        _sizes(groups, told.is_open),
        _sizes(groups, told.is_outage),
        groups.least(told.at).tolist(),
        _newest(groups, told),
    )
    for (source, attribute, word), tickets, open_tickets, outages, since, newest in zip(
        groups.keys, *columns, strict=True
    ):
        ticket = int(told.ticket[newest])
        yield UnmappedWord(
            source=words[source],
            attribute=ATTRIBUTES[attribute],
            word=words[word],
            tickets=tickets,
            open_tickets=open_tickets,
            outages=outages,
            since=from_epoch(since),
            newest_at=from_epoch(int(told.at[newest])),
            newest_ticket=ticket if ticket >= 0 else None,
        )


def _sizes(groups: Groups, counted: Flags) -> list[int]:
    sizes: list[int] = np.bincount(groups.member[counted], minlength=len(groups.keys)).tolist()
    return sizes


def _newest(groups: Groups, told: _Mentions) -> list[int]:
    """Return the position of each group's newest ticket, of its newest outage where it has no ticket."""
    newest = np.zeros(len(groups.keys), np.int64)
    order = np.lexsort((told.ticket, told.at, ~told.is_outage))
    newest[groups.member[order]] = order  # of several in one place the last one stays
    places: list[int] = newest.tolist()
    return places
