"""Rules of recurrence (RFC 5545) for windows that open once on a day."""

from datetime import datetime
from typing import Final

from dateutil.rrule import rrulestr

from slawatch.config.faults import choice

_FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_ELSEWHERE: Final = {
    "DTSTART": "the first day is since: 2026-01-01",
    "UNTIL": "the last day is until: 2026-12-31",
    "BYHOUR": 'the time is from: "02:00"',
    "BYMINUTE": 'the time is from: "02:00"',
    "BYSECOND": 'the time is from: "02:00"',
}
_PROBE: Final = datetime(2000, 1, 1)  # noqa: DTZ001  days of any zone
_LAST_PROBE: Final = datetime(2040, 1, 1)  # noqa: DTZ001  likewise


def recurrence(text: str) -> str:
    """Return a rule such as FREQ=MONTHLY;BYDAY=1SU; ValueError says what is wrong with it."""
    rule = text.strip().upper().removeprefix("RRULE:")
    told = dict(part.partition("=")[::2] for part in rule.split(";"))
    for key, elsewhere in _ELSEWHERE.items():
        if key in told or f"{key}:" in rule:
            raise ValueError(f"{key} does not belong into the rule; {elsewhere}")
    if told.get("FREQ") not in _FREQUENCIES:
        raise ValueError(f'"{text}" has no FREQ of days{choice(told.get("FREQ", ""), _FREQUENCIES)}')
    if told.get("INTERVAL", "1").strip("0") == "" or not _opens(rule, text, counted="COUNT" in told):
        raise ValueError(f'"{text}" never opens')
    return rule


def _opens(rule: str, text: str, *, counted: bool) -> bool:
    try:
        found = rrulestr(rule, dtstart=_PROBE)
        # A rule that never comes true would be looked for until the year 9999.
        return next(iter(found if counted else found.replace(until=_LAST_PROBE)), None) is not None
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(
            f'"{text}" is no rule of recurrence ({error}); write e.g. FREQ=MONTHLY;BYDAY=1SU for the first Sunday'
        ) from None
