"""The list of open timers: what is due next, what is overdue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from slawatch.engine.columns import Flags
from slawatch.engine.open_timers import FACETS, OpenTimer, OpenTimers, TimerState
from slawatch.model.result import Band
from slawatch.runtime.inquiry import NamedTimer
from slawatch.web.documents import list_head
from slawatch.web.filters import TicketFilters, known_ids, ticket_filters
from slawatch.web.links import outside
from slawatch.web.question import Answer, Question

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
COLUMNS: Final = ("Ticket", "Service", "Objective", "Priority", "Used", "Due", "Time left")
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
class Line:
    """An open timer as the list shows it."""

    question: Question
    told: NamedTimer

    @property
    def timer(self) -> OpenTimer:
        """The timer."""
        return self.told.timer

    @property
    def href(self) -> str:
        """The ticket's page."""
        return self.question.links.ticket(self.timer.source, self.told.ticket.id)

    @property
    def tool(self) -> str | None:
        """The ticket's page in its tool."""
        return outside(self.told.ticket.url)

    @cached_property
    def zone(self) -> str:
        """The agreement's zone."""
        return self.timer.promise.agreement.timezone

    @property
    def objective_href(self) -> str:
        """The page of the figure that it counts in."""
        agreement = self.timer.promise.agreement
        service = agreement.judged_as(self.timer.service_id)
        return self.question.links.objective(service, agreement.id, self.timer.promise.objective.id)

    @property
    def used(self) -> str:
        """The share of the target that is used, cut off."""
        ratio = self.timer.used_ratio
        return "—" if ratio is None else f"{int(ratio * 100)} %"

    @property
    def bar(self) -> int:
        """The same as the width of a bar, 0..100."""
        return min(int((self.timer.used_ratio or 0) * 100), 100)

    @property
    def tone(self) -> str:
        """The class of its colour."""
        if self.timer.overdue:
            return "breached"
        return "at_risk" if self.timer.band is Band.FROM_90 else "met"


@dataclass(frozen=True)
class TicketList:
    """The page."""

    question: Question
    filters: TicketFilters

    @cached_property
    def _chosen(self) -> Flags:
        return self.timers.chosen(self.filters.wanted(self.question.now))

    @property
    def timers(self) -> OpenTimers:
        """All open timers."""
        return self.question.inquiry.open_timers

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
        return {name: self.question.speech.say(name) for name in COLUMNS}

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
        told = self.timers.told(self._chosen, first=first, most=PER_PAGE)
        return [Line(self.question, each) for each in self.question.inquiry.named(told)]

    def page_href(self, page: int) -> str:
        """Return the address of another page of the list."""
        return self.question.links.tickets(self.filters.told, page=str(page))

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
        links = self.question.links
        return [
            (f"{name}={','.join(words)}", links.tickets(self.filters.without(name)))
            for name, words in self.filters.told.items()
        ]

    @property
    def choices(self) -> Mapping[str, Sequence[Choice]]:
        """By filter, in words: the words that it may have."""
        told = {FACET_WORDS[facet]: self._choices(facet) for facet in FACETS}
        soon = [self._choice("due_within", time, None, time) for time in SOON]
        return {name: found for name, found in {**told, FACET_WORDS["due_within"]: soon}.items() if found}

    def _choices(self, facet: str) -> Sequence[Choice]:
        counts = self.timers.counts(facet)
        order = list(BAND_WORDS if facet == "band" else STATE_WORDS if facet == "state" else sorted(counts))
        words = [word for word in order if counts.get(word)]
        return [
            self._choice(facet, word, counts[word], self._named(facet, word)) for word in words[:MOST_CHOICES] if word
        ]

    def _choice(self, facet: str, word: str, count: int | None, text: str) -> Choice:
        told, before = self.filters.without(facet), self.filters.told.get(facet, ())
        chosen = word in before
        rest = [each for each in before if each != word] if chosen else [word]
        return Choice(text, count, self.question.links.tickets({**told, facet: rest}), chosen)

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
            "filters": dict(self.filters.told),
            "unmatched": [each.name for each in self.unmatched],
            "total": self.total,
            "bands": dict(self.bands),
            "page": self.filters.page,
            "pages": self.pages,
            "timers": [_document(line) for line in self.lines],
        }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    told = TicketList(question, ticket_filters(question.query, question.inquiry.definitions))
    title = question.speech.counted(told.total, "open timer")
    return Answer(template="tickets.html", title=title, view=told, document=told.document)


def _document(line: Line) -> Mapping[str, Any]:
    timer, ticket = line.timer, line.told.ticket
    agreement = timer.promise.agreement
    return {
        "ticket": ticket.id,
        "key": ticket.key,
        "source": timer.source,
        "url": line.tool,
        "service_id": timer.service_id,
        "sla": agreement.id,
        "version": agreement.version,
        "objective": timer.promise.objective.id,
        "indicator": timer.promise.objective.indicator,
        "priority": timer.priority,
        "cycle": timer.cycle,
        "band": timer.band,
        "paused": timer.paused,
        "breached": timer.overdue,
        "started_at": timer.started_at,
        "due_at": timer.due_at,
        "due_if_resumed_at": timer.due_if_resumed_at,
        "elapsed_seconds": timer.elapsed_seconds,
        "target_seconds": timer.target_seconds,
        "left_seconds": timer.left_seconds,
        "used_ratio": timer.used_ratio,
        "counted_to": timer.counted_to,
        "timezone": agreement.timezone,
    }
