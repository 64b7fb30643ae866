"""Tickets counted as they lie: open ones, those that nothing judges, those whose words nothing maps."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from slawatch.engine.columns import NEVER, TicketRows
from slawatch.engine.groups import grouped
from slawatch.engine.judge import UNMAPPED_PRIORITY, UNMAPPED_SERVICE, UNMAPPED_STATUS
from slawatch.engine.windows import Window
from slawatch.model.result import OpenTickets, SourceQuality, UnjudgedTickets

UNMAPPED: Final = {"status": UNMAPPED_STATUS, "priority": UNMAPPED_PRIORITY, "service": UNMAPPED_SERVICE}
"""Attribute -> its bit in TicketRows.unmapped."""


def recent(tickets: TicketRows, since: int) -> TicketRows:
    """Return the tickets that are open, or were created or done at or after an instant."""
    return tickets.take((tickets.done_at >= since) | (tickets.created_at >= since))


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


def quality(tickets: TicketRows, sources: Mapping[str, int]) -> Iterator[SourceQuality]:
    """Yield for each source (by its code) how many tickets have a raw word that nothing maps, also where none has."""
    for source, code in sources.items():
        unmapped = tickets.unmapped[tickets.source == code]
        for attribute, bit in UNMAPPED.items():
            yield SourceQuality(source=source, attribute=attribute, tickets=int(np.count_nonzero(unmapped & bit)))
