"""A ticket's page: each of its timers taken apart, and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Final

from slawatch.engine.explain import ExplainedTimer, Stretch
from slawatch.engine.native_explained import SecondOpinion
from slawatch.engine.story import Told
from slawatch.model.hours import WorkingHours
from slawatch.model.result import Outcome
from slawatch.runtime.listing import ExplainedTicket
from slawatch.speech import told_correction
from slawatch.speech.closed_days import why_closed
from slawatch.web import told_verdict
from slawatch.web.documents import of_ticket
from slawatch.web.links import outside
from slawatch.web.problem import Problem
from slawatch.web.question import Answer, Question
from slawatch.web.timer_drawing import EVENT_WORDS, TimerDrawing

MOST_ROWS: Final = 300
"""Stretches and events shown of each list, the latest; the rest is counted, and the API tells all of them."""
LONGEST_VALUE: Final = 200
"""Characters shown of a raw value."""
OUTCOME_WORDS: Final = {
    Outcome.MET: ("✓", "Met", "met"),
    Outcome.MISSED: ("✕", "Missed", "breached"),
    Outcome.RUNNING: ("▶", "Running", "open"),
    Outcome.PAUSED: ("‖", "Paused", "open"),
    Outcome.EXCLUDED: ("—", "Excluded", "no_data"),
    Outcome.CANCELLED: ("—", "Cancelled", "no_data"),
    Outcome.UNKNOWN: ("?", "Unknown", "no_data"),
}
"""Symbol, word and the class of the colour."""


@dataclass(frozen=True)
class TimerView:
    """One timer with what the source concludes of it."""

    question: Question
    timer: ExplainedTimer
    opinions: Sequence[SecondOpinion]
    events: Sequence[Told]
    """Of the ticket, in order."""

    @property
    def zone(self) -> str:
        """The agreement's zone."""
        return self.timer.promise.agreement.timezone

    @property
    def sign(self) -> tuple[str, str, str]:
        """Symbol, word and colour of the outcome."""
        return OUTCOME_WORDS[self.timer.outcome]

    @property
    def promise(self) -> str:
        """What was promised, in words."""
        objective = self.timer.promise.objective
        within = objective.within
        return self.question.speech.promised(
            objective.indicator, self.timer.target_seconds if within is None else within, objective.statistic
        )

    @property
    def known(self) -> bool:
        """Whether the source can tell what the timer needs."""
        return self.timer.outcome is not Outcome.UNKNOWN

    @property
    def open(self) -> bool:
        """Whether it runs or pauses."""
        return self.timer.stopped_at is None and self.known

    @property
    def left_seconds(self) -> int:
        """Working seconds until the target; negative beyond it."""
        return self.timer.target_seconds - self.timer.elapsed_seconds

    @property
    def href(self) -> str:
        """The page of the figure that it counts in."""
        agreement, links = self.timer.promise.agreement, self.question.links
        service = agreement.judged_as(self.timer.service)
        return links.objective(service, agreement.id, self.timer.promise.objective.id)

    @property
    def stretches(self) -> Sequence[Stretch]:
        """Those that are shown."""
        return self.timer.stretches[-MOST_ROWS:]

    @property
    def left_out(self) -> int:
        """How many earlier ones are not."""
        return len(self.timer.stretches) - len(self.stretches)

    @cached_property
    def drawing(self) -> TimerDrawing:
        """The timer, drawn."""
        return TimerDrawing(self.timer, self.events, self.question.speech, self.hours)

    @property
    def hours(self) -> WorkingHours:
        """The calendar in which its time is counted."""
        definitions, objective = self.question.inquiry.definitions, self.timer.promise.objective
        return definitions.calendars[objective.hours or definitions.services[self.timer.service].hours]

    def why(self, reason: str, at: datetime) -> str:
        """Return why hours that begin at an instant count or not."""
        return why_closed(reason, self.hours, at, self.question.speech)

    def verdict(self, opinion: SecondOpinion) -> str:
        """Return what the source concludes."""
        return told_verdict.verdict(opinion)

    def reason(self, opinion: SecondOpinion) -> str:
        """Return how the two stand to each other."""
        return told_verdict.reason(opinion)


@dataclass(frozen=True)
class TicketView:
    """The page."""

    question: Question
    ticket: ExplainedTicket

    @property
    def tool(self) -> str | None:
        """The ticket's page in its tool."""
        return outside(self.ticket.url)

    @cached_property
    def timers(self) -> Sequence[TimerView]:
        """Its timers, in the order of the configuration."""
        return [
            TimerView(self.question, timer, self._opinions(timer), self.ticket.events) for timer in self.ticket.timers
        ]

    @property
    def services(self) -> Sequence[str]:
        """The services that its timers are about."""
        return list(dict.fromkeys(timer.service for timer in self.ticket.timers))

    @property
    def zone(self) -> str:
        """The zone in which its events are told."""
        return self.ticket.timers[0].promise.agreement.timezone if self.ticket.timers else "UTC"

    @property
    def events(self) -> Sequence[Told]:
        """Its events, the latest first, as many as are shown."""
        return self.ticket.events[: -MOST_ROWS - 1 : -1]

    @property
    def left_out(self) -> int:
        """How many earlier events are not shown."""
        return len(self.ticket.events) - len(self.events)

    @property
    def corrections(self) -> Sequence[tuple[str, str]]:
        """The corrections that count, by id: what they say, and who answers for them."""
        told = self.ticket.corrections
        return [(each.id, f"{told_correction.said(each)}; {told_correction.answered_for(each)}") for each in told]

    @staticmethod
    def happened(event: Told) -> str:
        """Return what happened, in words."""
        return EVENT_WORDS.get(event.type, event.type.replace("_", " "))

    @staticmethod
    def cut(value: str) -> str:
        """Return a raw value, cut off where it is long."""
        return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"

    def _opinions(self, timer: ExplainedTimer) -> Sequence[SecondOpinion]:
        own = (timer.promise.number, timer.cycle)
        return [each for each in self.ticket.opinions if (each.promise.number, each.cycle) == own]


def answer(question: Question) -> Answer:
    """Return the page of the ticket that an address names; a Problem where there is none."""
    source, name = question.path["source"], question.path["ticket"] or question.query.get("ticket", "")
    sources = question.inquiry.definitions.mappings
    if source not in sources:
        parts: dict[str, object] = {"source": source, "sources": ", ".join(sources)}
        raise Problem(404, "There is no such source", 'There is no source "{source}"; there are {sources}.', parts)
    found = question.inquiry.ticket(source, name)
    if found is None:
        parts = {"ticket": name, "source": source}
        raise Problem(404, "There is no such ticket", _NO_TICKET, parts)
    view = TicketView(question, found)
    return Answer(template="ticket.html", title=found.key, view=view, document=partial(of_ticket, found))


_NO_TICKET: Final = (
    'The source "{source}" has not told of a ticket "{ticket}". A new one is known after the next poll and evaluation;'
    " write its id or its key as the source does."
)
