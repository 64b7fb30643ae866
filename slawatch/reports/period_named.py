"""What the period of a report is called: a report is looked for under a name, not under "previous"."""

from datetime import datetime
from typing import Final

from slawatch.calendars.period_names import period_name
from slawatch.calendars.periods import parse_period
from slawatch.model.agreement import Period, PeriodKind, Rolling
from slawatch.model.definitions import Definitions
from slawatch.reports.asked import Covered
from slawatch.reports.subject import SubjectKind

_RELATIVE: Final = frozenset({"current", "previous"})


def period_named(period: str, covered: Covered, definitions: Definitions, as_of: datetime) -> str:
    """Return the name of a period for a subject: the current and the previous one are called 2026-11 and 2026-10.

    Of an agreement they are those that it is judged by, of any other subject months.
    """
    if period not in _RELATIVE:
        return period
    kind, zone = _kind(covered, definitions), covered.timezone
    return period_name(kind, parse_period(period, as_of=as_of, kind=kind, timezone=zone), timezone=zone)


def _kind(covered: Covered, definitions: Definitions) -> Period:
    if covered.subject.kind is not SubjectKind.AGREEMENT:
        return PeriodKind.MONTH
    kind = [each for each in definitions.agreements if each.id == covered.subject.id][-1].period
    return PeriodKind.MONTH if isinstance(kind, Rolling) else kind
