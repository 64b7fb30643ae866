"""In words: what stands below a promise and can't carry it."""

from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import singledispatch
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.engine.alignment import InSeries, LowerShare, TooLong
from slawatch.engine.chain import Link
from slawatch.speech.speech import Speech

_IN_SERIES: Final = (
    "promises {share} for {service}, and its parts as promised below ({parts}) "
    "make {estimate}; an estimate, which takes failures for independent of each other"
)
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@singledispatch
def misaligned(told: object, speech: Speech) -> str:
    """Return what does not fit, to stand behind the name of the promise above."""
    raise TypeError(f"{told!r} has no words in {speech.language}")


@misaligned.register
def _(told: TooLong, speech: Speech) -> str:
    say = speech.say
    stages = [
        say("{name} {time} of {hours}", name=_name(link), time=_time(link, speech), hours=hours)
        for link, hours in told.stages
    ]
    promised = say(
        "{time} of {hours} for {service}", time=_time(told.upper, speech), hours=told.hours, service=told.service
    )
    taken = say("takes {time} of {hours}", time=speech.working(told.taken_seconds), hours=told.hours)
    if told.starts_at is not None:
        taken += say(" and has {time}", time=speech.working(told.allowed_seconds))
    return say(
        "promises {promised}, and below it stands {stages}; {comes} that uses all of it {taken}",
        promised=promised,
        stages=say(", then ").join(stages),
        comes=_comes(told, speech),
        taken=taken,
    )


def _comes(told: TooLong, speech: Speech) -> str:
    if told.starts_at is None:
        return speech.say("a ticket")
    timezone = told.upper.agreement.timezone
    local = told.starts_at.astimezone(ZoneInfo(timezone))
    weekday = speech.say(_WEEKDAYS[local.weekday()])
    return speech.say("a ticket of {weekday} {at} ({zone})", weekday=weekday, at=f"{local:%H:%M}", zone=timezone)


@misaligned.register
def _(told: LowerShare, speech: Speech) -> str:
    above, below = (_percent(link.objective.target) for link in (told.upper, told.lower))
    return speech.say(
        "promises {above} for {service}, and {name} below it only {below}",
        above=above,
        service=told.service,
        name=_name(told.lower),
        below=below,
    )


@misaligned.register
def _(told: InSeries, speech: Speech) -> str:
    say = speech.say
    parts = [
        say("{part} {share} by {name}", part=part, share=_percent(link.objective.target), name=_name(link))
        for part, link in told.parts
    ]
    return say(
        _IN_SERIES,
        share=_percent(told.upper.objective.target),
        service=told.service,
        parts=say(", ").join(parts),
        estimate=_percent(told.estimate),
    )


def _name(link: Link) -> str:
    return f"{link.agreement.title}/{link.objective.id}"


def _time(link: Link, speech: Speech) -> str:
    return speech.allowed(link.objective.within or 0)


def _percent(share: Fraction | None) -> str:
    """Return a share in percent, cut off after three decimals: never more than there is."""
    exact = (share or Fraction(0)) * 100
    cut = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.001"), ROUND_FLOOR)
    return f"{cut.normalize():f} %"
