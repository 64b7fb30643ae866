"""Improvement: what the period's breaches and outages were answered with, actions with what came of them, decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final

from slawatch.engine.comparison import Change, Comparison
from slawatch.engine.findings import Finding, breaches, unplanned_outages
from slawatch.model.action import Acceptance, Action, Stage, is_meant
from slawatch.model.measurement import Goal, Measurement, Quantity
from slawatch.model.reference import BreachRef, ObjectiveRef, OutageRef, Reference, ServiceRef
from slawatch.reports import naming
from slawatch.reports.cells import (
    Cell,
    Count,
    Day,
    Foreign,
    Instant,
    Linked,
    Number,
    Phrase,
    Ratio,
    Seconds,
    Unknown,
)
from slawatch.reports.columns import column
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.notes import Place
from slawatch.reports.paths import action
from slawatch.reports.reasons import reason
from slawatch.reports.written_texts import written
from slawatch.runtime.improvement import Effect, Measuring

_DECIMALS: Final = 2
_STAGES: Final = {
    Stage.PLAN: "planned",
    Stage.DO: "being done",
    Stage.CHECK: "done, its effect is looked at",
    Stage.ACT: "looked at, what follows is made the rule",
    Stage.CLOSED: "closed",
    Stage.CANCELLED: "cancelled",
}
_CHANGES: Final = {
    Change.BETTER: "better",
    Change.WORSE: "worse",
    Change.NONE_SHOWN: "no difference shown",
    Change.TOO_FEW: "too few to tell",
    Change.NOT_TESTED: "not tested",
}


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    register = _Register(draft)
    yield register.answers()
    yield register.actions()
    yield from register.acceptances()
    yield from written(draft, Place.DECISIONS, "decisions", "Decisions")


@dataclass(frozen=True, eq=False)
class _Register:
    draft: Draft

    @cached_property
    def measuring(self) -> Measuring:
        return Measuring(lambda: self.draft.material.base)

    @cached_property
    def findings(self) -> list[Finding]:
        material = self.draft.material
        span, covered = material.cuts.span, material.covered
        missed = breaches(material.own_periods, material.plan)
        down = unplanned_outages(material.base, since=span.start)
        own = (each for each in down if each.ref.started_at < span.end and each.ref.service_id in covered.services)
        return [*missed, *(each for each in own if set(each.slas) & set(covered.agreements))]

    @property
    def today(self) -> date:
        """The date of the data cut-off, by which acceptances hold and actions are overdue."""
        material = self.draft.material
        return material.as_of.astimezone(material.cuts.zone).date()

    def answers(self) -> Table:
        """What each breach and outage was answered with."""
        return Table(
            id="findings",
            title=Phrase("Breaches and outages, and what answers them"),
            columns=(
                column("finding", "Breach or outage"),
                column("service", "Service"),
                column("at", "At"),
                column("actions", "Actions"),
                column("accepted_by", "Accepted by"),
                column("answered", "Answered"),
                column("reference", "Reference", "how commands and pages name it"),
            ),
            rows=tuple(map(self._answer, self.findings)),
            empty=Phrase("No objective was missed and no unplanned outage cost agreed time."),
        )

    def _answer(self, found: Finding) -> tuple[Cell, ...]:
        notes, definitions = self.draft.notes, self.draft.material.definitions
        actions = [each for each in notes.actions if any(is_meant(named, found.ref) for named in each.answers)]
        accepted = [each for each in notes.acceptances if self._accepts(each, found)]
        return (
            self._named(found.ref),
            naming.service(definitions, found.ref.service_id),
            Instant(found.at),
            Foreign(", ".join(each.id for each in actions)) if actions else Unknown(Phrase("none")),
            Foreign(", ".join(each.accepted_by for each in accepted)) if accepted else Unknown(Phrase("nobody")),
            Phrase("yes") if actions or accepted else Phrase("not yet"),
            Foreign(str(found.ref)),
        )

    def _accepts(self, each: Acceptance, found: Finding) -> bool:
        return each.holds(self.today) and any(is_meant(named, found.ref) for named in each.about)

    def actions(self) -> Table:
        """The actions about the subject."""
        return Table(
            id="actions",
            title=Phrase("Improvement actions"),
            columns=(
                column("id", "Id"),
                column("action", "Action"),
                column("about", "About"),
                column("owner", "Owner"),
                column("due", "Due"),
                column("stage", "Stage"),
                column("overdue", "Overdue"),
                column("baseline", "Before"),
                column("baseline_n", "n before"),
                column("goal", "Goal"),
                column("result", "Since it was done"),
                column("result_n", "n since"),
                column("change", "What it shows", "by an exact test of the two, at a level of 5 %"),
                column("p_value", "p", "the probability that chance alone makes such a difference"),
                column("reached", "Goal reached"),
                column("outcome", "What was said"),
            ),
            rows=tuple(self._action(each) for each in self.draft.notes.actions if self._concerns(each)),
            empty=Phrase("No action is about this subject."),
        )

    def _action(self, each: Action) -> tuple[Cell, ...]:
        effect = self.measuring.effect(each)
        return (
            Linked(Foreign(each.id), action(each.id)),
            Foreign(each.title),
            Foreign(", ".join(map(str, each.about))),
            Foreign(each.owner),
            Day(each.due_on),
            Phrase(_STAGES[each.stage]),
            Phrase("yes") if each.is_overdue(self.today) else Phrase("no"),
            _measured(each.baseline, "no baseline was stated"),
            _basis(each.baseline),
            _goal(each.goal),
            _measured(effect.result, "not done yet, or nothing was measured"),
            _basis(effect.result),
            *_shown(effect.comparison),
            _reached(effect),
            Foreign(each.reason) if each.reason else Unknown(Phrase("nothing")),
        )

    def acceptances(self) -> Iterator[Table]:
        """What was accepted without an action."""
        own = [each for each in self.draft.notes.acceptances if any(map(self._is_own, each.about))]
        if own:
            yield Table(
                id="acceptances",
                title=Phrase("Accepted without an action"),
                columns=(
                    column("id", "Id"),
                    column("about", "About"),
                    column("accepted_by", "Accepted by"),
                    column("reason", "Reason"),
                    column("until", "Until"),
                    column("holds", "Holds"),
                ),
                rows=tuple(map(self._acceptance, own)),
                empty=Phrase("Nothing was accepted without an action."),
            )

    def _acceptance(self, each: Acceptance) -> tuple[Cell, ...]:
        return (
            Foreign(each.id),
            Foreign(", ".join(map(str, each.about))),
            Foreign(each.accepted_by),
            Foreign(each.reason),
            Day(each.until) if each.until else Unknown(Phrase("for good")),
            Phrase("yes") if each.holds(self.today) else Phrase("no"),
        )

    def _concerns(self, each: Action) -> bool:
        """Tell whether an action is about the subject: by what it names, or by the figure it is to make better."""
        return any(map(self._is_own, (*each.about, *([each.measure] if each.measure else []))))

    def _is_own(self, named: Reference) -> bool:
        covered = self.draft.material.covered
        if isinstance(named, BreachRef | ObjectiveRef):
            return covered.holds(named.service_id, named.sla)
        return named.service_id in covered.services

    def _named(self, named: Reference) -> Cell:
        definitions = self.draft.material.definitions
        match named:
            case BreachRef() | ObjectiveRef():
                parts: dict[str, Cell] = {
                    "agreement": naming.agreement(definitions, named.sla),
                    "objective": Foreign(named.objective),
                }
                return Phrase("{agreement}: {objective} missed", parts)
            case OutageRef() | ServiceRef():
                return Phrase("unplanned outage")


def _measured(told: Measurement | None, otherwise: str) -> Cell:
    if told is None:
        return Unknown(Phrase(otherwise))
    if told.value is None:
        return Unknown(reason(told.reason or "no data"))
    if told.quantity is Quantity.RATIO and told.good is not None:
        return Ratio(Fraction(told.good, told.count), _DECIMALS)
    return _amount(told.quantity, told.value)


def _amount(quantity: Quantity, value: float) -> Cell:
    match quantity:
        case Quantity.RATIO:
            return Ratio(Fraction(repr(value)), _DECIMALS)
        case Quantity.SECONDS:
            return Seconds(value)
        case Quantity.EVENTS:
            return Count(int(value))


def _basis(told: Measurement | None) -> Cell:
    return Unknown(Phrase("none")) if told is None or told.value is None else Count(told.count)


def _goal(goal: Goal | None) -> Cell:
    if goal is None:
        return Unknown(Phrase("no goal was stated"))
    if goal.quantity is Quantity.RATIO:
        share = Ratio(Fraction(repr(goal.value)), _DECIMALS, is_limit=True)
        return Phrase("at least {limit}", {"limit": share})
    return Phrase("at most {limit}", {"limit": _amount(goal.quantity, goal.value)})


def _shown(compared: Comparison | None) -> tuple[Cell, Cell]:
    if compared is None:
        return Unknown(Phrase("nothing to compare")), Unknown(Phrase("nothing to compare"))
    p_value = Unknown(Phrase("not tested")) if compared.p_value is None else Number(compared.p_value, 3)
    return Phrase(_CHANGES[compared.change]), p_value


def _reached(effect: Effect) -> Cell:
    if effect.is_reached is None:
        return Unknown(Phrase("not known"))
    return Phrase("yes") if effect.is_reached else Phrase("no")
