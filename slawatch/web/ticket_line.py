"""A timer in the list of tickets."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slawatch.engine.listed_timers import ListedTimer
from slawatch.model.result import Band
from slawatch.runtime.inquiry import NamedTimer
from slawatch.web.links import outside
from slawatch.web.question import Question


@dataclass(frozen=True)
class Line:
    """A timer as the list shows it."""

    question: Question
    told: NamedTimer

    @property
    def timer(self) -> ListedTimer:
        """The timer."""
        return self.told.timer

    @property
    def href(self) -> str:
        """The ticket's page."""
        return self.question.links.ticket(self.timer.source, self.told.ticket.id)

    @property
    def tool(self) -> str | None:
        """The ticket's page in its tool."""
        return outside(self.told.ticket.url)

    @cached_property
    def zone(self) -> str:
        """The agreement's zone."""
        return self.timer.promise.agreement.timezone

    @property
    def objective_href(self) -> str:
        """The page of the figure that it counts in."""
        agreement = self.timer.promise.agreement
        service = agreement.judged_as(self.timer.service_id)
        return self.question.links.objective(service, agreement.id, self.timer.promise.objective.id)

    @property
    def used(self) -> str:
        """The share of the target that is used, cut off."""
        ratio = self.timer.used_ratio
        return "—" if ratio is None else f"{int(ratio * 100)} %"

    @property
    def bar(self) -> int:
        """The same as the width of a bar, 0..100."""
        return min(int((self.timer.used_ratio or 0) * 100), 100)

    @property
    def tone(self) -> str:
        """The class of its colour."""
        if self.timer.overdue:
            return "breached"
        return "at_risk" if self.timer.band is Band.FROM_90 else "met"


def of_line(line: Line) -> Mapping[str, Any]:
    """Return a line for programs."""
    timer, ticket = line.timer, line.told.ticket
    agreement = timer.promise.agreement
    return {
        "ticket": ticket.id,
        "key": ticket.key,
        "source": timer.source,
        "url": line.tool,
        "service_id": timer.service_id,
        "sla": agreement.id,
        "version": agreement.version,
        "objective": timer.promise.objective.id,
        "indicator": timer.promise.objective.indicator,
        "priority": timer.priority,
        "cycle": timer.cycle,
        "band": timer.band,
        "paused": timer.paused,
        "breached": timer.overdue,
        "started_at": timer.started_at,
        "stopped_at": timer.stopped_at,
        "breach_at": timer.breach_at,
        "due_at": timer.due_at,
        "due_if_resumed_at": timer.due_if_resumed_at,
        "elapsed_seconds": timer.elapsed_seconds,
        "target_seconds": timer.target_seconds,
        "left_seconds": timer.left_seconds,
        "used_ratio": timer.used_ratio,
        "counted_to": timer.counted_to,
        "timezone": agreement.timezone,
    }
