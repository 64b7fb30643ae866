"""Hours of a calendar, as a person reads them."""

# ruff: noqa: RUF001  en dashes stand between times

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from slawatch.model.hours import Window, WorkingHours
from slawatch.speech.speech import Speech

ALWAYS: Final = "24x7"
"""Hours that never end."""
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK: Final = 7
_DAY: Final = 86400
_HOUR: Final = 3600
_ALL_DAY: Final[Sequence[Window]] = ((0, _DAY),)


def hours_in_words(hours: WorkingHours, speech: Speech) -> str:
    """Return the hours of a calendar: "Mon-Fri 09:00-12:00, 13:00-18:00, Asia/Shanghai, closed on holidays of CN"."""
    say = speech.say
    parts = [say(ALWAYS) if _always(hours) else say("; ").join(_week(hours, speech))]
    if not _always(hours):
        parts.append(hours.timezone)
    if hours.holidays is not None:
        place = "-".join(filter(None, (hours.holidays.country, hours.holidays.subdivision)))
        parts.append(say("closed on holidays of {place}", place=place))
    dated = len(hours.closed) + len(hours.closed_yearly)
    if dated:
        parts.append(say("{n} dates closed", n=dated))
    if hours.openings:
        parts.append(say("{n} dates with hours of their own", n=len(hours.openings)))
    return say(", ").join(parts)


def hours_in_brief(hours: WorkingHours, speech: Speech) -> str:
    """Return hours a day and days a week: "8x5"; all the words where days are not alike, or some of 7 are closed."""
    lengths = {sum(end - start for start, end in windows) for windows in hours.weekly if windows}
    days = sum(map(bool, hours.weekly))
    whole = lengths == {_DAY} and days == _WEEK
    if len(lengths) > 1 or not lengths or (whole and not _always(hours)):
        return hours_in_words(hours, speech)
    return speech.say("{hours}x{days}", hours=f"{lengths.pop() / _HOUR:g}", days=days)


def _always(hours: WorkingHours) -> bool:
    exact = not (hours.holidays or hours.closed or hours.closed_yearly or hours.openings or hours.feeds)
    return exact and all(tuple(windows) == _ALL_DAY for windows in hours.weekly)


def _week(hours: WorkingHours, speech: Speech) -> Iterator[str]:
    """Yield the days that follow each other with the same windows as one."""
    for windows, group in groupby(range(_WEEK), key=lambda day: hours.weekly[day]):
        days = [speech.say(_DAYS[day]) for day in group]
        if windows:
            span = days[0] if len(days) == 1 else f"{days[0]}–{days[-1]}"
            yield f"{span} {', '.join(map(_window, windows))}"


def _window(window: Window) -> str:
    return "–".join(clock(seconds) for seconds in window)


def clock(seconds: int) -> str:
    """Return seconds after midnight as a wall clock shows them; 24:00 and more is the day after."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
