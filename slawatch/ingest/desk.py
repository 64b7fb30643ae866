"""What a ticketing system that lists its tickets by their last change is asked, one feed of them at a time."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from slawatch.errors import SlawatchError
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.model.event import Event
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.ticket import Ticket

Row = Mapping[str, Any]
"""A ticket as a list of the system shows it."""


class AbsentError(SlawatchError):
    """The system does not show a ticket any more."""

    def __init__(self, why: Literal["deleted", "merged", "moved", "forbidden"]) -> None:
        super().__init__(why)
        self.why: Literal["deleted", "merged", "moved", "forbidden"] = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that is known of one ticket."""

    ticket: Ticket
    events: tuple[Event, ...] = ()
    outages: tuple[Outage, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()


class Desk(ABC):
    """One feed of tickets (a table, a project, all there is) during one pass."""

    shape: Shape
    """Looks over the rows; what it did not expect is counted."""

    @abstractmethod
    def server_time(self) -> datetime:
        """Return the server's own clock; what is read afterwards knows everything until then."""

    @abstractmethod
    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages of the tickets that changed at that instant or later, by their last change; None: of all."""

    @abstractmethod
    def newest(self) -> Stamp | None:
        """Return the ticket that changed last, by a question without a filter on times; None where there is none."""

    @abstractmethod
    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and status of a row; a time that is none is None. SkippableRow where it has no id."""

    @abstractmethod
    def told(self, row: Row) -> Told:
        """Return a ticket whole, its history asked after its row; SkippableRow or AbsentError where that can't be.

        An error of a request is let through: whether the ticket is gone, or only a part of it refused, `row` tells.
        """

    @abstractmethod
    def row(self, id_: str) -> Row:
        """Return a ticket's row by its id; AbsentError, or a 403, 404 or 410 as it comes, where there is none."""

    def prepare(self, rows: Sequence[Row]) -> None:  # noqa: B027  a choice
        """Ask at once what `told` will need of several rows, where the system can tell that."""

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the tickets that there are; closed ones too where the system has no cheaper question."""
        del open_only
        for rows in self.changed(None):
            yield from map(self.stamp, rows)

    def owns(self, id_: str) -> bool:
        """Tell whether an id is one of this feed."""
        del id_
        return True

    def expected(self, since: datetime | None) -> int | None:
        """Return how many rows `changed` will bring, None where the system does not tell."""
        del since
        return None
