"""What a valid configuration will not know for long: hours that end, decrees that are still to come, dead feeds."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from slawatch.calendars.dates import special_dates
from slawatch.calendars.holidays import known_until
from slawatch.config.faults import Fault, report
from slawatch.config.settings import Configuration, FeedSettings
from slawatch.model.feed import FeedEvents
from slawatch.model.hours import WorkingHours

if TYPE_CHECKING:
    from slawatch.runtime.feeds import Kept

WEEK: Final = 7
HORIZON: Final = timedelta(days=90)
"""Holidays that are known for longer are not worth a word."""


def outlook(configuration: Configuration, kept: "Kept", now: datetime) -> tuple[str, ...]:
    """Return a warning a line, with file and line, of what is not known now or will not be soon."""
    faults = [*_calendars(configuration, now.astimezone(UTC).date()), *_feeds(configuration, kept, now)]
    return tuple(report(faults, configuration.places).splitlines())


def _calendars(configuration: Configuration, today: date) -> Iterator[Fault]:
    for name, hours in configuration.definitions.calendars.items():
        if not any(_windows(hours, today + timedelta(days=n)) for n in range(WEEK)):
            last = today + timedelta(days=WEEK - 1)
            yield Fault(("calendars", name), f"it has no hours from {today} to {last}: nothing counts in that week")
        known = known_until(hours.holidays) if hours.holidays else None
        if known is not None and known < today + HORIZON:
            text = (
                f"exchanged working days of {hours.holidays and hours.holidays.country} are known until {known}; "
                "after it holidays follow from their rules, and a newer release of `holidays` knows more"
            )
            yield Fault(("calendars", name, "holidays"), text)


def _windows(hours: WorkingHours, day: date) -> bool:
    special = special_dates(hours, day.year, day.year).get(day)
    return bool(hours.weekly[day.weekday()] if special is None else special.windows)


def _feeds(configuration: Configuration, kept: "Kept", now: datetime) -> Iterator[Fault]:
    if not configuration.feeds:
        return
    from slawatch.runtime.feeds import healths, told  # noqa: PLC0415  reading calendars begins slowly

    said = told(configuration.feeds, kept)
    for health in healths(configuration.feeds, kept):
        stored, events = health.stored, said.get(health.settings.trail)
        failed = f" ({stored.error}, {stored.failed_at:%Y-%m-%d %H:%M} UTC)" if stored and stored.error else ""
        if events is None:
            yield Fault(health.settings.trail, f"{health.settings.name} has never been read{failed}: {_WITHOUT}")
        elif failed and health.last_success_at:
            text = f"{health.settings.name} can't be read{failed}; what it said {health.last_success_at:%Y-%m-%d} stays"
            yield Fault(health.settings.trail, text)
        elif _over(events, health.settings, now):
            yield Fault(health.settings.trail, f"{health.settings.name} tells nothing that is still to come")


_WITHOUT: Final = "figures are computed as if it held no events; `slawatch sync` or `slawatch run` reads it"


def _over(events: FeedEvents, settings: FeedSettings, now: datetime) -> bool:
    """Tell whether nothing is left of a calendar's feed; maintenance may be over for good."""
    all_day, timed = events.all_day, events.timed
    ended = all(each.after <= now.date() for each in all_day) and all(each.end <= now.timestamp() for each in timed)
    return ended and settings.trail[0] == "calendars"
