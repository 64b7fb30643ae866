"""How long a ticket takes through everything that stands below a promised time, each part in its own hours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import numpy as np

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.engine.alignment import TooLong
from slawatch.engine.chain import Link, stages, timed
from slawatch.engine.facts import Ints
from slawatch.engine.target import frozen
from slawatch.model.agreement import Objective
from slawatch.model.business_days import BusinessDays
from slawatch.model.definitions import Definitions
from slawatch.model.hours import WorkingHours
from slawatch.model.instant import from_epoch

_MONDAY: Final = int(datetime(2026, 1, 12, tzinfo=UTC).timestamp())
"""A week in which no clock changes; holidays are left out of it, so that it stands for all."""
_STARTS: Final = _MONDAY + 60 * np.arange(7 * 1440)


def too_long(definitions: Definitions) -> Iterator[TooLong]:
    """Yield the promised times that what stands below them may exceed, by agreement, objective and service."""
    hours = OrdinaryHours(definitions)
    for upper, service in timed(definitions):
        yield from _too_long(hours, upper, service)


@dataclass(frozen=True, slots=True)
class OrdinaryHours:
    """Calendars without holidays and other dates, compiled when they are asked for."""

    definitions: Definitions
    _known: dict[str, Calendar] = field(default_factory=dict)

    def calendar(self, name: str) -> Calendar:
        """Return a calendar's ordinary weeks; one that opens on single dates only is taken as it is."""
        if name not in self._known:
            hours = self.definitions.calendars[name]
            weekly = WorkingHours(id=hours.id, timezone=hours.timezone, weekly=hours.weekly)
            self._known[name] = compiled(weekly if any(hours.weekly) else hours)
        return self._known[name]

    def of(self, link: Link, service: str) -> str:
        """Return the id of the calendar in which a promise runs."""
        own = service if service in link.agreement.services else link.agreement.services[0]
        return link.objective.hours or self.definitions.services[own].hours


def _too_long(hours: OrdinaryHours, upper: Link, service: str) -> Iterator[TooLong]:
    found = [(link, hours.of(link, service)) for link in stages(hours.definitions, upper, service)]
    if not found:
        return
    own = hours.of(upper, service)
    above, at = hours.calendar(own), _STARTS
    for link, name in found:
        at = hours.calendar(name).add(at, _allowed(link.objective, hours.calendar(name), at))
    allowed, taken = _allowed(upper.objective, above, _STARTS), above.between(_STARTS, at)
    lacking = taken - allowed
    worst = int(np.argmax(lacking))
    if lacking[worst] > 0:
        yield TooLong(
            upper=upper,
            service=service,
            hours=own,
            stages=tuple(found),
            allowed_seconds=int(allowed[worst]),
            taken_seconds=int(taken[worst]),
            starts_at=from_epoch(_STARTS[worst]) if lacking.min() < lacking[worst] else None,
        )


def _allowed(objective: Objective, calendar: Calendar, at: Ints) -> Ints:
    within = objective.within or 0
    return frozen(within, calendar, at) if isinstance(within, BusinessDays) else np.full(len(at), within, np.int64)
