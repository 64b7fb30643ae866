"""The heads of the list of timers: what it can be sorted by."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from slawatch.engine.timer_order import Order, SortKey
from slawatch.web.filters import TicketFilters
from slawatch.web.links import Links

_OPEN: Final = (("Due", SortKey.DUE), ("Time left", SortKey.LEFT))
_MISSED: Final = (("Missed at", SortKey.BREACH), ("Missed by", SortKey.LEFT))
_FIRST_DOWN: Final = frozenset({SortKey.USED, SortKey.BREACH})
"""Of these the greatest is looked for first."""


class Column(NamedTuple):
    """A head."""

    name: str
    kind: str
    """The class of its cells."""
    href: str
    """The list sorted by it, the other way round where it is sorted by it already; empty where it can't be."""
    sorted: str
    """As aria-sort says it; empty where the list is not sorted by it."""


def columns(links: Links, filters: TicketFilters) -> Sequence[Column]:
    """Return the heads of a list."""
    last = _MISSED if filters.list == "missed" else _OPEN
    told = (
        ("Service", SortKey.SERVICE),
        ("Objective", SortKey.OBJECTIVE),
        ("Priority", SortKey.PRIORITY),
        ("Used", SortKey.USED),
        *last,
    )
    return [Column("Ticket", "", "", ""), *(_column(links, filters, name, key) for name, key in told)]


def _column(links: Links, filters: TicketFilters, name: str, key: SortKey) -> Column:
    order, down = filters.order, key in _FIRST_DOWN
    is_it = order is not None and order.by is key
    if order is not None and is_it:
        down = not order.descending
    href = links.tickets(replace(filters, order=Order(key, descending=down)).address)
    direction = "" if order is None or not is_it else _direction(order, is_turned=name == "Missed by")
    return Column(name, "number" if key is SortKey.USED else "", href, direction)


def _direction(order: Order, *, is_turned: bool) -> str:
    """Return how the shown values run; what is over grows as what is left sinks."""
    return "descending" if order.descending is not is_turned else "ascending"
