"""The archive: every sealed report, what waits to be sealed, and whether the chain is whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from slawatch.reports.archive.archive import Archive, Archived, ChainState
from slawatch.reports.archive.drafts import Draft
from slawatch.reports.life.schedule import Due, Stage
from slawatch.reports.notes import Role
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.runtime.setbacks import Setback
from slawatch.web import report_words
from slawatch.web.filters import page_asked, removable, values
from slawatch.web.problem import malformed
from slawatch.web.question import Answer, Question
from slawatch.web.report_words import archive_of
from slawatch.web.statement import Sign

PER_PAGE: Final = 50
STAGES: Final[Mapping[Stage, Sign]] = {
    Stage.LATE_DATA: Sign("…", "Waits for late data", "no_data"),
    Stage.SOURCES: Sign("▲", "Waits for sources", "at_risk"),
    Stage.READY: Sign("…", "Is sealed next", "open"),
}
STUCK: Final = Sign("✕", "Can't be made", "breached")
FILTERS: Final = ("subject", "kind", "period", "sla")


@dataclass(frozen=True)
class ReportList:
    """The page."""

    question: Question
    archive: Archive
    asked: Mapping[str, Sequence[str]]
    page: int

    @cached_property
    def every(self) -> Sequence[Archived]:
        """Every report in its newest restatement."""
        return [each for each in self.archive.reports() if each.is_newest]

    @cached_property
    def passing(self) -> Sequence[Archived]:
        """Those that pass the filters: the latest period first, in it by subject."""
        found = (each for each in self.every if self._passes(each))
        return sorted(found, key=lambda each: (-each.seal.ends_at.timestamp(), each.seal.subject))

    @property
    def shown(self) -> Sequence[Archived]:
        """Those of the page."""
        return self.passing[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]

    @cached_property
    def due(self) -> Sequence[Due]:
        """What waits to be sealed and passes."""
        return [each for each in self.archive.due() if self._is_asked(each.subject, each.period)]

    @cached_property
    def chain(self) -> ChainState:
        """How the chain was found."""
        return self.archive.chain()

    @property
    def is_configured(self) -> bool:
        """Whether reports are sealed on schedule."""
        return bool(self.archive.rounds.settings.scheduled)

    @property
    def example(self) -> str:
        """An agreement to show how it is configured."""
        return next((each.id for each in self.question.inquiry.definitions.agreements), "gold")

    @property
    def signers(self) -> Sequence[tuple[Role, str]]:
        """The roles with their words."""
        return list(report_words.ROLES.items())

    def signed(self, report: Archived, role: Role) -> str:
        """Return who signed a report in a role; empty where nobody did."""
        return next((each.by for each in report.signatures if each.role is role), "")

    def sent(self, report: Archived) -> Sequence[tuple[Sign, int]]:
        """Return how many mails of a report stand how."""
        steps = [each.state for each in self.archive.deliveries(report)]
        return [(sign, steps.count(state)) for state, sign in report_words.STEPS.items() if state in steps]

    def name(self, subject: Subject) -> str:
        """Return what a report is about."""
        return report_words.subject_name(self.question, subject)

    def kind(self, subject: Subject) -> str:
        """Return what kind of thing that is."""
        return report_words.KINDS[subject.kind]

    def words(self, period: str) -> str:
        """Return a period in words."""
        return report_words.period_words(self.question, period)

    def version(self, report: Archived) -> str:
        """Return which version of a report it is."""
        return report_words.version(self.question, report)

    def stage(self, due: Due) -> Sign:
        """Return how far a report is on its way."""
        return STAGES[due.stage] if self.setback(due) is None else STUCK

    def setback(self, due: Due) -> Setback | None:
        """Return why a report could not be made, if it was tried."""
        return self.archive.setback(due)

    def reason(self, due: Due) -> str:
        """Return why a report could not be made, in words; empty where it was not tried, or they may not know."""
        found = self.setback(due)
        return self.question.speech.say(found.reason) if found and found.reason else ""

    def draft_href(self, due: Due) -> str:
        """Return the address of a report in the making."""
        return self.question.links.draft(str(Draft(subject=due.subject, period=due.period)))

    @property
    def now_href(self) -> str:
        """Return the address of the report on everything that is in the making now."""
        return self.question.links.draft(f"{SubjectKind.ORGANISATION}/current")

    @property
    def chips(self) -> Sequence[tuple[str, str, bool]]:
        """The kinds of subjects that there are, each with its address and whether it is chosen."""
        there = {each.seal.about.kind for each in self.every}
        chosen = self.asked.get("kind", ())
        return [
            (word, self.address(kind=() if kind in chosen else (kind,)), kind in chosen)
            for kind, word in report_words.KINDS.items()
            if kind in there
        ]

    @property
    def subjects(self) -> Sequence[tuple[str, str]]:
        """What there are reports about, each with the address of the reports on it."""
        told = dict.fromkeys(sorted(each.seal.subject for each in self.every))
        return [(self.name(Subject.of(each)), self.address(subject=(each,))) for each in told]

    @property
    def periods(self) -> Sequence[tuple[str, str]]:
        """The periods that there are reports of, the latest first, each with its address."""
        ends = {each.seal.period: each.seal.ends_at for each in self.every}
        return [(self.words(each), self.address(period=(each,))) for each in sorted(ends, key=ends.__getitem__)[::-1]]

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        return removable(self.asked, lambda name: self.address(**{name: ()}))

    def address(self, **told: Sequence[str]) -> str:
        """Return the address of the list under other filters."""
        return self.question.links.reports({**self.asked, **told})

    def page_href(self, page: int) -> str | None:
        """Return the address of another page of the list; None where there is none."""
        if page < 1 or (page - 1) * PER_PAGE >= len(self.passing):
            return None
        return self.question.links.reports({**self.asked, "page": [str(page)]})

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        whole, chain = self.archive.seen is None, self.chain
        return {
            "filters": {name: list(words) for name, words in self.asked.items()},
            "page": self.page,
            "total": len(self.passing),
            "reports": [report_words.of_report(self.question, each) for each in self.shown],
            "due": [_due(each, self.setback(each)) for each in self.due],
            "chain": {
                "whole": chain.is_whole,
                "checked_at": chain.at,
                "links": chain.links if whole else None,
                "head": chain.head if whole else None,
                "findings": [each.text for each in chain.findings] if whole else [],
            },
        }

    def _passes(self, report: Archived) -> bool:
        return self._is_asked(report.seal.about, report.seal.period, definitions=report.seal.definitions)

    def _is_asked(self, subject: Subject, period: str, *, definitions: str = "") -> bool:
        told = {"subject": str(subject), "kind": str(subject.kind), "period": period}
        if not all(told[name] in words for name, words in self.asked.items() if name in told):
            return False
        slas = self.asked.get("sla", ())
        covered = self.archive.coverage.agreements(subject, definitions=definitions) if slas else ()
        return not slas or subject.kind is SubjectKind.ORGANISATION or not set(slas).isdisjoint(covered)


def _due(due: Due, setback: Setback | None) -> Mapping[str, Any]:
    return {
        "report": due.report,
        "subject": str(due.subject),
        "period": due.period,
        "stage": due.stage,
        "due_at": due.due_at,
        "waits_for": due.waits_for,
        "setback": None
        if setback is None
        else {
            "reason": setback.reason,
            "since": setback.since,
            "tries": setback.tries,
            "again_at": setback.again_at,
        },
    }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    asked = {name: words for name in FILTERS if (words := values(question.query, name))}
    for word in asked.get("kind", ()):
        if word not in tuple(SubjectKind):
            raise malformed("kind", word, ", ".join(SubjectKind))
    view = ReportList(question, archive_of(question), asked, page_asked(question.query.get("page", "1")))
    return Answer(template="reports.html", title=question.speech.say("Reports"), view=view, document=view.document)
