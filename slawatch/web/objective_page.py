"""The page of an objective's figure: what it is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

from slawatch.engine.evidence import ToldOutage
from slawatch.engine.explain_counts import ExplainedCount
from slawatch.engine.explain_group import ExplainedGroup
from slawatch.engine.explain_period import ExplainedAvailability, ExplainedExclusion, ExplainedOutage
from slawatch.engine.explain_tickets import ExplainedShare
from slawatch.engine.period_segments import Segment, TimeClass
from slawatch.model.agreement import Agreement, ExclusionMode
from slawatch.model.result import ObjectiveFigure, Outcome
from slawatch.runtime.explanation import Asked, Explained
from slawatch.speech import words
from slawatch.speech.closed_days import why_closed
from slawatch.speech.objective_words import objective_in_words
from slawatch.speech.signs import SIGNS
from slawatch.web.budget_line import BudgetLine, budget_line
from slawatch.web.documents import of_figures
from slawatch.web.known_objectives import known_objective
from slawatch.web.neighbour_periods import neighbours
from slawatch.web.periods import asked_period
from slawatch.web.problem import Problem
from slawatch.web.question import Answer, Question
from slawatch.web.ticket_page import OUTCOME_WORDS

MOST_TIMERS: Final = 500
MOST_ROWS: Final = 300
ORDER: Final = (
    Outcome.MISSED, Outcome.RUNNING, Outcome.PAUSED, Outcome.UNKNOWN, Outcome.MET, Outcome.EXCLUDED, Outcome.CANCELLED,
)  # fmt: skip
"""What a reader looks for first."""
SUMMED: Final = (TimeClass.UP, TimeClass.DOWN, TimeClass.DEGRADED, TimeClass.EXCLUDED, TimeClass.UNKNOWN)
_PLAIN: Final = frozenset({TimeClass.UP, TimeClass.CLOSED})
_CUTS: Final = {
    TimeClass.UP: "{time} too short to count",
    TimeClass.DOWN: "{time} down meanwhile",
    TimeClass.DEGRADED: "{time} degraded meanwhile",
    TimeClass.EXCLUDED: "{time} excluded",
    TimeClass.UNKNOWN: "{time} unknown",
    TimeClass.CLOSED: "{time} outside hours",
}


@dataclass(frozen=True)
class FigureView:
    """One figure with what it is made of."""

    question: Question
    found: Explained
    agreement: Agreement

    @property
    def figure(self) -> ObjectiveFigure:
        """The figure as it is published."""
        return self.found.figure

    @property
    def kind(self) -> str:
        """By which part of the template it is shown."""
        kinds = {ExplainedShare: "share", ExplainedCount: "count", ExplainedGroup: "group"}
        return kinds.get(type(self.found), "availability")

    @property
    def sign(self) -> tuple[str, str]:
        """Symbol and word of the state."""
        return SIGNS[self.figure.state]

    @property
    def zone(self) -> str:
        """The agreement's zone."""
        return self.figure.timezone

    @property
    def days(self) -> tuple[str, str]:
        """The first and last local day of the period."""
        zone = ZoneInfo(self.zone)
        last = (self.figure.ends_at - timedelta(seconds=1)).astimezone(zone)
        return f"{self.figure.starts_at.astimezone(zone):%Y-%m-%d}", f"{last:%Y-%m-%d}"

    @property
    def promise(self) -> str:
        """What is promised, and of which tickets, by the version that judged it."""
        own = (each for each in self.agreement.objectives if each.id == self.figure.objective)
        question = self.question
        told = (objective_in_words(each, self.agreement, question.inquiry.definitions, question.speech) for each in own)
        return next(told, question.speech.promise(self.figure))

    @property
    def basis(self) -> str:
        """The n behind the figure."""
        return self.question.speech.basis(self.figure)

    @property
    def parts(self) -> Sequence["FigureView"]:
        """The services of services together, each taken apart."""
        if not isinstance(self.found, ExplainedGroup):
            return []
        return [FigureView(self.question, part.explained, self.agreement) for part in self.found.parts]

    @property
    def outcomes(self) -> Sequence[tuple[str, str, str, int]]:
        """Symbol, word, colour and number of the timers of each outcome, of all priorities."""
        told = {outcome: sum(c.timers for c in self.figure.outcomes if c.outcome is outcome) for outcome in ORDER}
        return [(*OUTCOME_WORDS[outcome], number) for outcome, number in told.items() if number]

    @staticmethod
    def outcome_sign(outcome: Outcome) -> tuple[str, str, str]:
        """Return symbol, word and colour of a timer's outcome."""
        return OUTCOME_WORDS[outcome]

    @property
    def timers(self) -> Sequence[Any]:
        """The timers that are listed, those missed first."""
        assert isinstance(self.found, ExplainedShare)  # noqa: S101  the template asks by kind
        return sorted(self.found.timers, key=lambda each: ORDER.index(each.outcome))

    @property
    def left_out(self) -> int:
        """How many timers are counted and not listed."""
        return sum(count.timers for count in self.figure.outcomes) - len(self.timers)

    @property
    def tickets(self) -> Sequence[Any] | None:
        """The tickets of a number of tickets, the oldest first; None where they can't be listed."""
        assert isinstance(self.found, ExplainedCount)  # noqa: S101  likewise
        return self.found.tickets

    @property
    def availability(self) -> ExplainedAvailability:
        """What an availability is made of."""
        assert isinstance(self.found, ExplainedAvailability)  # noqa: S101  likewise
        return self.found

    @property
    def not_up(self) -> Sequence[Segment]:
        """Stretches that are not simply up or closed, the latest first."""
        told = self.availability.segments
        return [each for each in reversed(told) if each.time not in _PLAIN or each.note]

    def why(self, segment: Segment) -> Iterator[tuple[str, str | None]]:
        """Yield why a stretch is what it is, each with the page that tells more or None."""
        say = self.question.speech.say
        if segment.note:
            yield say(str(segment.note)), None
        match segment.time:
            case TimeClass.DOWN | TimeClass.DEGRADED:
                yield from dict.fromkeys(map(self.told, self.availability.told_of(segment)))
            case TimeClass.EXCLUDED:
                yield from ((self.stated(each), None) for each in self.availability.exclusions_of(segment))
            case TimeClass.UNKNOWN:
                yield from ((told, None) for told in self._silence())
            case _:
                hours = self.question.inquiry.definitions.calendars[self.availability.service_hours]
                yield why_closed(segment.reason, hours, segment.starts_at, self.question.speech), None

    def told(self, outage: ToldOutage) -> tuple[str, str | None]:
        """Return who told of an outage, and the page of the ticket that did."""
        href = self.question.links.ticket(outage.source, outage.id) if outage.by_ticket else None
        corrected = f" ({', '.join(outage.corrections)})" if outage.corrections else ""
        return f"{outage.source} {outage.id}{corrected}", href

    def stated(self, each: ExplainedExclusion) -> str:
        """Return why time is excluded, and who says so."""
        if each.told is None:
            return each.listed.source
        say = self.question.speech.say
        by = say("approved by {name}", name=each.told.approved_by) if each.told.approved_by else ""
        return ", ".join(filter(None, (each.told.reason, each.told.id, by)))

    def lost_seconds(self, segment: Segment) -> str:
        """Return what of a stretch is lost."""
        return _number(segment.weight * segment.scheduled_seconds)

    def outage_lost(self, outage: ExplainedOutage) -> str:
        """Return what of an outage is lost."""
        return _number(outage.in_period.get(_counted(outage), 0) * outage.weight)

    def cuts(self, outage: ExplainedOutage) -> Iterator[str]:
        """Yield what became of the time of an outage that is not lost."""
        speech = self.question.speech
        if outage.other_period_seconds:
            yield speech.say("{time} outside the period", time=speech.duration(outage.other_period_seconds))
        for kind, phrase in _CUTS.items():
            if kind is not _counted(outage) and outage.in_period.get(kind):
                yield speech.say(phrase, time=speech.duration(outage.in_period[kind]))
        if len(outage.told) > 1:
            yield speech.say("{n} outages as one", n=len(outage.told))

    @property
    def line(self) -> BudgetLine | None:
        """How its budget was used, drawn."""
        return budget_line(self.found, self.question.snapshot.as_of)

    @property
    def sums(self) -> Sequence[tuple[str, int]]:
        """The scheduled seconds by class."""
        return [(str(kind), getattr(self.availability.account, kind)) for kind in SUMMED]

    @property
    def lost(self) -> str:
        """The seconds lost."""
        return _number(self.availability.account.lost)

    @property
    def credits_exclusions(self) -> bool:
        """Whether excluded time stays in the denominator."""
        return self.agreement.exclusion_mode is ExclusionMode.CREDIT

    def _silence(self) -> Iterator[str]:
        say = self.question.speech.say
        for source, until in self.availability.known_until.items():
            told = say("nothing yet") if until is None else words.utc(until)
            yield say("{source} has told up to: {until}", source=source, until=told)


@dataclass(frozen=True)
class ObjectivePage:
    """The page."""

    question: Question
    period: str
    figures: Sequence[FigureView]
    most_rows: int = MOST_ROWS

    @property
    def head(self) -> FigureView:
        """The figure that it is about."""
        return self.figures[0]

    def other(self, period: str) -> str:
        """Return the address of the page of another period."""
        figure = self.head.figure
        return self.question.links.objective(figure.service_id, figure.sla, figure.objective, period)

    @property
    def beside(self) -> Sequence[tuple[str, str]]:
        """The calendar periods before and after, by name, each with its page."""
        head = self.head
        before, after = neighbours(head.figure, head.agreement.period, self.question.snapshot.as_of)
        return [(name, self.other(name) if name else "") for name in (before, after)]

    @property
    def tickets_href(self) -> str:
        """The list of open timers that will count in it."""
        figure = self.head.figure
        told = {"service_id": [figure.service_id], "sla": [figure.sla], "objective": [figure.objective]}
        return self.question.links.tickets(told)

    @property
    def outages_href(self) -> str:
        """The list of outages that cost it time."""
        figure = self.head.figure
        services = list(figure.services) or [figure.service_id]
        told = {"service_id": services, "sla": [figure.sla], "period": [self.period]}
        return self.question.links.outages(told)


def answer(question: Question) -> Answer:
    """Return the page of the figure that an address names; a Problem where there is none."""
    service, sla, name = (question.path[part] for part in ("service_id", "sla", "objective"))
    period = asked_period(question)
    asked = Asked(objective=name, period=period, service=service, agreement=sla, most=MOST_TIMERS)
    known_objective(question, service, sla, name)
    found = question.inquiry.figures(asked)
    if not found.figures:
        parts: dict[str, object] = {"period": period, "sla": sla}
        raise Problem(404, "There is no figure", "{sla} has no figure for the period {period}.", parts)
    views = [
        FigureView(question, each, question.inquiry.agreement(each.figure.sla, each.figure.version))
        for each in found.figures
    ]
    page = ObjectivePage(question, period, views)
    title = f"{question.service(views[0].figure.service_id)}: {views[0].promise}"

    def document() -> Mapping[str, Any]:
        return {**of_figures(found), "timers_not_listed": _not_listed(views)}

    return Answer(template="objective.html", title=title, view=page, document=document)


def _not_listed(views: Sequence[FigureView]) -> int:
    return sum(view.left_out for view in views if view.kind == "share")


def _counted(outage: ExplainedOutage) -> TimeClass:
    return TimeClass.DOWN if outage.weight == 1 else TimeClass.DEGRADED


def _number(value: Fraction | int) -> str:
    return f"{int(value):,}" if Fraction(value).denominator == 1 else f"{float(value):,.3f}"
