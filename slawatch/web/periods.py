"""Which period an address asks for, bounded so that no answer grows without end."""

from datetime import timedelta
from typing import Final

from slawatch.calendars.periods import FORMS, parse_period
from slawatch.model.agreement import PeriodKind
from slawatch.web.filters import values
from slawatch.web.problem import malformed
from slawatch.web.question import Question

LONGEST: Final = timedelta(days=367)


def asked_period(question: Question) -> str:
    """Return the period asked for, "current" where none is; a Problem where the text names none, or a very long one."""
    told = values(question.query, "period")
    if len(told) > 1:
        raise malformed("period", ", ".join(told), FORMS)
    period = told[0] if told else "current"
    try:
        named = parse_period(period, as_of=question.snapshot.as_of, kind=PeriodKind.MONTH, timezone="UTC")
    except (ValueError, OverflowError) as error:
        raise malformed("period", period, FORMS) from error
    if named.end - named.start > LONGEST:
        raise malformed("period", period, f"{FORMS}; at most {LONGEST.days} days")
    return period
