"""Families of figures, in the order of importance: over the series ceiling, they are left out from the end.

What pages people stands first, then what tells whether the figures can be trusted, then what boards show; details of
full agreements go first.
"""

from typing import Final

from slawatch.exporters.family import evaluated
from slawatch.exporters.objective_names import BUDGETS, FORECASTS, OPEN_TIMERS, PERIODS, PROMISES, TIMER_DETAIL
from slawatch.exporters.register_names import REGISTER
from slawatch.exporters.service_names import (
    DESK,
    QUALITY,
    RELIABILITY,
    RELIABILITY_DETAIL,
    STANDINGS,
    TICKETS,
    TIME,
)

PREPARED: Final = (
    evaluated("slawatch_evaluation_as_of_timestamp_seconds", (), "Instant that every figure is about."),
    *PROMISES,
    *BUDGETS,
    *STANDINGS,
    *OPEN_TIMERS,
    *PERIODS,
    *QUALITY,
    *REGISTER,
    *TIME,
    *FORECASTS,
    *RELIABILITY,
    *TICKETS,
    *DESK,
    *RELIABILITY_DETAIL,
    *TIMER_DETAIL,
)
