"""What still needs an answer: breaches and unplanned outages without an action, and accepted by nobody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from slawatch.engine.findings import Breach, Finding
from slawatch.model.agreement import Rolling
from slawatch.model.reference import BreachRef, OutageRef
from slawatch.model.result import ObjectiveFigure, Relative
from slawatch.model.user import Role
from slawatch.runtime.answered_finding import measure_of
from slawatch.runtime.concerned import zone_of
from slawatch.runtime.goals import promised_text
from slawatch.runtime.inquired_register import slas_of
from slawatch.web.action_documents import of_finding
from slawatch.web.documents import list_head
from slawatch.web.filters import known_ids, removable, values
from slawatch.web.outage_anchor import found_anchor
from slawatch.web.problem import malformed
from slawatch.web.question import Answer, Question

MOST_ROWS: Final = 500
DONE: Final = {
    "stated": "{name} is stated; it needs no other answer while that holds.",
    "withdrawn": "{name} is withdrawn; what it was about needs an answer again.",
}
KINDS: Final = {BreachRef.kind: "breach", OutageRef.kind: "outage"}


@dataclass(frozen=True)
class FindingLine:
    """A breach or an outage as the page shows it."""

    question: Question
    found: Finding
    promise: Callable[[ObjectiveFigure], str]
    """Puts what a figure's objective promises into words."""

    @property
    def zone(self) -> str:
        """The zone in which its time is told."""
        return zone_of((self.found.ref,), self.question.inquiry.definitions)

    @property
    def kind(self) -> str:
        """What it is."""
        return KINDS[self.found.ref.kind]

    @property
    def agreements(self) -> Sequence[str]:
        """The ids of the agreements under which it counts."""
        return slas_of(self.found)

    @property
    def service(self) -> str:
        """The id of what it is about."""
        return self.found.ref.service_id

    @property
    def what(self) -> str:
        """What happened, in words."""
        speech = self.question.speech
        if isinstance(self.found, Breach):
            figure = self.found.figure
            return speech.say(
                "{promise}: {attained} ({n}), promised {target}",
                promise=self.promise(figure),
                attained=speech.attained(figure),
                n=speech.basis(figure),
                target=speech.target(figure),
            )
        length = (self.found.ref.ended_at - self.found.ref.started_at).total_seconds()
        lost = speech.working(self.found.lost_seconds)
        told = "down for {time} so far, {lost} of agreed time lost" if self.found.lasts else _OVER
        return speech.say(told, time=speech.duration(length), lost=lost)

    @property
    def href(self) -> str:
        """The page that takes it apart."""
        if isinstance(self.found, Breach):
            ref = self.found.ref
            return self.question.links.objective(ref.service_id, ref.sla, ref.objective, self._period(self.found))
        return outage_href(self.question, self.found.ref)

    def _period(self, breach: Breach) -> str:
        kinds = {each.id: each.period for each in self.question.inquiry.definitions.agreements}
        if not isinstance(kinds.get(breach.ref.sla), Rolling):
            return breach.ref.period
        return Relative.CURRENT if breach.figure.period is Relative.CURRENT else _stretch(breach)


@dataclass(frozen=True)
class FindingList:
    """The page."""

    question: Question
    asked: Mapping[str, Sequence[str]]
    """By filter the words asked for; filters that ask for all are missing."""

    @cached_property
    def lines(self) -> Sequence[FindingLine]:
        """What passes, the newest first."""
        found = self.question.inquiry.improvement.unanswered(self.question.now, self.asked.get("sla", ()))
        kinds = self.asked.get("kind", tuple(KINDS))
        promise = self.question.promises()
        return [FindingLine(self.question, each, promise) for each in found if each.ref.kind in kinds]

    @property
    def older_periods_read(self) -> bool:
        """Whether the list goes back a year, by the sources that were read to their end."""
        return self.question.inquiry.older_periods_read

    @property
    def unread_sources(self) -> Sequence[str]:
        """Those that never were: what only they tell is missing."""
        return self.question.inquiry.unread_sources

    @property
    def is_whole(self) -> bool:
        """Whether nothing can be missing; only then the list is counted."""
        return self.older_periods_read and not self.unread_sources

    @property
    def shown(self) -> Sequence[FindingLine]:
        """Those that are shown."""
        return self.lines[:MOST_ROWS]

    @property
    def left_out(self) -> int:
        """How many earlier ones are not."""
        return len(self.lines) - len(self.shown)

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        return removable(self.asked, lambda name: self.question.links.findings({**self.asked, name: []}))

    @cached_property
    def chosen(self) -> FindingLine | None:
        """The one that an address names to be answered; None where it names none that waits."""
        name = self.question.query.get("finding", "")
        return next((each for each in self.lines if str(each.found.ref) == name), None)

    @property
    def named(self) -> Mapping[str, str]:
        """What forms about it hold at first."""
        return {"finding": str(self.chosen.found.ref)} if self.chosen else {}

    @property
    def measure(self) -> str:
        """The figure that an action about it is to make better; empty where there is none."""
        found = self.chosen and measure_of(self.chosen.found, self.question.inquiry.definitions)
        return str(found or "")

    @property
    def prefilled(self) -> Mapping[str, str]:
        """What the form of an action holds at first: what is promised as its target."""
        definitions = self.question.inquiry.definitions
        found = self.chosen and measure_of(self.chosen.found, definitions)
        return {**self.named, "goal": promised_text(found, definitions)} if found else self.named

    def answer_href(self, line: FindingLine) -> str:
        """Return the address of the forms that answer one."""
        return self.question.links.findings({**self.asked, "finding": [str(line.found.ref)]}) + "#answer"

    @property
    def done(self) -> str:
        """What was done just now, in words; empty where nothing was."""
        query, say = self.question.query, self.question.speech.say
        known = {each.id for each in self.question.inquiry.improvement.register.acceptances}
        phrase = DONE.get(query.get("word", "")) if query.get("name", "") in known else None
        return say(phrase, name=query["name"]) if phrase else ""

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **list_head(self.question.snapshot),
            "filters": dict(self.asked),
            "older_periods_read": self.is_whole,
            "unread_sources": list(self.unread_sources),
            "total": len(self.lines) if self.is_whole else None,
            "findings": [of_finding(line.found) for line in self.lines],
        }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    slas = known_ids(question.inquiry.definitions)["sla"]
    told = {"sla": values(question.query, "sla", slas), "kind": values(question.query, "kind")}
    for kind in told["kind"]:
        if kind not in KINDS:
            raise malformed("kind", kind, ", ".join(KINDS))
    page = FindingList(question, {name: words for name, words in told.items() if words})
    say = question.speech.say
    number = f"{say(': ')}{len(page.lines):,}" if page.is_whole else ""
    return Answer(
        template="findings.html",
        title=f"{say('Without an answer')}{number}",
        view=page,
        document=page.document,
        has_forms=any(map(question.user.may, (Role.WRITE, Role.APPROVE))),
    )


def outage_href(question: Question, ref: OutageRef) -> str:
    """Return the row of an outage that is found so, in the list of the month in which it began at its service."""
    zone = ZoneInfo(zone_of((ref,), question.inquiry.definitions))
    month = f"{ref.started_at.astimezone(zone):%Y-%m}"
    return f"{question.links.outages(service_id=ref.service_id, period=month)}#{quote(found_anchor(ref))}"


def _stretch(breach: Breach) -> str:
    form = "%Y-%m-%dT%H:%M:%SZ"
    return f"{breach.figure.starts_at:{form}}..{breach.figure.ends_at:{form}}"


_OVER: Final = "down for {time}, {lost} of agreed time lost"
