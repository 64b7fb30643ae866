"""Tickets that are not judged as meant: those with words that nothing maps, and rows that can't be read at all."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final

from slawatch.engine.unmapped_tickets import UnmappedTicket
from slawatch.model.ticket import Ticket
from slawatch.web.documents import list_head
from slawatch.web.filters import TicketFilters
from slawatch.web.question import Answer, Question
from slawatch.web.ticket_tabs import Tab, tabs

PER_PAGE: Final = 50
LONGEST_WORD: Final = 100


@dataclass(frozen=True)
class Aside:
    """What both lists show."""

    question: Question
    filters: TicketFilters

    @property
    def tabs(self) -> Sequence[Tab]:
        """The lists that there are."""
        return tabs(self.question, self.filters)


@dataclass(frozen=True)
class UnmappedList(Aside):
    """Tickets with words that nothing maps."""

    @cached_property
    def _chosen(self) -> Any:  # noqa: ANN401  flags
        facets = self.filters.facets
        services, sources = facets.get("service_id", ()), facets.get("source", ())
        return self.question.inquiry.unmapped_tickets.chosen(services=services, sources=sources)

    @property
    def total(self) -> int:
        """How many there are."""
        return int(self._chosen.sum())

    @property
    def pages(self) -> int:
        """How many pages they fill, at least one."""
        return max(-(-self.total // PER_PAGE), 1)

    @cached_property
    def lines(self) -> Sequence[tuple[UnmappedTicket, Ticket]]:
        """Those of this page, with their names."""
        inquiry, first = self.question.inquiry, (self.filters.page - 1) * PER_PAGE
        told = inquiry.unmapped_tickets.told(self._chosen, first=first, most=PER_PAGE)
        names = inquiry.tickets((each.source, each.number) for each in told)
        return [(each, names[each.source, each.number]) for each in told if (each.source, each.number) in names]

    def page_href(self, page: int) -> str:
        """Return the address of another page of the list."""
        return self.question.links.tickets(self.filters.address, page=str(page))

    @staticmethod
    def cut(word: str) -> str:
        """Return a raw word, cut off where it is long."""
        return word if len(word) <= LONGEST_WORD else f"{word[:LONGEST_WORD]}…"

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **list_head(self.question.snapshot),
            "list": self.filters.list,
            "filters": dict(self.filters.told),
            "total": self.total,
            "page": self.filters.page,
            "pages": self.pages,
            "tickets": [_document(each, ticket) for each, ticket in self.lines],
        }


@dataclass(frozen=True)
class QuarantinedList(Aside):
    """How many rows of each source can't be read."""

    @cached_property
    def sources(self) -> Sequence[tuple[str, int]]:
        """By source how many."""
        inquiry = self.question.inquiry
        return [(name, inquiry.quarantine_size(name)) for name in inquiry.definitions.mappings]

    @property
    def total(self) -> int:
        """How many there are of all sources."""
        return sum(number for _, number in self.sources)

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        told = {name: number for name, number in self.sources if number}
        return {**list_head(self.question.snapshot), "list": self.filters.list, "total": self.total, "sources": told}


def unmapped(question: Question, filters: TicketFilters) -> Answer:
    """Return the list of tickets with words that nothing maps."""
    told = UnmappedList(question, filters)
    title = question.speech.say("{n} tickets with unmapped words", n=f"{told.total:,}")
    return Answer(template="tickets_unmapped.html", title=title, view=told, document=told.document)


def quarantined(question: Question, filters: TicketFilters) -> Answer:
    """Return the sources with rows that can't be read."""
    told = QuarantinedList(question, filters)
    title = question.speech.say("{n} rows that can't be read", n=f"{told.total:,}")
    return Answer(template="tickets_quarantined.html", title=title, view=told, document=told.document)


def _document(told: UnmappedTicket, ticket: Ticket) -> Mapping[str, Any]:
    words = [{"attribute": name, "word": word} for name, word in told.words]
    return {**asdict(told), "ticket": ticket.id, "key": ticket.key, "words": words}
