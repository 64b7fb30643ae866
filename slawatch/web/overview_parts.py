"""What the overview is put together of: groups of objectives, and words of filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from slawatch.model.result import ServiceState
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
