"""Which conclusion judges which objective, from what its tickets and its service's time tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from slawatch.engine.attainment import NO_TIMERS, Tally
from slawatch.engine.columns import WorkRows
from slawatch.engine.conclusion import Conclusion, of_availability, of_statistic, of_tickets
from slawatch.engine.desk.rows import CaseRows
from slawatch.engine.group_time import JudgedTime
from slawatch.engine.outage_limits import of_longest_outage, of_outages
from slawatch.engine.process_promises import of_first_contact, of_reopened
from slawatch.engine.rows import empty
from slawatch.engine.satisfaction import answers, of_satisfaction
from slawatch.engine.ticket_counts import NO_WORK, of_backlog, of_backlog_age, of_workload
from slawatch.model.agreement import TIMERS, Indicator, Objective

NO_CASES: Final = empty(CaseRows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the tickets of one promise and one service tell."""

    tally: Tally = NO_TIMERS
    """The timers that belong to the window."""
    work: WorkRows = NO_WORK
    cases: CaseRows = NO_CASES
    """The tickets of the work, one row each; both are of all times."""
    reopen_window: int = 0
    """Seconds after a resolution in which a reopening shows that it was none at the first contact."""


_Limited = Callable[[int, Basis, JudgedTime], Conclusion]
_Shared = Callable[[Fraction, Objective, Basis, JudgedTime], Conclusion]

_LIMITED: Final[Mapping[Indicator, _Limited]] = {
    Indicator.OUTAGES: lambda at_most, _, time: of_outages(at_most, time),
    Indicator.LONGEST_OUTAGE: lambda at_most, _, time: of_longest_outage(at_most, time),
    Indicator.BACKLOG: lambda at_most, basis, time: of_backlog(at_most, basis.work, time),
    Indicator.BACKLOG_AGE: lambda at_most, basis, time: of_backlog_age(at_most, basis.work, time),
    Indicator.WORKLOAD: lambda at_most, basis, time: of_workload(at_most, basis.work, time),
}
_SHARED: Final[Mapping[Indicator, _Shared]] = {
    **{timer: lambda target, _, basis, time: of_tickets(target, basis.tally, time) for timer in TIMERS},
    Indicator.AVAILABILITY: lambda target, _, __, time: of_availability(target, time),
    Indicator.SATISFACTION: lambda target, objective, basis, time: of_satisfaction(
        target, objective.minimum_responses, answers(basis.cases, time), time
    ),
    Indicator.FIRST_CONTACT: lambda target, _, basis, time: of_first_contact(
        target, basis.cases, time, reopen_window=basis.reopen_window
    ),
    Indicator.REOPENED: lambda target, _, basis, time: of_reopened(target, basis.cases, time),
}


def concluded(objective: Objective, basis: Basis, time: JudgedTime) -> Conclusion:
    """Return how an objective of one service stands in one window."""
    match objective:
        case Objective(at_most=int(limit)):
            return _LIMITED[objective.indicator](limit, basis, time)
        case Objective(target=Fraction() as target):
            return _SHARED[objective.indicator](target, objective, basis, time)
        case Objective(within=int(limit)):
            return of_statistic(objective.statistic, limit, basis.tally, time)
    raise ValueError(f"the objective {objective.id} promises nothing that can be judged")
