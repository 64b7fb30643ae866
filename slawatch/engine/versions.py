"""Versions of an agreement: which one judges a timer, and which one a period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from slawatch.engine.availability import Span
from slawatch.engine.windows import contract
from slawatch.model.agreement import Agreement
from slawatch.model.instant import EARLIEST, LATEST, epoch
from slawatch.model.interval import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Which timers one version of an agreement judges."""

    created: Span
    """Of tickets created in the time for which the agreement is in force, in whatever version."""
    started: Span | None
    """Of them those that started then; None where it is the only version, which judges all."""


def by_id(agreements: Iterable[Agreement]) -> Mapping[str, tuple[Agreement, ...]]:
    """Return the versions of each agreement in order, by its id."""
    found: dict[str, tuple[Agreement, ...]] = {}
    for agreement in agreements:
        found[agreement.id] = (*found.get(agreement.id, ()), agreement)
    return found


def whole(versions: Sequence[Agreement]) -> Agreement:
    """Return the newest version as if it had been in force since the first began."""
    return at_all_times(versions[-1], versions)


def judging(versions: Sequence[Agreement], period: Interval, *, as_of: datetime) -> Agreement:
    """Return the newest version that had begun before a period's end, and by as_of, for all of the period.

    A period of the agreement itself holds one version only; a longer one that somebody asks for has to be judged
    by one, too.
    """
    begun = [each for each in versions if _has_begun(each, period, as_of)] or versions[:1]
    return at_all_times(begun[-1], versions)


def term(agreement: Agreement, versions: Sequence[Agreement]) -> Term:
    """Return which timers a version judges: the first also those started before it, the last those after it."""
    created = contract(whole(versions))
    if len(versions) == 1:
        return Term(created=created, started=None)
    begins, ends = contract(agreement)
    first, last = agreement is versions[0], agreement is versions[-1]
    return Term(created=created, started=(epoch(EARLIEST) if first else begins, epoch(LATEST) if last else ends))


def at_all_times(agreement: Agreement, versions: Sequence[Agreement]) -> Agreement:
    """Return a version as if it had been in force from the first instant of all versions to the last."""
    return replace(agreement, starts_at=versions[0].starts_at, ends_at=versions[-1].ends_at)


def is_promised(agreement: Agreement, objective: str, service: str) -> bool:
    """Tell whether a version has an objective, and a figure of it under the name of a service (see judged)."""
    return service in agreement.judged and any(each.id == objective for each in agreement.objectives)


def _has_begun(version: Agreement, period: Interval, as_of: datetime) -> bool:
    return version.starts_at is None or (version.starts_at < period.end and version.starts_at <= as_of)
