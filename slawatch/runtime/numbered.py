"""Tickets by the store's numbers of them, which is how the columns behind figures name them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from slawatch.engine.evidence import Numbered
from slawatch.model.ticket import Ticket
from slawatch.store.contract import Reader


def numbered(reader: Reader, numbers: Iterable[Numbered]) -> Mapping[Numbered, Ticket]:
    """Return tickets by source and number; none for numbers that the store does not know."""
    by_source: dict[str, set[int]] = defaultdict(set)
    for source, number in numbers:
        by_source[source].add(number)
    return {
        (source, number): ticket
        for source, wanted in by_source.items()
        for number, ticket in reader.tickets(source, wanted).items()
    }
