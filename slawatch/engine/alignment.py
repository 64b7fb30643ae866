"""Whether what stands below a promise can carry it: times, hours, shares and availability in series, with numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

import numpy as np

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.engine.chain import Link, below, carries, stages
from slawatch.engine.facts import Ints
from slawatch.engine.target import frozen
from slawatch.engine.watermarks import made_of
from slawatch.model.agreement import Indicator, Objective, Statistic
from slawatch.model.business_days import BusinessDays
from slawatch.model.definitions import Definitions
from slawatch.model.hours import WorkingHours
from slawatch.model.instant import from_epoch
from slawatch.model.service import Capacity

_MONDAY: Final = int(datetime(2026, 1, 12, tzinfo=UTC).timestamp())
"""A week in which no clock changes; holidays are left out of it, so that it stands for all."""
_STARTS: Final = _MONDAY + 60 * np.arange(7 * 1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong:
    """The times below a promised time take longer than it, one after the other, for a ticket of some instant."""

    upper: Link
    service: str
    hours: str
    """The calendar above."""
    stages: tuple[tuple[Link, str], ...]
    """With the calendar of each."""
    allowed_seconds: int
    """Working seconds of the calendar above that the ticket has, as taken_seconds."""
    taken_seconds: int
    starts_at: datetime | None
    """When in an ordinary week the ticket comes for which most is lacking; None: it is the same at all times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerShare:
    """A promise below keeps a smaller share than the one that it carries."""

    upper: Link
    service: str
    lower: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class InSeries:
    """The parts of a service, as promised below, make a worse whole than is promised above.

    An estimate: it takes failures for independent, and a part that nobody promises for one that never fails.
    """

    upper: Link
    service: str
    estimate: Fraction
    parts: tuple[tuple[str, Link], ...]
    """The promised parts, by service."""


Misalignment = TooLong | LowerShare | InSeries


def misalignments(definitions: Definitions) -> Iterator[Misalignment]:
    """Yield what does not fit of every promise with others below it, by agreement, objective and service."""
    hours = OrdinaryHours(definitions)
    for agreement in definitions.agreements:
        for objective in agreement.objectives:
            for service in agreement.services:
                if service in objective.when.get("service", agreement.services):
                    yield from _of(hours, Link(agreement, objective), service)


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


def _of(hours: OrdinaryHours, upper: Link, service: str) -> Iterator[Misalignment]:
    if upper.objective.indicator is Indicator.AVAILABILITY:
        yield from _in_series(hours.definitions, upper, service)
    elif upper.objective.is_timer and upper.objective.statistic is Statistic.SHARE:
        yield from _too_long(hours, upper, service)
    yield from _lower_shares(hours.definitions, upper, service)


def _lower_shares(definitions: Definitions, upper: Link, service: str) -> Iterator[LowerShare]:
    for agreement in below(definitions, upper.agreement, service):
        for objective in agreement.objectives if service in agreement.services else ():
            if carries(objective, upper.objective) and _keeps_less(objective, upper.objective):
                yield LowerShare(upper=upper, service=service, lower=Link(agreement, objective))


def _keeps_less(lower: Objective, upper: Objective) -> bool:
    return lower.target is not None and upper.target is not None and lower.target < upper.target


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


def _in_series(definitions: Definitions, upper: Link, service: str) -> Iterator[InSeries]:
    promised = {part: link for part in made_of(definitions, service) if (link := _promised(definitions, upper, part))}
    target, parts = upper.objective.target, tuple(sorted(promised.items()))
    if service in promised or not promised or target is None:
        return
    whole = estimate(definitions, service, {part: link.objective.target or Fraction(1) for part, link in parts})
    if whole < target:
        yield InSeries(upper=upper, service=service, estimate=whole, parts=parts)


def _promised(definitions: Definitions, upper: Link, service: str) -> Link | None:
    """Return the lowest availability that is promised below of exactly this service."""
    found = [
        Link(agreement, objective)
        for agreement in below(definitions, upper.agreement, service)
        if service in agreement.services
        for objective in agreement.objectives
        if objective.indicator is Indicator.AVAILABILITY and objective.target is not None
    ]
    return min(found, key=lambda link: link.objective.target or Fraction(1), default=None)


def estimate(definitions: Definitions, service: str, promised: Mapping[str, Fraction]) -> Fraction:
    """Return the availability of a service made of parts that fail independently; one that is not promised is 1."""
    if service in promised:
        return promised[service]
    state = definitions.services[service].state
    if state is None:
        return Fraction(1)
    own = {part: estimate(definitions, part, promised) for part in state.parts}
    if isinstance(state, Capacity):
        return sum((state.shares[part] * up for part, up in own.items()), Fraction(0))
    return _at_least(state.needed, list(own.values()))


def _at_least(needed: int, chances: Sequence[Fraction]) -> Fraction:
    """Return the probability that so many of independent events happen."""
    happen = [Fraction(1)]
    for chance in chances:
        pairs = zip([*happen, Fraction(0)], [Fraction(0), *happen], strict=True)
        happen = [same * (1 - chance) + fewer * chance for same, fewer in pairs]
    return sum(happen[needed:], Fraction(0))
