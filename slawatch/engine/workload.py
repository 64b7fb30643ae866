"""Tickets counted as they lie: open ones, those that nothing judges, those whose words nothing maps."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER, Codes, Flags, OutageRows, TicketRows
from slawatch.engine.groups import grouped
from slawatch.engine.judge import UNMAPPED_CHANGE_TYPE, UNMAPPED_PRIORITY, UNMAPPED_SERVICE, UNMAPPED_STATUS
from slawatch.engine.windows import Window
from slawatch.model.mapping import CHANGE_TYPE
from slawatch.model.result import OpenTickets, SourceQuality, UnjudgedTickets

UNMAPPED: Final = {
    "status": UNMAPPED_STATUS,
    "priority": UNMAPPED_PRIORITY,
    "service": UNMAPPED_SERVICE,
    CHANGE_TYPE: UNMAPPED_CHANGE_TYPE,
}
"""Attribute -> its bit in TicketRows.unmapped."""


def raw_words(tickets: TicketRows) -> Mapping[str, Codes]:
    """Return by attribute the columns of raw words that nothing maps."""
    return {
        "status": tickets.raw_status,
        "priority": tickets.raw_priority,
        "service": tickets.raw_service,
        CHANGE_TYPE: tickets.raw_change_type,
    }


def recent(tickets: TicketRows, since: int) -> TicketRows:
    """Return the tickets that are open, or were created or done at or after an instant."""
    return tickets.take((tickets.done_at >= since) | (tickets.created_at >= since))


def recent_outages(outages: OutageRows, since: int) -> OutageRows:
    """Return the outages that last, or ended after an instant."""
    return outages.take(outages.ended_at > since)


def open_tickets(tickets: TicketRows, words: Sequence[str]) -> Mapping[str, tuple[OpenTickets, ...]]:
    """Return the tickets that are not done by service, then by kind and priority."""
    rows = tickets.take(tickets.done_at == NEVER)
    groups = grouped(rows.service, rows.kind, rows.priority)
    found: dict[str, list[OpenTickets]] = defaultdict(list)
    for (service, kind, priority), count in zip(groups.keys, groups.sizes, strict=True):
        found[words[service]].append(OpenTickets(kind=words[kind], priority=words[priority], tickets=count))
    return {service: tuple(counts) for service, counts in found.items()}


def of_services(tickets: TicketRows, services: Mapping[str, int]) -> Iterator[tuple[str, TicketRows]]:
    """Yield the tickets of each service (by its code), then under "" those of no service that is defined."""
    for service, code in services.items():
        yield service, tickets.take(tickets.service == code)
    yield "", tickets.take(~np.isin(tickets.service, list(services.values())))


def unjudged(
    tickets: TicketRows, windows: Sequence[Window], service: str, words: Sequence[str]
) -> Iterator[UnjudgedTickets]:
    """Yield by kind how many of a service's tickets were created in each window and match no objective."""
    rows = tickets.take(~tickets.judged)
    for window in windows:
        start, end = window.span
        kinds = grouped(rows.kind[(start <= rows.created_at) & (rows.created_at < end)])
        for (kind,), count in zip(kinds.keys, kinds.sizes, strict=True):
            yield UnjudgedTickets(service_id=service, kind=words[kind], period=window.relative, tickets=count)


def quality(
    tickets: TicketRows, outages: OutageRows, sources: Mapping[str, int], services: Collection[int]
) -> Iterator[SourceQuality]:
    """Yield for each source (by its code) how many facts have a raw word that nothing maps, also where none has.

    An outage of a service that is not defined (by its code) is none of any service.
    """
    for source, code in sources.items():
        unmapped, own = tickets.unmapped[tickets.source == code], outages.take(outages.source == code)
        lost = {"service": ~np.isin(own.service, list(services)), "severity": own.unmapped}
        for attribute in (*UNMAPPED, "severity"):
            yield SourceQuality(
                source=source,
                attribute=attribute,
                tickets=_count(unmapped & UNMAPPED[attribute]) if attribute in UNMAPPED else None,
                outages=_count(lost[attribute]) if attribute in lost else None,
            )


def _count(flags: Flags | NDArray[np.uint8]) -> int:
    return int(np.count_nonzero(flags))
