"""What the kinds of things are called that the model tells apart: one table each, for reports, pages and commands.

English texts are the keys of their translations.
"""

from collections.abc import Mapping
from typing import Final

from slawatch.engine.comparison import Change
from slawatch.model.agreement import ExclusionMode, Indicator, PeriodKind, ReopenPolicy, Statistic
from slawatch.model.ticket import StatusClass

INDICATORS: Final[Mapping[Indicator, str]] = {
    Indicator.AVAILABILITY: "Availability",
    Indicator.FIRST_RESPONSE: "First response",
    Indicator.ACKNOWLEDGEMENT: "Acknowledgement",
    Indicator.NEXT_REPLY: "Next reply",
    Indicator.PERIODIC_UPDATE: "Periodic update",
    Indicator.RESOLUTION: "Resolution",
    Indicator.RESTORATION: "Restoration",
    Indicator.HANDOVER: "Handling by a team",
    Indicator.OUTAGES: "Outages",
    Indicator.LONGEST_OUTAGE: "Longest outage",
    Indicator.BACKLOG: "Open tickets",
    Indicator.BACKLOG_AGE: "Oldest open ticket",
    Indicator.WORKLOAD: "Tickets brought in",
    Indicator.SATISFACTION: "Satisfaction",
    Indicator.FIRST_CONTACT: "Resolved at the first contact",
    Indicator.REOPENED: "Reopened",
}
"""What is measured."""
TIMERS: Final[Mapping[Indicator, str]] = {
    Indicator.FIRST_RESPONSE: "Answered within {time}",
    Indicator.ACKNOWLEDGEMENT: "Acknowledged within {time}",
    Indicator.NEXT_REPLY: "Replied within {time}",
    Indicator.PERIODIC_UPDATE: "Updated within {time}",
    Indicator.RESOLUTION: "Resolved within {time}",
    Indicator.RESTORATION: "Restored within {time}",
    Indicator.HANDOVER: "Held within {time}",
}
"""What is promised of timers."""
PROMISES: Final[Mapping[Indicator, str]] = {
    **{indicator: name for indicator, name in INDICATORS.items() if indicator not in TIMERS},
    Indicator.AVAILABILITY: "Available",
    Indicator.SATISFACTION: "Satisfied",
}
"""What is promised of everything else."""
STATISTICS: Final[Mapping[Statistic, str]] = {
    Statistic.SHARE: "{promise}",
    Statistic.MEDIAN: "{promise} in the median",
    Statistic.P90: "{promise} in nine of ten cases (p90)",
    Statistic.MEAN: "{promise} on average",
}
"""Of which of them a timer's promise is: of each alike, or of the typical one."""
UNTIL_CLOSING: Final = "{days}, until closing time"
PERIODS: Final[Mapping[PeriodKind, str]] = {
    PeriodKind.WEEK: "week",
    PeriodKind.MONTH: "month",
    PeriodKind.QUARTER: "quarter",
    PeriodKind.HALF_YEAR: "half-year",
    PeriodKind.YEAR: "year",
}
PAUSES: Final[Mapping[StatusClass, str]] = {
    StatusClass.PENDING_REQUESTER: "waits for the requester",
    StatusClass.PENDING_SUPPLIER: "waits for a supplier",
    StatusClass.PENDING_OTHER: "waits for something else",
}
"""What a timer does not run in, said of the ticket."""
REOPENING: Final[Mapping[ReopenPolicy, str]] = {
    ReopenPolicy.RESUME: "the time goes on, the closed gap does not count",
    ReopenPolicy.CONTINUE: "the time goes on, the closed gap counts",
    ReopenPolicy.NEW_CYCLE: "a new timer starts",
}
"""What a reopening does to a timer."""
EXCLUDED_TIME: Final[Mapping[ExclusionMode, str]] = {
    ExclusionMode.AGREED: "taken out of agreed time",
    ExclusionMode.CREDIT: "counted as available",
    ExclusionMode.RAW: "listed only, it counts like any other time",
}
"""What becomes of it."""
CHANGES: Final[Mapping[Change, str]] = {
    Change.BETTER: "better",
    Change.WORSE: "worse",
    Change.NONE_SHOWN: "no difference shown",
    Change.TOO_FEW: "too few to tell",
    Change.NOT_TESTED: "not tested",
}
