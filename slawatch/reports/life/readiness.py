"""What an audit would find wanting: each question with its answer, and what is missing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from slawatch.model.result import ObjectiveFigure, State
from slawatch.reports.asked import ReportAsked
from slawatch.reports.life.chain_check import chain_findings
from slawatch.reports.life.restating import Sealed, newest
from slawatch.reports.life.signing import signatures
from slawatch.reports.material import Material
from slawatch.reports.notes import Role
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.runtime.finding_history import findings_on
from slawatch.runtime.register import Register
from slawatch.store.contract import Store

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
    missing: tuple[str, ...]
    """What is wanting, a line each."""


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
            yield Question(id=name, asks=asks, clause=clause, answer=told, missing=tuple(missing))

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

    def figures(self) -> tuple[bool, list[str]]:
        """Return whether there are agreements, and the months without figures of each."""
        missing = []
        months = self._months()
        for agreement in self._agreements:
            for name, figures in months:
                own = [each for each in figures if each.sla == agreement.id]
                if not any(each.state is not State.NO_DATA and _is_in_force(each) for each in own):
                    missing.append(f"{agreement.id}: no figures of {name}")
        return bool(self._agreements), missing

    def coverage(self) -> tuple[bool, list[str]]:
        """Return whether anything is measured, and what of the last months is not known."""
        told = [(name, each) for name, figures in self._months() for each in figures if each.coverage_ratio is not None]
        return bool(told), [
            f"{each.service_id} under {each.sla} ({each.objective}), {name}: {_percent(each.coverage_ratio)} known"
            for name, each in told
            if each.coverage_ratio is not None and each.coverage_ratio < 1
        ]

    def _found(self) -> Sequence[Finding]:
        return findings_on(self.material.base)

    def breaches(self) -> tuple[bool, list[str]]:
        """Return whether promises were broken, and those that nobody has answered."""
        told = [each for each in self._found() if isinstance(each, Breach)]
        return bool(told), self._unanswered(told)

    def outages(self) -> tuple[bool, list[str]]:
        """Return whether services fell, and the outages that nobody has answered."""
        told = [each for each in self._found() if not isinstance(each, Breach)]
        return bool(told), self._unanswered(told)

    def _unanswered(self, told: Iterable[Finding]) -> list[str]:
        register = Register.known(self.store)
        return [f"{each.ref}" for each in register.unanswered(told, self.material.definitions, self.now)]

    def causes(self) -> tuple[bool, list[str]]:
        """Return whether services fell, and the outages of which no cause is written down."""
        register, definitions = Register.known(self.store), self.material.definitions
        told = [each for each in self._found() if not isinstance(each, Breach)]
        missing = []
        for each in told:
            answers = list(register.answers(each.ref, definitions, self.now))
            if not any(not isinstance(answer, Action) or answer.cause for answer in answers):
                missing.append(f"{each.ref}")
        return bool(told), missing

    def reviews(self) -> tuple[bool, list[str]]:
        """Return whether there are agreements, and those that nobody looked at in time."""
        missing = []
        for each in self._agreements:
            today = self.now.astimezone(zone(each.timezone)).date()
            if each.review_by is None:
                missing.append(f"{each.id}: no day is set by when it is looked at again (review_by)")
            elif each.review_by < today:
                missing.append(f"{each.id}: it was to be looked at again by {each.review_by}")
        return bool(self._agreements), missing

    def overdue(self) -> tuple[bool, list[str]]:
        """Return whether there are actions, and those whose day has passed."""
        register = Register.known(self.store)
        late = register.overdue(self.material.definitions, self.now)
        return bool(register.actions), [f"{each.id} of {each.owner}: due {each.waits_until}" for each in late]

    def _lately(self) -> Sequence[Sealed]:
        edges = [previous(PeriodKind.MONTH, self.now, timezone="UTC")]
        while len(edges) < MONTHS:
            edges.append(previous(PeriodKind.MONTH, edges[-1].start, timezone="UTC"))
        since = edges[-1].start
        return [each for each in newest(self.store) if each.seal.ends_at > since]

    def sealed(self) -> tuple[bool, list[str]]:
        """Return whether there are agreements, and the months of each that are not sealed."""
        told, months = self._lately(), [name for name, _ in self._months()]
        missing = []
        for agreement in self._agreements:
            if agreement.period is PeriodKind.MONTH:
                have = {each.seal.period for each in told if each.seal.subject == f"agreement/{agreement.id}"}
                missing += [f"{agreement.id}: {name} is not sealed" for name in months if name not in have]
        return bool(self._agreements), missing

    def signed(self) -> tuple[bool, list[str]]:
        """Return whether anything is sealed, and what is not signed."""
        missing = []
        for each in self._lately():
            done = {one.role for one in signatures(self.store, each.link.report, each.link.restatement)}
            wanting = [role for role in (Role.PREPARED, Role.APPROVED) if role not in done]
            missing += [f"{each.link.report}: not {' and not '.join(wanting)}"] if wanting else []
        return bool(self._lately()), missing

    def chain(self) -> tuple[bool, list[str]]:
        """Return whether there is a chain, and where it is broken."""
        links = list(self.store.reports.links())
        return bool(links), [each.text for each in chain_findings(self.store, links)]

    def pending(self) -> tuple[bool, list[str]]:
        """Return whether there are corrections, and those that wait for an approval."""
        corrections = [each for _, each in self.store.corrections() if each.withdrawn_at is None]
        missing = [f"correction {each.id} of {each.author}" for each in corrections if each.approved_at is None]
        return bool(corrections), missing


def _is_in_force(figure: ObjectiveFigure) -> bool:
    return figure.state is not State.NOT_APPLICABLE


def _percent(ratio: float | None) -> str:
    return "nothing" if ratio is None else f"{int(ratio * 10000) / 100:g} %"


Look = Callable[[Readiness], tuple[bool, list[str]]]
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
