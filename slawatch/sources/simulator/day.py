"""Everything that begins on one simulated day. A day is a local day of Shanghai, counted from 1970."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from slawatch.calendars.calendar import Calendar
from slawatch.model.instant import from_epoch
from slawatch.model.outage import Exclusion, Outage
from slawatch.sources.simulator.draw import Draw, drawn
from slawatch.sources.simulator.life import Desk, Life, Story, incident_or_request, planned_work
from slawatch.sources.simulator.world import (
    CATEGORIES,
    CUSTOMERS,
    DAY,
    HOUR,
    HOURS,
    KINDS,
    PRIORITIES,
    SERVICES,
    TICKETS_A_DAY,
    WEEKDAYS,
    ServiceModel,
)

EAST: Final = 8 * HOUR
"""Shanghai's distance from UTC; it has not changed its clocks since 1991."""
FIRST_WEEKDAY: Final = 3
"""Day 0 was a Thursday (Monday is 0)."""
SUNDAY: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What begins on a day, whatever its end."""

    lives: tuple[Life, ...]
    outages: tuple[Outage, ...]
    exclusions: tuple[Exclusion, ...]


def day_number(at: int) -> int:
    """Return the number of the day in which an epoch second lies."""
    return (at + EAST) // DAY


def day(seed: int, number: int, *, office: Calendar) -> Day:
    """Return everything that begins on a day."""
    maintenance = tuple(_maintenance(seed, number))
    outages = (*_outages(seed, number), *_planned_outages(seed, number))
    return Day(lives=tuple(_lives(seed, number, office)), outages=outages, exclusions=maintenance)


def _start(number: int) -> int:
    return number * DAY - EAST


def _weekday(number: int) -> int:
    return (number + FIRST_WEEKDAY) % 7


def _lives(seed: int, number: int, office: Calendar) -> Iterator[Life]:
    draw = drawn(seed, "tickets", number)
    desk = Desk(office=office, draw=draw)
    for index in range(draw.number(TICKETS_A_DAY * WEEKDAYS[_weekday(number)])):
        yield _ticket(desk, number, index)


def _ticket(desk: Desk, number: int, index: int) -> Life:
    draw = desk.draw
    kind, customer = draw.weighted(KINDS), draw.weighted(CUSTOMERS)
    service = draw.weighted([(model, model.weight) for model in SERVICES])
    fields = {
        "kind": kind,
        "priority": draw.weighted(PRIORITIES[kind]),
        "service": service.raw,
        "customer": customer,
        "category": draw.one(CATEGORIES[kind]),
        "team": "Service desk",
    }
    story = Story(f"{number}-{index}", draw.instant(_start(number), HOURS[customer]))
    if kind in ("Problem", "Change"):
        planned_work(desk, story, fields)
    else:
        incident_or_request(desk, story, fields, service)
    return story.life(f"{kind[:3].upper()}{number:05d}{index:03d}")


def _outages(seed: int, number: int) -> Iterator[Outage]:
    for service in SERVICES:
        draw = drawn(seed, "outages", service.raw, number)
        for index in range(draw.number(service.outages_per_year / 365)):
            yield _outage(draw, service, f"{number}-{service.raw}-{index}", _start(number))


def _outage(draw: Draw, service: ServiceModel, name: str, day_start: int) -> Outage:
    started = day_start + draw.chance.randrange(DAY)
    length = min(draw.seconds(service.outage_minutes * 60, 0.9), 10 * HOUR)
    detected = started + draw.chance.randrange(20, 150)
    return Outage(
        id=name,
        service=service.raw,
        started_at=from_epoch(started),
        ended_at=from_epoch(started + max(length, 180)),
        severity="degraded" if draw.happens(0.25) else "down",
        detected_at=from_epoch(detected),
        acknowledged_at=from_epoch(detected + draw.seconds(240, 0.6)),
    )


def _window(number: int) -> tuple[ServiceModel, int] | None:
    """Return the service that is maintained on a day (a Sunday, each in its turn) and the start of the window."""
    if _weekday(number) != SUNDAY:
        return None
    return SERVICES[number // 7 % len(SERVICES)], _start(number) + HOUR


def _maintenance(seed: int, number: int) -> Iterator[Exclusion]:
    """Tell the window six days ahead: an exclusion counts only when it was approved before its start."""
    planned = _window(number + 6)
    if planned is None:
        return
    service, start = planned
    draw = drawn(seed, "maintenance", number)
    approved = _start(number) + 10 * HOUR + draw.chance.randrange(6 * HOUR)
    yield Exclusion(
        id=f"CHG-{number + 6}",
        service=service.raw,
        started_at=from_epoch(start),
        ended_at=from_epoch(start + 4 * HOUR),
        reason="Monthly maintenance",
        author="change-manager",
        approved_at=from_epoch(approved),
    )


def _planned_outages(seed: int, number: int) -> Iterator[Outage]:
    """Tell the work in a window; one in twelve runs over its end, and that part counts as downtime."""
    planned = _window(number)
    if planned is None:
        return
    service, start = planned
    draw = drawn(seed, "planned", number)
    begins = start + draw.chance.randrange(300, 1800)
    over = start + 4 * HOUR + draw.seconds(1500, 0.5)
    ends = over if draw.happens(1 / 12) else begins + draw.chance.randrange(HOUR, 2 * HOUR)
    yield Outage(
        id=f"{number}-{service.raw}-planned",
        service=service.raw,
        started_at=from_epoch(begins),
        ended_at=from_epoch(ends),
        severity="down",
    )
