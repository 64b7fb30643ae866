"""The list of services: how each stands now, and how its promises do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from slawatch.model.result import ObjectiveFigure, Relative, ServiceState
from slawatch.model.service import Service
from slawatch.speech.hours import hours_in_words
from slawatch.web.documents import list_head
from slawatch.web.figure_row import Row, rows, tallied
from slawatch.web.question import Answer, Question


@dataclass(frozen=True)
class ServiceLine:
    """A service."""

    question: Question
    service: Service
    rows: Sequence[Row]
    state: ServiceState | None
    outages: int | None
    """Of the current period, under the agreement that counts most of them; None where none is known of."""

    @property
    def tally(self) -> Sequence[Any]:
        """Its objectives by state, the worst first."""
        return tallied(self.rows) if self.rows else []

    @property
    def open_tickets(self) -> int | None:
        """Tickets that are not done; None while nothing is known of it."""
        if self.state is None or self.state.data_through is None:
            return None
        return sum(told.tickets for told in self.state.open_tickets)

    @property
    def hours(self) -> str:
        """Its service hours in words."""
        definitions = self.question.inquiry.definitions
        return hours_in_words(definitions.calendars[self.service.hours], self.question.speech)


@dataclass(frozen=True)
class ServiceList:
    """The page."""

    question: Question

    @cached_property
    def lines(self) -> Sequence[ServiceLine]:
        """Every service, in the order of the configuration."""
        snapshot = self.question.snapshot
        states = {state.service_id: state for state in snapshot.states}
        own: dict[str, list[ObjectiveFigure]] = {}
        for figure in snapshot.objectives:
            for service in figure.services or (figure.service_id,):
                own.setdefault(service, []).append(figure)
        return [
            ServiceLine(self.question, each, rows(own.get(id_, ())), states.get(id_), self._outages.get(id_))
            for id_, each in self.question.inquiry.definitions.services.items()
        ]

    @cached_property
    def _outages(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for figure in self.question.snapshot.services:
            if figure.period is Relative.CURRENT and figure.outages is not None:
                found[figure.service_id] = max(figure.outages, found.get(figure.service_id, 0))
        return found

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {**list_head(self.question.snapshot), "services": [_document(line) for line in self.lines]}


def answer(question: Question) -> Answer:
    """Return the list of services."""
    told = ServiceList(question)
    return Answer(template="services.html", title=question.speech.say("Services"), view=told, document=told.document)


def _document(line: ServiceLine) -> Mapping[str, Any]:
    service = line.service
    return {
        "service_id": service.id,
        "names": dict(service.names),
        "hours": service.hours,
        "owner": service.owner,
        "users": service.users,
        "state": None if line.state is None else asdict(line.state),
        "outages": line.outages,
        "objectives": {str(state): count for state, _, count in line.tally},
    }
