"""The lists of tickets that there are, each with how many stand in it under the same filters."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from slawatch.engine.listed_timers import Wanted
from slawatch.model.result import Relative
from slawatch.web.filters import TicketFilters
from slawatch.web.question import Question

SOON: Final = "8h"
"""Within a working day."""
_ABOUT: Final = ("service_id", "sla", "objective", "priority", "source")
"""Filters that go along from list to list; how a timer stands does not."""
_OF_TICKETS: Final = ("service_id", "source")
_WORST: Final = frozenset({"Overdue", "Missed this period"})


class Tab(NamedTuple):
    """A list."""

    name: str
    number: int
    href: str
    is_here: bool

    @property
    def tone(self) -> str:
        """The class of its colour."""
        return "breached" if self.name in _WORST and self.number else ""


def tabs(question: Question, filters: TicketFilters) -> Sequence[Tab]:
    """Return the lists; of what nobody can tell whose it is, only who sees everything has one."""
    kept = {name: words for name, words in filters.facets.items() if name in _ABOUT}
    return [*_of_timers(question, filters, kept), *_of_tickets(question, filters, kept)]


def _of_timers(question: Question, filters: TicketFilters, kept: Mapping[str, Sequence[str]]) -> Sequence[Tab]:
    links, inquiry = question.links, question.inquiry
    about = TicketFilters(facets=kept)
    soon = TicketFilters(facets=kept, due_within=SOON)
    over = TicketFilters(facets={**kept, "state": ["breached"]})
    told = [("Open timers", about), ("Due within 8 h", soon), ("Overdue", over)]
    found = [
        Tab(
            name,
            int(inquiry.open_timers.chosen(each.wanted(question.now)).sum()),
            links.tickets(each.told),
            filters.list == "open" and filters.told == each.told,
        )
        for name, each in told
    ]
    for name, period in (("Missed this period", Relative.CURRENT), ("Missed last period", Relative.PREVIOUS)):
        missed = TicketFilters(facets=kept, list="missed", period=period)
        number = int(inquiry.missed_timers[period].chosen(_wanted(kept)).sum())
        here = filters.list == "missed" and filters.period is period
        found.append(Tab(name, number, links.tickets(missed.address), here))
    return found


def _of_tickets(question: Question, filters: TicketFilters, kept: Mapping[str, Sequence[str]]) -> Sequence[Tab]:
    links, inquiry = question.links, question.inquiry
    own = {name: kept[name] for name in _OF_TICKETS if name in kept}
    chosen = inquiry.unmapped_tickets.chosen(services=own.get("service_id", ()), sources=own.get("source", ()))
    bad = sum(inquiry.quarantine_size(name) for name in inquiry.definitions.mappings)
    return [
        Tab("Unmapped", int(chosen.sum()), links.tickets({**own, "list": ["unmapped"]}), filters.list == "unmapped"),
        Tab("Quarantined", bad, links.tickets(list="quarantined"), filters.list == "quarantined"),
    ]


def _wanted(kept: Mapping[str, Sequence[str]]) -> Wanted:
    return Wanted(facets={name: frozenset(words) for name, words in kept.items()})
