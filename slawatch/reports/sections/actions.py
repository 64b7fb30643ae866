"""Improvement: what the period's breaches and outages were answered with, actions with what came of them, decisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple

from slawatch.engine.comparison import Comparison
from slawatch.engine.findings import Breach, Finding, unplanned_outages
from slawatch.model.action import Acceptance, Action, Stage
from slawatch.model.measurement import Goal, Measurement, Quantity
from slawatch.model.reference import BreachRef, ObjectiveRef, Reference
from slawatch.reports import naming
from slawatch.reports.answers import accepting_told, answered, ids_told
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
from slawatch.runtime.concerned import today
from slawatch.runtime.improvement import Effect, Measuring
from slawatch.speech.wording import CHANGES

_DECIMALS: Final = 2
_YES: Final = Phrase("yes")
_NO_ACTION: Final = Phrase("No action is about this subject.")
_STAGES: Final = {
    Stage.PLAN: "planned",
    Stage.DO: "being done",
    Stage.CHECK: "done, its effect is looked at",
    Stage.ACT: "looked at, what follows is made the rule",
    Stage.CLOSED: "closed",
    Stage.CANCELLED: "cancelled",
}


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    register = _Register(draft)
    yield register.answers()
    yield register.actions()
    if register.own:
        yield register.effects()
    yield from register.acceptances()
    yield from written(draft, Place.DECISIONS, "decisions", "Decisions")


class _Answer(NamedTuple):
    is_answered: bool
    row: tuple[Cell, ...]


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
        down = unplanned_outages(material.base, since=span.start, slas=covered.agreements)
        own = (each for each in down if each.ref.started_at < span.end and each.ref.service_id in covered.services)
        return [*self.draft.breaches, *own]

    def today(self, about: Iterable[Reference]) -> date:
        """Return the date of the data cut-off where something is at home: by it acceptances hold, actions are due."""
        return today(about, self.draft.material.definitions, self.draft.material.as_of)

    def answers(self) -> Table:
        """What each breach and outage was answered with; what nobody answered comes first."""
        told = sorted(map(self._answer, self.findings), key=lambda each: each.is_answered)
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
            rows=tuple(each.row for each in told),
            empty=Phrase("No objective was missed and no unplanned outage cost agreed time."),
            is_reference=True,
        )

    def _answer(self, found: Finding) -> _Answer:
        notes, material = self.draft.notes, self.draft.material
        is_answered = answered(found.ref, notes, material)
        row = (
            self._named(found),
            naming.service(material.definitions, found.ref.service_id),
            Instant(found.at),
            ids_told(found.ref, notes, material),
            accepting_told(found.ref, notes, material),
            _YES if is_answered else Phrase("not yet"),
            Foreign(str(found.ref)),
        )
        return _Answer(is_answered, row)

    @cached_property
    def own(self) -> list[tuple[Action, Effect]]:
        """The actions about the subject, each with what came of it."""
        told = [each for each in self.draft.notes.actions if self._concerns(each)]
        return [(each, self.measuring.effect(each)) for each in told]

    def actions(self) -> Table:
        """The actions about the subject."""
        return Table(
            id="actions",
            title=Phrase("Improvement actions"),
            columns=(
                column("id", "Id"),
                column("action", "Action"),
                column("owner", "Owner"),
                column("due", "Due"),
                column("overdue", "Overdue"),
                column("stage", "Stage"),
                column("goal", "Goal"),
                column("reached", "Goal reached"),
            ),
            rows=tuple(self._action(*each) for each in self.own),
            empty=_NO_ACTION,
        )

    def _action(self, each: Action, effect: Effect) -> tuple[Cell, ...]:
        return (
            Linked(Foreign(each.id), action(each.id)),
            Foreign(each.title),
            Foreign(each.owner),
            Day(each.due_on),
            Phrase("yes") if each.is_overdue(self.today(each.about)) else Phrase("no"),
            Phrase(_STAGES[each.stage]),
            _goal(each.goal),
            _reached(effect),
        )

    def effects(self) -> Table:
        """What the actions were about, and what they changed."""
        return Table(
            id="actions-detail",
            title=Phrase("Improvement actions: before and after"),
            columns=(
                column("id", "Id"),
                column("about", "About"),
                column("baseline", "Before"),
                column("baseline_n", "n before"),
                column("result", "Since it was done"),
                column("result_n", "n since"),
                column("change", "What it shows", "by an exact test of the two, at a level of 5 %"),
                column("p_value", "p", "the probability that chance alone makes such a difference"),
                column("outcome", "What was said"),
            ),
            rows=tuple(_effect(*each) for each in self.own),
            empty=_NO_ACTION,
            is_evidence=True,
        )

    def acceptances(self) -> Iterator[Table]:
        """What was accepted without an action."""
        own = [
            each
            for each in self.draft.notes.acceptances
            if any(map(self._is_own, each.about)) and self.draft.material.tells(each)
        ]
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
            Phrase("yes") if each.holds(self.today(each.about)) else Phrase("no"),
        )

    def _concerns(self, each: Action) -> bool:
        """Tell whether an action is about the subject: by what it names, or by the figure it is to make better."""
        named = (*each.about, *([each.measure] if each.measure else []))
        return any(map(self._is_own, named)) and self.draft.material.tells(each)

    def _is_own(self, named: Reference) -> bool:
        covered = self.draft.material.covered
        if isinstance(named, BreachRef | ObjectiveRef):
            return covered.holds(named.service_id, named.sla)
        return named.service_id in covered.services

    def _named(self, found: Finding) -> Cell:
        if not isinstance(found, Breach):
            return Phrase("unplanned outage")
        material = self.draft.material
        parts: dict[str, Cell] = {
            "agreement": naming.agreement(material.definitions, found.ref.sla),
            "objective": material.in_words(found.figure),
        }
        return Phrase("{agreement}: {objective} missed", parts)


def _effect(each: Action, effect: Effect) -> tuple[Cell, ...]:
    return (
        Linked(Foreign(each.id), action(each.id)),
        Foreign(", ".join(map(str, each.about))),
        _measured(each.baseline, "no baseline was stated"),
        _basis(each.baseline),
        _measured(effect.result, "not done yet, or nothing was measured"),
        _basis(effect.result),
        *_shown(effect.comparison),
        Foreign(each.reason) if each.reason else Unknown(Phrase("nothing")),
    )


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
    return Phrase(CHANGES[compared.change]), p_value


def _reached(effect: Effect) -> Cell:
    if effect.is_reached is None:
        return Unknown(Phrase("not known"))
    return Phrase("yes") if effect.is_reached else Phrase("no")
