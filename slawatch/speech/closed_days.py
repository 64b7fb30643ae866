"""Why hours are closed, as a person reads it: a holiday by its name in their language, where the almanac knows it."""

from datetime import datetime

from slawatch.calendars.holidays import holiday_names
from slawatch.calendars.zones import zone
from slawatch.model.hours import WorkingHours
from slawatch.speech.speech import Speech


def why_closed(reason: str, hours: WorkingHours, at: datetime, speech: Speech) -> str:
    """Return the reason of a stretch of a calendar that begins at an instant; as it is where nobody translated it."""
    said = speech.say(reason)
    if said != reason or hours.holidays is None:
        return said
    names = holiday_names(hours.holidays, at.astimezone(zone(hours.timezone)).year).get(reason)
    return speech.name(names) if names else said
