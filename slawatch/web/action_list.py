"""The improvement register: every action with its figure before, what is meant, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from slawatch.model.action import Acceptance, Action, Stage
from slawatch.model.definitions import Definitions
from slawatch.runtime.concerned import agreements_of, today, zone_of
from slawatch.runtime.improvement import Effect, is_inverted
from slawatch.runtime.inquired_register import InquiredRegister
from slawatch.speech.told_measurement import comparison_told, goal_told, measurement_told
from slawatch.web.action_documents import of_acceptance, of_action
from slawatch.web.documents import list_head
from slawatch.web.filters import known_ids, removable, values
from slawatch.web.problem import malformed
from slawatch.web.question import Answer, Question

WHICH: Final = {"open": "Open actions", "overdue": "Overdue actions", "all": "All actions"}
"""What can be asked for, with what it is called."""
STAGES: Final = {
    Stage.PLAN: ("○", "Plan", "no_data"),
    Stage.DO: ("▷", "Do", "no_data"),
    Stage.CHECK: ("◇", "Check", "no_data"),
    Stage.ACT: ("◆", "Act", "no_data"),
    Stage.CLOSED: ("✓", "Closed", "met"),
    Stage.CANCELLED: ("✕", "Cancelled", "not_applicable"),
}
MOST_ROWS: Final = 500


@dataclass(frozen=True)
class ActionLine:
    """An action as a page shows it."""

    question: Question
    action: Action
    effect: Effect

    @property
    def sign(self) -> tuple[str, str, str]:
        """Symbol, word and tone of its stage."""
        return STAGES[self.action.stage]

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed where it is at home."""
        return self.action.is_overdue(today(self.action.about, self._definitions, self.question.now))

    @property
    def zone(self) -> str:
        """The zone of its dates."""
        return zone_of(self.action.about, self._definitions)

    @property
    def agreements(self) -> Sequence[str]:
        """The ids of the agreements that it concerns."""
        return agreements_of(self.action.about, self._definitions)

    @property
    def baseline(self) -> str:
        """Its figure before, with the n."""
        return measurement_told(self.question.speech, self.action.baseline, inverted=self._inverted)

    @property
    def goal(self) -> str:
        """What the figure is meant to come to."""
        return goal_told(self.question.speech, self.action.goal, inverted=self._inverted)

    @property
    def result(self) -> str:
        """Its figure since it was done, with the n."""
        return measurement_told(self.question.speech, self.effect.result, inverted=self._inverted)

    @property
    def comparison(self) -> str:
        """What the result shows against the baseline."""
        return comparison_told(self.question.speech, self.effect.comparison)

    @property
    def _inverted(self) -> bool:
        return is_inverted(self.action.measure, self._definitions)

    @property
    def _definitions(self) -> Definitions:
        return self.question.inquiry.definitions


@dataclass(frozen=True)
class ActionList:
    """The page."""

    question: Question
    known: InquiredRegister
    which: str
    slas: Sequence[str]
    """The agreements asked for; none: all."""

    @property
    def choices(self) -> Mapping[str, str]:
        """What can be asked for, with what it is called."""
        return WHICH

    @cached_property
    def lines(self) -> Sequence[ActionLine]:
        """The actions that pass, those that are overdue first, then by day."""
        chosen = [each for each in self.known.register.actions if self._passes(each)]
        effects = self.known.effects(chosen)
        lines = [ActionLine(self.question, each, effects[each.id]) for each in chosen]
        return sorted(lines, key=lambda line: (not line.is_overdue, not line.action.is_open, line.action.due_on))

    @property
    def shown(self) -> Sequence[ActionLine]:
        """Those that are shown."""
        return self.lines[:MOST_ROWS]

    @property
    def acceptances(self) -> Sequence[Acceptance]:
        """What was accepted without an action, the newest first; withdrawn and past ones among all only."""
        told = [each for each in self.known.register.acceptances if self._concerns(each)]
        return [each for each in reversed(told) if self.which == "all" or self.holds(each)]

    @property
    def waiting(self) -> int | None:
        """How many findings nobody has answered; None while older periods are not read yet."""
        if not self.question.inquiry.older_periods_read:
            return None
        return len(self.known.unanswered(self.question.now, self.slas))

    def holds(self, acceptance: Acceptance) -> bool:
        """Tell whether an acceptance counts now."""
        return acceptance.holds(today(acceptance.about, self._definitions, self.question.now))

    def other(self, which: str) -> str:
        """Return the address of the list of others."""
        return self.question.links.actions({"which": [which], "sla": list(self.slas)})

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        told = {"sla": self.slas} if self.slas else {}
        return removable(told, lambda _name: self.question.links.actions({"which": [self.which]}))

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        definitions, now = self._definitions, self.question.now
        return {
            **list_head(self.question.snapshot),
            "which": self.which,
            "filters": {"sla": list(self.slas)} if self.slas else {},
            "total": len(self.lines),
            "actions": [of_action(line.action, definitions, now, line.effect) for line in self.lines],
            "acceptances": [of_acceptance(each, definitions, now) for each in self.acceptances],
        }

    def _passes(self, action: Action) -> bool:
        if self.which == "overdue":
            return self._concerns(action) and ActionLine(self.question, action, Effect()).is_overdue
        return self._concerns(action) and (self.which == "all" or action.is_open)

    def _concerns(self, each: Action | Acceptance) -> bool:
        return not self.slas or not set(self.slas).isdisjoint(agreements_of(each.about, self._definitions))

    @property
    def _definitions(self) -> Definitions:
        return self.question.inquiry.definitions


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    which = asked_which(question)
    slas = values(question.query, "sla", known_ids(question.inquiry.definitions)["sla"])
    told = ActionList(question, question.inquiry.improvement, which, slas)
    title = f"{question.speech.say(WHICH[which])}{question.speech.say(': ')}{len(told.lines):,}"
    return Answer(template="actions.html", title=title, view=told, document=told.document)


def asked_which(question: Question) -> str:
    """Return which actions an address asks for; open ones unless it says."""
    told = values(question.query, "which") if "which" in question.query else ["open"]
    which = told[0] if told else "all"
    if which not in WHICH:
        raise malformed("which", which, ", ".join(WHICH))
    return which
