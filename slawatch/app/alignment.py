"""Promises that what stands below can't carry, in words."""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import singledispatch
from zoneinfo import ZoneInfo

from slawatch.config.faults import Fault
from slawatch.config.matching import trail
from slawatch.engine.alignment import InSeries, LowerShare, TooLong, misalignments
from slawatch.engine.chain import Link, timed
from slawatch.model.definitions import Definitions
from slawatch.speech.words import time_allowed, working


def alignment_faults(definitions: Definitions) -> Iterator[Fault]:
    """Yield what does not fit, each at its objective; what is so in several versions at the first of them."""
    told: set[tuple[str, str, str]] = set()
    for each in (*_too_long(definitions), *misalignments(definitions)):
        agreement, objective = each.upper
        text = _text(each)
        if (agreement.id, objective.id, text) not in told:
            told.add((agreement.id, objective.id, text))
            yield Fault(("agreements", *trail(definitions, agreement, objective)), text)


def _too_long(definitions: Definitions) -> Iterator[TooLong]:
    if any(timed(definitions)):
        from slawatch.engine.passage import too_long  # noqa: PLC0415  columns begin slowly, most files need none

        yield from too_long(definitions)


@singledispatch
def _text(told: object) -> str:
    raise TypeError(f"{told!r} has no words")


@_text.register
def _(told: TooLong) -> str:
    stages = ", then ".join(f"{_name(link)} {_time(link)} of {hours}" for link, hours in told.stages)
    promised = f"{_time(told.upper)} of {told.hours} for {told.service}"
    comes = "a ticket"
    if told.starts_at is not None:
        timezone = told.upper.agreement.timezone
        comes = f"a ticket of {told.starts_at.astimezone(ZoneInfo(timezone)):%A %H:%M} ({timezone})"
    taken = f"takes {working(told.taken_seconds)} of {told.hours}"
    allowed = "" if told.starts_at is None else f" and has {working(told.allowed_seconds)}"
    return f"promises {promised}, and below it stands {stages}; {comes} that uses all of it {taken}{allowed}"


@_text.register
def _(told: LowerShare) -> str:
    (above, below) = (_percent(link.objective.target) for link in (told.upper, told.lower))
    return f"promises {above} for {told.service}, and {_name(told.lower)} below it only {below}"


@_text.register
def _(told: InSeries) -> str:
    parts = ", ".join(f"{part} {_percent(link.objective.target)} by {_name(link)}" for part, link in told.parts)
    promised = f"{_percent(told.upper.objective.target)} for {told.service}"
    return (
        f"promises {promised}, and its parts as promised below ({parts}) "
        f"make {_percent(told.estimate)}; an estimate, which takes failures for independent of each other"
    )


def _name(link: Link) -> str:
    return f"{link.agreement.title}/{link.objective.id}"


def _time(link: Link) -> str:
    return time_allowed(link.objective.within or 0)


def _percent(share: Fraction | None) -> str:
    """Return a share in percent, cut off after three decimals: never more than there is."""
    exact = (share or Fraction(0)) * 100
    cut = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.001"), ROUND_FLOOR)
    return f"{cut.normalize():f} %"
