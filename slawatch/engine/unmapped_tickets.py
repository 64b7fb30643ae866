"""The tickets that have words which nothing maps, and so may be judged otherwise than was meant, or not at all."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from slawatch.engine import workload
from slawatch.engine.columns import NEVER, Codes, Flags, TicketRows
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.windows import retention_start
from slawatch.model.instant import from_epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedTicket:
    """A ticket and its raw words that nothing maps."""

    source: str
    number: int
    """The store's number of it."""
    service_id: str
    """Empty where not mapped."""
    created_at: datetime
    is_open: bool
    judged: bool
    """Whether an objective judges it nonetheless."""
    words: tuple[tuple[str, str], ...]
    """Attribute and raw word."""


class UnmappedTickets:
    """Those that are open or were created or done in the periods that count, the newest first."""

    def __init__(self, plan: Plan, rows: Rows, *, as_of: datetime) -> None:
        recent = workload.recent(rows.tickets, retention_start(plan.definitions.agreements, as_of))
        sources = [plan.words.code(name) for name in plan.definitions.mappings]
        found = recent.take((recent.unmapped > 0) & np.isin(recent.source, sources))
        self._rows = found.take(np.lexsort((found.ticket, -found.created_at)))
        self._words = plan.words.words

    def chosen(self, *, services: Collection[str], sources: Collection[str]) -> Flags:
        """Tell of each whether it is of one of some services and sources; none named: of any."""
        return self._among(self._rows.service, services) & self._among(self._rows.source, sources)

    def told(self, chosen: Flags, *, first: int, most: int) -> Sequence[UnmappedTicket]:
        """Return at most so many of the chosen, from the `first` on."""
        return tuple(_told(self._rows.take(np.flatnonzero(chosen)[first : first + most]), self._words))

    def _among(self, column: Codes, names: Collection[str]) -> Flags:
        if not names:
            return np.ones(len(self._rows), np.bool_)
        return np.isin(column, [code for code, word in enumerate(self._words) if word in names])


def _told(rows: TicketRows, words: Sequence[str]) -> Iterator[UnmappedTicket]:
    raw = workload.raw_words(rows)
    for place in range(len(rows)):
        lost = [name for name, bit in workload.UNMAPPED.items() if rows.unmapped[place] & bit]
        yield UnmappedTicket(
            source=words[rows.source[place]],
            number=int(rows.ticket[place]),
            service_id=words[rows.service[place]],
            created_at=from_epoch(int(rows.created_at[place])),
            is_open=bool(rows.done_at[place] == NEVER),
            judged=bool(rows.judged[place]),
            words=tuple((name, words[raw[name][place]]) for name in lost),
        )
