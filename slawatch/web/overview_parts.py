"""What the overview is put together of: groups of objectives, and words of filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from slawatch.errors import StoreError
from slawatch.model.result import ServiceState
from slawatch.runtime.inquiry import Inquiry
from slawatch.web.figure_row import Row


class Choice(NamedTuple):
    """A word that a filter may have."""

    text: str
    number: int
    href: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    """Objectives of one service, of services together, or of one agreement."""

    id: str
    rows: Sequence[Row]
    state: ServiceState | None
    """How the service stands now; None where it is no single service."""
    services: Sequence[str]
    """The services that are judged together; empty otherwise."""
    outages: int | None
    """Of the service in the current period, under the agreement that counts most of them; None: none is known of."""
    is_stale: bool

    @property
    def open_tickets(self) -> int:
        """Tickets of the service that are not done."""
        return sum(told.tickets for told in self.state.open_tickets) if self.state else 0


class Waiting(NamedTuple):
    """What the improvement register waits for."""

    unanswered: int | None
    """Breaches and outages that nobody has answered; None while older periods are not read yet."""
    overdue: int
    """Actions whose day has passed."""


NOTHING_WAITS: Final = Waiting(0, 0)


def waiting(inquiry: Inquiry | None, now: datetime) -> Waiting:
    """Return what waits; nothing where the database does not answer, which is told elsewhere and hides no figure."""
    if inquiry is None:
        return NOTHING_WAITS
    known = inquiry.improvement
    try:
        unanswered = len(known.unanswered(now)) if inquiry.older_periods_read else None
        return Waiting(unanswered, len(known.register.overdue(inquiry.definitions, now)))
    except StoreError:
        return NOTHING_WAITS
