"""One improvement action: about what, whose, the figure before and since, and everything that was stated of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, NamedTuple

from slawatch.model.action import Action, is_meant
from slawatch.model.measurement import Goal, Measurement
from slawatch.model.reference import BreachRef, ObjectiveRef, OutageRef, Reference, ServiceRef
from slawatch.model.user import Role
from slawatch.runtime.improvement import is_inverted
from slawatch.runtime.operator_facts import StatementError
from slawatch.runtime.stated_actions import named_in
from slawatch.speech.told_measurement import EXPLAINED, goal_told, measurement_told
from slawatch.web.action_documents import of_action
from slawatch.web.action_list import STAGES, ActionLine
from slawatch.web.finding_list import outage_href
from slawatch.web.problem import Problem
from slawatch.web.question import Answer, Question

_KINDS: Final = {
    BreachRef.kind: "breach",
    OutageRef.kind: "outage",
    ObjectiveRef.kind: "objective",
    ServiceRef.kind: "service",
}
_CHANGED: Final = {
    "title": "Title",
    "about": "About",
    "owner": "Owner",
    "due_on": "Due",
    "check_on": "Check by",
    "stage": "Stage",
    "cause": "Cause",
    "plan": "Plan of action",
    "goal": "Target",
    "done_at": "Done",
    "result": "Result",
}
"""Fields of which a change is told, with what they are called."""
_REACHED: Final = {True: "target reached", False: "target not reached"}


class About(NamedTuple):
    """What an action is about, with the page that tells of it."""

    kind: str
    text: str
    href: str


class Step(NamedTuple):
    """A version of an action."""

    at: datetime
    by: str
    changes: Sequence[tuple[str, str]]
    """What it is called and what it became."""
    reason: str
    is_first: bool


@dataclass(frozen=True)
class ActionPage:
    """The page."""

    question: Question
    line: ActionLine
    versions: Sequence[Action]

    @property
    def action(self) -> Action:
        """The action in its newest version."""
        return self.line.action

    @property
    def about(self) -> Iterator[About]:
        """Everything that it is about."""
        for each in self.action.about:
            yield About(_KINDS[each.kind], str(each).partition("/")[2], self._href(each))

    @property
    def reached(self) -> str:
        """Whether the goal is reached; empty where that can't be told."""
        told = self.line.effect.is_reached
        return "" if told is None else _REACHED[told]

    @property
    def explained(self) -> str:
        """What the comparison means; empty where there is none."""
        compared = self.line.effect.comparison
        return "" if compared is None else EXPLAINED[compared.change]

    @property
    def steps(self) -> Iterator[Step]:
        """Every version, the newest first."""
        pairs = list(zip([None, *self.versions], self.versions, strict=False))
        for before, version in reversed(pairs):
            yield Step(
                at=version.changed_at,
                by=version.changed_by,
                changes=[] if before is None else list(self._changes(before, version)),
                reason=version.reason,
                is_first=before is None,
            )

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        definitions = self.question.inquiry.definitions
        return of_action(self.action, definitions, self.question.now, self.line.effect, self.versions)

    def _changes(self, before: Action, version: Action) -> Iterator[tuple[str, str]]:
        for field in fields(version):
            now = getattr(version, field.name)
            if field.name in _CHANGED and now != getattr(before, field.name):
                yield _CHANGED[field.name], self._told(now)

    def _told(self, value: object) -> str:
        speech, inverted = self.question.speech, is_inverted(self.action.measure, self.question.inquiry.definitions)
        match value:
            case None | "":
                return "—"
            case Measurement():
                return measurement_told(speech, value, inverted=inverted)
            case Goal():
                return goal_told(speech, value, inverted=inverted)
            case datetime():
                return speech.local(value, self.line.zone)
            case tuple():
                return ", ".join(map(str, value))
        return speech.say(STAGES[value][1]) if value in STAGES else str(value)  # type: ignore[index]

    def _href(self, each: Reference) -> str:
        links = self.question.links
        match each:
            case BreachRef():
                return links.objective(each.service_id, each.sla, each.objective, each.period)
            case ObjectiveRef():
                return links.objective(each.service_id, each.sla, each.objective)
            case OutageRef():
                found = (one.ref for one in self.question.inquiry.findings if isinstance(one.ref, OutageRef))
                return outage_href(self.question, next((one for one in found if is_meant(each, one)), each))
        return links.service(each.service_id)


def answer(question: Question) -> Answer:
    """Return the page of an action; a Problem where there is none."""
    known, name = question.inquiry.improvement, question.path["action"]
    try:
        action = named_in(known.register, name)
    except StatementError as error:
        raise Problem(404, "There is no such action", "{reason}", {"reason": str(error)}) from error
    line = ActionLine(question, action, known.effects([action])[action.id])
    page = ActionPage(question, line, known.versions(action))
    return Answer(
        has_forms=question.user.may(Role.WRITE),
        template="action.html",
        title=f"{action.id} {action.title}",
        view=page,
        document=page.document,
    )
