"""Whether what stands below a promise can carry it, with numbers: what does not fit, and the check of shares.

Without columns, since `slawatch check` reads every configuration; the check of times is in `passage`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from slawatch.engine.chain import Link, below, carries, promised
from slawatch.engine.watermarks import made_of
from slawatch.model.agreement import Agreement, Indicator, Objective, Scope
from slawatch.model.definitions import Definitions
from slawatch.model.service import Capacity, ServiceId


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


def misalignments(definitions: Definitions) -> Iterator[LowerShare | InSeries]:
    """Yield the shares that what stands below a promise can't keep, by agreement, objective and service."""
    for upper, service in promised(definitions):
        if upper.objective.indicator is Indicator.AVAILABILITY:
            yield from _in_series(definitions, upper, service)
        yield from _lower_shares(definitions, upper, service)


def _lower_shares(definitions: Definitions, upper: Link, service: str) -> Iterator[LowerShare]:
    for agreement in below(definitions, upper.agreement, service):
        for objective in agreement.objectives if service in agreement.services else ():
            alike = carries(objective, upper.objective) and _alike(agreement, upper.agreement)
            if alike and _keeps_less(objective, upper.objective):
                yield LowerShare(upper=upper, service=service, lower=Link(agreement, objective))


def _keeps_less(lower: Objective, upper: Objective) -> bool:
    return lower.target is not None and upper.target is not None and lower.target < upper.target


def _alike(one: Agreement, other: Agreement) -> bool:
    """Tell whether shares of two agreements compare: a common one binds no single service."""
    told = [
        frozenset(each.services) if each.scope is Scope.AGREEMENT else frozenset[ServiceId]() for each in (one, other)
    ]
    return told[0] == told[1] and one.weights == other.weights


def _in_series(definitions: Definitions, upper: Link, service: str) -> Iterator[InSeries]:
    known = {part: link for part in made_of(definitions, service) if (link := _promised(definitions, upper, part))}
    target, parts = upper.objective.target, tuple(sorted(known.items()))
    if service in known or not known or target is None:
        return
    whole = estimate(definitions, service, {part: link.objective.target or Fraction(1) for part, link in parts})
    if whole < target:
        yield InSeries(upper=upper, service=service, estimate=whole, parts=parts)


def _promised(definitions: Definitions, upper: Link, service: str) -> Link | None:
    """Return the lowest availability that is promised below of exactly this service."""
    found = [
        Link(agreement, objective)
        for agreement in below(definitions, upper.agreement, service)
        if service in agreement.services and _alike(agreement, upper.agreement)
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
