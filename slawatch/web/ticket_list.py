"""The lists of tickets: what is due next, what is overdue, what was missed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from slawatch.engine.columns import Flags
from slawatch.engine.listed_timers import FACETS, TimerList, TimerState
from slawatch.model.result import Band
from slawatch.web.documents import list_head
from slawatch.web.filters import TicketFilters, known_ids, removable, ticket_filters
from slawatch.web.question import Answer, Question
from slawatch.web.ticket_columns import Column, columns
from slawatch.web.ticket_line import Line, of_line
from slawatch.web.ticket_tabs import Tab, tabs
from slawatch.web.tickets_aside import quarantined, unmapped

PER_PAGE: Final = 50
MOST_CHOICES: Final = 40
"""Words of a filter that are offered; others can be written into the address."""
BAND_WORDS: Final = {
    Band.LT_50: "under 50 %",
    Band.FROM_50: "50 to 75 %",
    Band.FROM_75: "75 to 90 %",
    Band.FROM_90: "90 to 100 %",
    Band.OVERDUE: "overdue",
}
STATE_WORDS: Final = {
    TimerState.BREACHED: "breached",
    TimerState.RUNNING: "running",
    TimerState.PAUSED: "paused",
    TimerState.UNMAPPED: "unmapped",
}
FACET_WORDS: Final = {
    "service_id": "Service",
    "sla": "Agreement",
    "objective": "Objective",
    "priority": "Priority",
    "source": "Source",
    "band": "Target used",
    "state": "State",
    "due_within": "Due within",
}
SOON: Final = ("30m", "2h", "8h", "24h")


class Choice(NamedTuple):
    """A word that a filter may have."""

    text: str
    number: int | None
    href: str
    chosen: bool


class Unmatched(NamedTuple):
    """A filter through which no open timer goes."""

    name: str
    words: str
    unknown: str
    """The words that nothing bears; empty where all are known."""
    known: str


@dataclass(frozen=True)
class TicketList:
    """The page."""

    question: Question
    filters: TicketFilters

    @cached_property
    def _chosen(self) -> Flags:
        return self.timers.chosen(self.filters.wanted(self.question.now))

    @cached_property
    def timers(self) -> TimerList:
        """All timers of the list."""
        inquiry = self.question.inquiry
        return inquiry.missed_timers[self.filters.period] if self.is_missed else inquiry.open_timers

    @property
    def is_missed(self) -> bool:
        """Whether it is of the missed ones."""
        return self.filters.list == "missed"

    @property
    def tabs(self) -> Sequence[Tab]:
        """The lists that there are."""
        return tabs(self.question, self.filters)

    @property
    def columns(self) -> Sequence[Column]:
        """The heads of the table, each with the address of the list in that order."""
        return columns(self.question.links, self.filters)

    @cached_property
    def bands(self) -> Mapping[Band, int]:
        """How many of those asked for there are in each band."""
        return self.timers.bands(self._chosen)

    @property
    def total(self) -> int:
        """How many are asked for."""
        return sum(self.bands.values())

    @property
    def band_words(self) -> Mapping[Band, str]:
        """The bands in words."""
        return BAND_WORDS

    @property
    def labels(self) -> Mapping[str, str]:
        """The columns in words, by the English ones."""
        return {each.name: self.question.speech.say(each.name) for each in self.columns}

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return self.bands[Band.OVERDUE]

    @property
    def pages(self) -> int:
        """How many pages they fill, at least one."""
        return max(-(-self.total // PER_PAGE), 1)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """Those of this page."""
        first = (self.filters.page - 1) * PER_PAGE
        told = self.timers.told(self._chosen, first=first, most=PER_PAGE, order=self.filters.order)
        return [Line(self.question, each) for each in self.question.inquiry.named(told)]

    def page_href(self, page: int) -> str:
        """Return the address of another page of the list."""
        return self.question.links.tickets(self.filters.address, page=str(page))

    @cached_property
    def unmatched(self) -> Sequence[Unmatched]:
        """The filters that no open timer passes, each by itself; asked for where nothing is left."""
        return [] if self.total else list(self._unmatched())

    def _unmatched(self) -> Iterator[Unmatched]:
        ids = known_ids(self.question.inquiry.definitions)
        for name, flags in self.timers.filters(self.filters.wanted(self.question.now)).items():
            asked = self.filters.told[name]
            unknown = [word for word in asked if name in ids and word not in ids[name]]
            if unknown or not flags.any():
                there_are = ", ".join(sorted(ids.get(name, frozenset()))[:MOST_CHOICES])
                yield Unmatched(name, ", ".join(asked), ", ".join(unknown), there_are)

    @property
    def removable(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        return removable(self.filters.told, lambda name: self.question.links.tickets(self._address(name)))

    @property
    def choices(self) -> Mapping[str, Sequence[Choice]]:
        """By filter, in words: the words that it may have."""
        told = {FACET_WORDS[facet]: self._choices(facet) for facet in FACETS}
        soon = [] if self.is_missed else [self._choice("due_within", time, None, time) for time in SOON]
        return {name: found for name, found in {**told, FACET_WORDS["due_within"]: soon}.items() if found}

    def _choices(self, facet: str) -> Sequence[Choice]:
        counts = self.timers.counts(facet, self.filters.wanted(self.question.now))
        order = list(BAND_WORDS if facet == "band" else STATE_WORDS if facet == "state" else sorted(counts))
        words = [word for word in order if counts.get(word)]
        return [
            self._choice(facet, word, counts[word], self._named(facet, word)) for word in words[:MOST_CHOICES] if word
        ]

    def _choice(self, facet: str, word: str, count: int | None, text: str) -> Choice:
        told, before = self._address(facet), self.filters.told.get(facet, ())
        chosen = word in before
        rest = [each for each in before if each != word] if chosen else [word]
        return Choice(text, count, self.question.links.tickets({**told, facet: rest}), chosen)

    def _address(self, without: str) -> Mapping[str, Sequence[str]]:
        return {name: words for name, words in self.filters.address.items() if name != without}

    def _named(self, facet: str, word: str) -> str:
        say = self.question.speech.say
        match facet:
            case "service_id":
                return self.question.service(word)
            case "sla":
                return self.question.agreement(word)
            case "band":
                return say(BAND_WORDS[Band(word)])
            case "state":
                return say(STATE_WORDS[TimerState(word)])
        return word

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **list_head(self.question.snapshot),
            "list": self.filters.list,
            "period": self.filters.period if self.is_missed else None,
            "sort": self.filters.sort,
            "filters": dict(self.filters.told),
            "unmatched": [each.name for each in self.unmatched],
            "total": self.total,
            "bands": dict(self.bands),
            "page": self.filters.page,
            "pages": self.pages,
            "timers": [of_line(line) for line in self.lines],
        }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    filters = ticket_filters(question.query, question.inquiry.definitions)
    if filters.list == "unmapped":
        return unmapped(question, filters)
    if filters.list == "quarantined":
        return quarantined(question, filters)
    told = TicketList(question, filters)
    title = question.speech.counted(told.total, "missed timer" if told.is_missed else "open timer")
    return Answer(template="tickets.html", title=title, view=told, document=told.document)
