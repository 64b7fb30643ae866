"""Why hours are closed, as a person reads it: a holiday by its name in their language, where the almanac knows it."""

from datetime import datetime

from slawatch.calendars.holidays import holiday_names
from slawatch.calendars.zones import zone
from slawatch.model.hours import WorkingHours
from slawatch.model.service import Names
from slawatch.speech.speech import Speech


def why_closed(reason: str, hours: WorkingHours, at: datetime, speech: Speech) -> str:
    """Return the reason of a stretch of a calendar that begins at an instant; as it is where nobody translated it."""
    said = speech.say(reason)
    names = names_of_closed(reason, hours, at) if said == reason else None
    return speech.name(names) if names else said


def names_of_closed(reason: str, hours: WorkingHours, at: datetime) -> Names | None:
    """Return what the reason of such a stretch is called by language; None where it is no holiday with names."""
    if hours.holidays is None:
        return None
    return holiday_names(hours.holidays, at.astimezone(zone(hours.timezone)).year).get(reason)
