"""The section `maintenance`: windows that come back."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from slawatch.config import hours
from slawatch.config.faults import refused
from slawatch.config.section import Section
from slawatch.config.values import ClockTime, Day, Seconds, ServiceRefs, Texts, Zone


def _days(entries: tuple[str, ...]) -> tuple[str, ...]:
    hours.days(",".join(entries))
    return entries


class MaintenanceSection(Section):
    """A window that was agreed once for every time that it opens."""

    services: ServiceRefs
    """The services whose time it excludes."""
    days: Annotated[Texts, AfterValidator(_days), Field(min_length=1)] = ("mon-sun",)
    """The days on which it opens: sun, mon-fri or [sat, sun]; left out: every day."""
    opens: ClockTime = Field(alias="from")
    """When it opens, in local time, e.g. "02:00"."""
    lasts: Seconds = Field(alias="for")
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
    def _until_after_since(self) -> Self:
        if self.until is not None and self.until < self.since:
            text = f"the last day {self.until} lies before the first day {self.since}; swap them"
            raise refused("maintenance", [(("until",), text)])
        return self

    @property
    def weekdays(self) -> frozenset[int]:
        """Return the days on which it opens, 0 for Monday."""
        return frozenset(hours.days(",".join(self.days)))
