"""How long each timer may take."""

import numpy as np

from slawatch.calendars.calendar import REACH, Calendar
from slawatch.engine.assignment import Assignments
from slawatch.engine.facts import Ints
from slawatch.engine.plan import Plan
from slawatch.engine.working_hours import by_calendar
from slawatch.model.business_days import BusinessDays


def targets(assigned: Assignments, plan: Plan) -> Ints:
    """Return the working seconds that every timer may take; business days are frozen to such at its start."""
    promised = [promise.objective.within or 0 for promise in plan.promises]
    seconds = np.array([0 if isinstance(within, BusinessDays) else within for within in promised], np.int64)
    target: Ints = seconds[assigned.promise]
    for number, within in enumerate(promised):
        if isinstance(within, BusinessDays):
            own = np.flatnonzero(assigned.promise == number)
            for calendar, places in by_calendar(plan, assigned.promise[own], assigned.service[own]):
                rows = own[places]
                target[rows] = frozen(within, plan.calendars[calendar], assigned.started_at[rows])
    return target


def frozen(within: BusinessDays, calendar: Calendar, start: Ints) -> Ints:
    """Return the working seconds from each start to the instant to which its business days lead.

    Where the calendar ends before so many dates it is all that the calendar has, so that nothing can exceed it.
    """
    due = calendar.add_days(start, within.days, mode=within.mode)
    return calendar.between(start, np.minimum(due, start + REACH))
