"""The section `maintenance`: windows that come back."""

from collections.abc import Iterator
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from slawatch.config import hours
from slawatch.config.faults import Trail, refused
from slawatch.config.feed_section import FeedSection
from slawatch.config.recurrence import recurrence
from slawatch.config.section import Section
from slawatch.config.values import ClockTime, Day, Seconds, ServiceRefs, Texts, Zone

_NEEDED: Final = {
    "from": 'when it opens, in local time, e.g. "02:00"',
    "for": "how long it stays open; it may run past midnight",
}


def _days(entries: tuple[str, ...]) -> tuple[str, ...]:
    hours.days(",".join(entries))
    return entries


class MaintenanceSection(Section):
    """A window that was agreed once for every time that it opens."""

    services: ServiceRefs
    """The services whose time it excludes."""
    days: Annotated[Texts, AfterValidator(_days), Field(min_length=1)] = ("mon-sun",)
    """The days on which it opens: sun, mon-fri or [sat, sun]; left out: every day."""
    rrule: Annotated[str, AfterValidator(recurrence), WithJsonSchema({"type": "string", "pattern": "FREQ="})] | None = (
        None
    )
    """A rule in the place of days: FREQ=MONTHLY;BYDAY=1SU is the first Sunday of every month."""
    feed: FeedSection | None = None
    """A calendar (iCalendar) whose events are the windows, in the place of days, from and for."""
    opens: ClockTime | None = Field(default=None, alias="from")
    """When it opens, in local time, e.g. "02:00"."""
    lasts: Seconds | None = Field(default=None, alias="for")
    """How long it stays open; it may run past midnight."""
    timezone: Zone = "UTC"
    """The IANA zone of the local time."""
    since: Day
    """The first day on which it may open: figures of the time before stay as they were."""
    until: Day | None = None
    """The last day on which it may open."""
    reason: Annotated[str, Field(min_length=1)]
    """What it is for."""
    approved_by: Annotated[str, Field(min_length=1)]
    """Who agreed to it."""

    @model_validator(mode="after")
    def _one_schedule(self) -> Self:
        faults = [*self._misplaced(), *self._swapped()]
        if faults:
            raise refused("maintenance", faults)
        return self

    def _misplaced(self) -> Iterator[tuple[Trail, str]]:
        told = {field.alias or name for name, field in type(self).model_fields.items() if name in self.model_fields_set}
        if "feed" in told:
            for key in sorted(told & {"days", "rrule", *_NEEDED}):
                yield (key,), "does not go with a feed, whose events are the windows; leave it out"
            if self.feed and "as_" in self.feed.model_fields_set:
                yield ("feed", "as"), "does not go with maintenance, whose windows are neither; leave it out"
            return
        for key, text in _NEEDED.items():
            if key not in told:
                yield (key,), f"is missing; {text}"
        if {"days", "rrule"} <= told:
            yield ("days",), "does not go with rrule, which names the days itself; keep one"

    def _swapped(self) -> Iterator[tuple[Trail, str]]:
        if self.until is not None and self.until < self.since:
            yield ("until",), f"the last day {self.until} lies before the first day {self.since}; swap them"

    @property
    def weekdays(self) -> frozenset[int]:
        """Return the days on which it opens, 0 for Monday."""
        return frozenset(hours.days(",".join(self.days)))
