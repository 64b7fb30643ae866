"""What is being done about outages, as the improvement register has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from slawatch.engine.findings import Breach, UnplannedOutage
from slawatch.engine.one_outage import OneOutage
from slawatch.model.action import Action
from slawatch.model.reference import OutageRef
from slawatch.runtime.inquired_register import InquiredRegister
from slawatch.web.question import Question


@dataclass(frozen=True)
class Told:
    """Of one outage."""

    actions: Sequence[str]
    """The ids of actions that answer it."""
    accepted: Sequence[str]
    """The ids of acceptances that hold."""
    found: Sequence[OutageRef]
    """What of it cost agreed time, so that somebody must answer it."""
    waits: bool
    """Whether nobody has."""

    @property
    def needed(self) -> bool:
        """Whether somebody must answer it."""
        return bool(self.found)


@dataclass(frozen=True)
class OutageAnswers:
    """Looked up once a page."""

    question: Question

    @cached_property
    def _found(self) -> Sequence[UnplannedOutage]:
        return [each for each in self.question.inquiry.findings if not isinstance(each, Breach)]

    @cached_property
    def _unanswered(self) -> frozenset[str]:
        told = self._improvement.unanswered(self.question.now)
        return frozenset(str(each.ref) for each in told)

    @cached_property
    def _improvement(self) -> InquiredRegister:
        return self.question.inquiry.improvement

    def of(self, outage: OneOutage) -> Told:
        """Return what answers an outage."""
        definitions, now = self.question.inquiry.definitions, self.question.now
        own = [each for each in self._found if self._is(each, outage)]
        answers = [answer for each in own for answer in self._improvement.register.answers(each.ref, definitions, now)]
        actions = dict.fromkeys(each.id for each in answers if isinstance(each, Action))
        accepted = dict.fromkeys(each.id for each in answers if not isinstance(each, Action))
        waits = any(str(each.ref) in self._unanswered for each in own)
        return Told(list(actions), list(accepted), [each.ref for each in own], waits=waits)

    def _is(self, found: UnplannedOutage, outage: OneOutage) -> bool:
        end = outage.ended_at or self.question.snapshot.as_of
        return (
            outage.is_down and found.ref.service_id == outage.service_id and found.ref.overlaps(outage.started_at, end)
        )
