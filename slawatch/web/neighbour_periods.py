"""The periods before and after that of a figure, by the names that addresses have for them."""

from datetime import datetime, timedelta

from slawatch.calendars.period_names import period_name
from slawatch.calendars.periods import period_containing
from slawatch.model.agreement import Period, Rolling
from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure

_SECOND = timedelta(seconds=1)


def neighbours(figure: ObjectiveFigure, kind: Period, as_of: datetime) -> tuple[str, str]:
    """Return the names of both; empty where the figure is of no calendar period, and of one that has not begun."""
    zone, own = figure.timezone, Interval(figure.starts_at, figure.ends_at)
    if isinstance(kind, Rolling) or period_containing(kind, figure.starts_at, timezone=zone) != own:
        return "", ""
    before = period_containing(kind, figure.starts_at - _SECOND, timezone=zone)
    after = period_containing(kind, figure.ends_at, timezone=zone)
    name = period_name(kind, after, timezone=zone) if after.start <= as_of else ""
    return period_name(kind, before, timezone=zone), name
