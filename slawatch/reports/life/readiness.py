"""What an audit would find wanting: each question with its answer, and what is missing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from slawatch.calendars.period_names import period_name
from slawatch.calendars.periods import previous
from slawatch.calendars.zones import zone
from slawatch.engine.findings import Breach, Finding
from slawatch.engine.versions import whole
from slawatch.model.action import Action
from slawatch.model.agreement import Agreement, PeriodKind
from slawatch.model.correction import Correction
from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure, State
from slawatch.reports import naming
from slawatch.reports.asked import ReportAsked
from slawatch.reports.cells import Cell, Day, Foreign, Phrase, Ratio
from slawatch.reports.cuts import named
from slawatch.reports.life.chain_check import chain_findings
from slawatch.reports.life.missing import by_id, in_words, of_finding
from slawatch.reports.life.restating import Sealed, newest
from slawatch.reports.life.signing import signatures
from slawatch.reports.material import Material
from slawatch.reports.notes import Role
from slawatch.reports.promise_cells import exact
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.runtime.finding_history import findings_on
from slawatch.runtime.register import Register
from slawatch.speech.speech import Speech
from slawatch.store.contract import Store

_NO_REVIEW: Final = "{agreement}: no day is set by when it is looked at again (review_by)"
_UNSIGNED: Final = {
    (Role.PREPARED, Role.APPROVED): "{report}: not prepared and not approved",
    (Role.PREPARED,): "{report}: not prepared",
    (Role.APPROVED,): "{report}: not approved",
}
MONTHS: Final = 3
"""Whole months of figures that an auditor wants to see."""


class Answer(StrEnum):
    """What came out."""

    READY = "ready"
    MISSING = "missing"
    NOTHING = "nothing to look at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of an audit."""

    id: str
    asks: str
    clause: str
    """Of ISO/IEC 20000-1:2018."""
    answer: Answer
    missing: tuple[Phrase, ...]
    """What is wanting, a line each."""
    timezone: str
    """In which their times are told."""

    def by_id(self) -> Sequence[str]:
        """Return what is wanting in English, things by the ids that commands take."""
        return [by_id(each, self.timezone) for each in self.missing]

    def in_words(self, speech: Speech) -> Sequence[str]:
        """Return what is wanting as people read it."""
        return [in_words(each, speech, self.timezone) for each in self.missing]

    def document(self) -> Mapping[str, object]:
        """Return it for programs."""
        told = {name: getattr(self, name) for name in ("id", "asks", "clause", "answer")}
        return {**told, "missing": self.by_id()}


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """Looks at an installation as an auditor would."""

    store: Store
    material: Material
    """Of the whole organisation; its own period does not matter."""
    now: datetime

    def questions(self) -> Iterator[Question]:
        """Yield every question with its answer."""
        for name, asks, clause, look in _QUESTIONS:
            looked, missing = look(self)
            told = Answer.MISSING if missing else Answer.READY if looked else Answer.NOTHING
            zone = self.material.covered.timezone
            yield Question(id=name, asks=asks, clause=clause, answer=told, missing=tuple(missing), timezone=zone)

    def _agreement(self, sla: str) -> Cell:
        return naming.agreement(self.material.definitions, sla)

    @property
    def _agreements(self) -> Sequence[Agreement]:
        versions = self.material.plan.versions.values()
        return [each for each in map(whole, versions) if each.ends_at is None or each.ends_at > self.now]

    def _months(self) -> Sequence[tuple[str, tuple[ObjectiveFigure, ...]]]:
        """Return the last whole months with their figures, the newest first."""
        found, at = [], self.now
        timezone = self.material.covered.timezone
        for _ in range(MONTHS):
            span = previous(PeriodKind.MONTH, at, timezone=timezone)
            name, at = period_name(PeriodKind.MONTH, span, timezone=timezone), span.start
            asked = ReportAsked(subject=Subject(SubjectKind.ORGANISATION), period=name)
            found.append((name, self.material.about(asked).figures.objectives))
        return found

    def figures(self) -> tuple[bool, list[Phrase]]:
        """Return whether there are agreements, and the months without figures of each."""
        missing: list[Phrase] = []
        months = self._months()
        for agreement in self._agreements:
            for name, figures in months:
                own = [each for each in figures if each.sla == agreement.id]
                if not any(each.state is not State.NO_DATA and _is_in_force(each) for each in own):
                    parts = {"agreement": self._agreement(agreement.id), "month": Foreign(name)}
                    missing.append(Phrase("{agreement}: no figures of {month}", parts))
        return bool(self._agreements), missing

    def coverage(self) -> tuple[bool, list[Phrase]]:
        """Return whether anything is measured, and what of the last months is not known.

        A longer period is told once, and only when it is over: the end of one that runs is never known yet.
        """
        shown = (each for _, figures in self._months() for each in figures if each.ends_at <= self.now)
        told = {(each.service_id, each.sla, each.objective, each.starts_at): each for each in shown}.values()
        return any(each.coverage_ratio is not None for each in told), [
            self._gap(each, each.coverage_ratio)
            for each in told
            if each.coverage_ratio is not None and each.coverage_ratio < 1
        ]

    def _gap(self, figure: ObjectiveFigure, known: float) -> Phrase:
        period = named(self.material.agreement(figure.sla), Interval(figure.starts_at, figure.ends_at))
        parts: dict[str, Cell] = {
            "service": naming.service(self.material.definitions, figure.service_id),
            "agreement": self._agreement(figure.sla),
            "objective": self.material.in_words(figure),
            "period": Foreign(period),
            "known": Ratio(exact(known), 2),
        }
        return Phrase("{agreement}, {service} ({objective}), {period}: {known} known", parts)

    def _found(self) -> Sequence[Finding]:
        return findings_on(self.material.base)

    def breaches(self) -> tuple[bool, list[Phrase]]:
        """Return whether promises were broken, and those that nobody has answered."""
        told = [each for each in self._found() if isinstance(each, Breach)]
        return bool(told), self._unanswered(told)

    def outages(self) -> tuple[bool, list[Phrase]]:
        """Return whether services fell, and the outages that nobody has answered."""
        told = [each for each in self._found() if not isinstance(each, Breach)]
        return bool(told), self._unanswered(told)

    def _unanswered(self, told: Iterable[Finding]) -> list[Phrase]:
        register = Register.known(self.store)
        return [self._finding(each) for each in register.unanswered(told, self.material.definitions, self.now)]

    def causes(self) -> tuple[bool, list[Phrase]]:
        """Return whether services fell, and the outages of which no cause is written down."""
        register, definitions = Register.known(self.store), self.material.definitions
        told = [each for each in self._found() if not isinstance(each, Breach)]
        missing: list[Phrase] = []
        for each in told:
            answers = list(register.answers(each.ref, definitions, self.now))
            if not any(not isinstance(answer, Action) or answer.cause for answer in answers):
                missing.append(self._finding(each))
        return bool(told), missing

    def reviews(self) -> tuple[bool, list[Phrase]]:
        """Return whether there are agreements, and those that nobody looked at in time."""
        missing: list[Phrase] = []
        for each in self._agreements:
            today = self.now.astimezone(zone(each.timezone)).date()
            if each.review_by is None:
                missing.append(Phrase(_NO_REVIEW, {"agreement": self._agreement(each.id)}))
            elif each.review_by < today:
                parts = {"agreement": self._agreement(each.id), "day": Day(each.review_by)}
                missing.append(Phrase("{agreement}: it was to be looked at again by {day}", parts))
        return bool(self._agreements), missing

    def overdue(self) -> tuple[bool, list[Phrase]]:
        """Return whether there are actions, and those whose day has passed."""
        register = Register.known(self.store)
        late = register.overdue(self.material.definitions, self.now)
        return bool(register.actions), [_late(each) for each in late]

    def _finding(self, finding: Finding) -> Phrase:
        return of_finding(finding, self.material.definitions, self.material.covered.timezone)

    def _unsealed(self, sla: str, month: str) -> Phrase:
        return Phrase(
            "{agreement}: {month} is not sealed", {"agreement": self._agreement(sla), "month": Foreign(month)}
        )

    def _lately(self) -> Sequence[Sealed]:
        edges = [previous(PeriodKind.MONTH, self.now, timezone="UTC")]
        while len(edges) < MONTHS:
            edges.append(previous(PeriodKind.MONTH, edges[-1].start, timezone="UTC"))
        since = edges[-1].start
        return [each for each in newest(self.store) if each.seal.ends_at > since]

    def sealed(self) -> tuple[bool, list[Phrase]]:
        """Return whether there are agreements, and the months of each that are not sealed."""
        told, months = self._lately(), [name for name, _ in self._months()]
        missing: list[Phrase] = []
        for agreement in self._agreements:
            if agreement.period is PeriodKind.MONTH:
                have = {each.seal.period for each in told if each.seal.subject == f"agreement/{agreement.id}"}
                missing += [self._unsealed(agreement.id, name) for name in months if name not in have]
        return bool(self._agreements), missing

    def signed(self) -> tuple[bool, list[Phrase]]:
        """Return whether anything is sealed, and what is not signed."""
        missing: list[Phrase] = []
        for each in self._lately():
            done = {one.role for one in signatures(self.store, each.link.report, each.link.restatement)}
            wanting = [role for role in (Role.PREPARED, Role.APPROVED) if role not in done]
            if wanting:
                missing.append(Phrase(_UNSIGNED[tuple(wanting)], {"report": Foreign(each.link.report)}))
        return bool(self._lately()), missing

    def chain(self) -> tuple[bool, list[Phrase]]:
        """Return whether there is a chain, and where it is broken."""
        links = list(self.store.reports.links())
        return bool(links), [each.said for each in chain_findings(self.store, links)]

    def pending(self) -> tuple[bool, list[Phrase]]:
        """Return whether there are corrections, and those that wait for an approval."""
        corrections = [each for _, each in self.store.corrections() if each.withdrawn_at is None]
        missing = [_waiting(each) for each in corrections if each.approved_at is None]
        return bool(corrections), missing


def _is_in_force(figure: ObjectiveFigure) -> bool:
    return figure.state is not State.NOT_APPLICABLE


def _late(action: Action) -> Phrase:
    parts: dict[str, Cell] = {"action": Foreign(action.id), "owner": Foreign(action.owner)}
    return Phrase("{action} of {owner}: due {day}", {**parts, "day": Foreign(f"{action.waits_until}")})


def _waiting(correction: Correction) -> Phrase:
    parts: dict[str, Cell] = {"id": Foreign(f"{correction.id}"), "author": Foreign(correction.author)}
    return Phrase("correction {id} of {author}", parts)


Look = Callable[[Readiness], tuple[bool, list[Phrase]]]
_QUESTIONS: Final[tuple[tuple[str, str, str, Look], ...]] = (
    ("figures", "Are there figures of three whole months for every agreement?", "8.3.3", Readiness.figures),
    ("coverage", "Have the sources told all of that time?", "9.1", Readiness.coverage),
    (
        "breaches",
        "Has every breach of the last year an action, or somebody who accepts it?",
        "8.3.3",
        Readiness.breaches,
    ),
    ("outages", "Has every unplanned outage of the last year one?", "8.7.1", Readiness.outages),
    ("causes", "Is the cause of every unplanned outage written down?", "8.7.1", Readiness.causes),
    ("overdue", "Is every improvement action in time?", "10.2", Readiness.overdue),
    ("reviews", "Is every agreement looked at again in time?", "8.3.3", Readiness.reviews),
    ("sealed", "Are the reports of three whole months sealed?", "9.4", Readiness.sealed),
    ("signed", "Are they prepared and approved by name?", "9.4", Readiness.signed),
    ("chain", "Is the chain of sealed reports whole?", "7.5", Readiness.chain),
    ("corrections", "Is every correction approved or withdrawn?", "7.5", Readiness.pending),
)
