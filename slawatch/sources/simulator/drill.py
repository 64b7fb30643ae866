"""A drill: outages and tickets that somebody makes up to try what follows from them, in a small file of YAML."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Self, TypeVar

from pydantic import Field, ValidationError, ValidationInfo, model_validator
from pydantic.functional_validators import BeforeValidator

from slawatch.config import wording
from slawatch.config.document import read
from slawatch.config.durations import duration
from slawatch.config.faults import Trail, Written, found, refused, report
from slawatch.config.section import Section
from slawatch.errors import FatalSourceError
from slawatch.model.instant import from_epoch, instant

T = TypeVar("T", bound=Section)
E = TypeVar("E", "DrillOutage", "DrillTicket")

_FROM_THE_WRITING: Final = re.compile(r"([+-])\s*(.+)")


def _moment(value: Written, info: ValidationInfo) -> datetime:
    if not isinstance(value, str):
        raise ValueError(f"found {found(value)}; a time is needed here")  # noqa: TRY004  pydantic reports ValueError
    written_at: datetime = (info.context or {})["written_at"]
    if value == "now":
        return written_at
    distance = _FROM_THE_WRITING.fullmatch(value)
    if distance is None:
        return _written_out(value)
    seconds = timedelta(seconds=duration(distance[2]))
    return written_at + seconds if distance[1] == "+" else written_at - seconds


def _written_out(text: str) -> datetime:
    try:
        return instant(datetime.fromisoformat(text))
    except ValueError:
        raise ValueError(
            f'"{text}" is no time; write 2026-11-22T10:00:00Z (an offset is needed), or -20m, now or +5m, counted from '
            "the last writing of this file"
        ) from None


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""`2026-11-22T10:00:00Z`, or a time from the last writing of the file: `-20m`, `now`, `+5m`."""


class DrillOutage(Section):
    """An outage that is made up."""

    id: str = ""
    """Left out: its place in the list."""
    service: str
    """The service's raw name, as `map` reads it."""
    started_at: Moment
    """The time at which the service went down."""
    ended_at: Moment | None = None
    """The time at which it was restored; left out while it lasts."""
    detected_at: Moment | None = None
    acknowledged_at: Moment | None = None
    severity: str | None = None
    """A raw severity, as `map` reads it; left out: down."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _ordered(self, ("started_at", "ended_at"), ("started_at", "detected_at", "acknowledged_at"))


class DrillTicket(Section):
    """A ticket that is made up; kind, service, priority, customer, category and team are raw words."""

    id: str = ""
    """Left out: its place in the list."""
    service: str
    """The service's raw name, as `map` reads it."""
    created_at: Moment
    """The time of its creation."""
    responded_at: Moment | None = None
    """The time at which somebody took it on and answered."""
    resolved_at: Moment | None = None
    reopened_at: Moment | None = None
    kind: str = "Incident"
    priority: str = "3 - Moderate"
    customer: str = "Acme Manufacturing"
    category: str = "Drill"
    team: str = "Service desk"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.reopened_at is not None and self.resolved_at is None:
            raise refused("ticket", [(("reopened_at",), "a ticket that was never resolved can't be reopened")])
        return _ordered(self, ("created_at", "responded_at"), ("created_at", "resolved_at", "reopened_at"))


class Drill(Section):
    """What a drill makes up."""

    unreachable: bool = False
    """True: the source fails as if its server were gone."""
    outages: list[DrillOutage] = Field(default=[])
    tickets: list[DrillTicket] = Field(default=[])

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        named = {"outages": self.named_outages(), "tickets": self.named_tickets()}
        if twice := [fault for key, entries in named.items() for fault in _twice(key, (name for name, _ in entries))]:
            raise refused("drill", twice)
        return self

    def named_outages(self) -> Iterator[tuple[str, DrillOutage]]:
        """Yield the outages with their ids."""
        return _named(self.outages)

    def named_tickets(self) -> Iterator[tuple[str, DrillTicket]]:
        """Yield the tickets with their ids."""
        return _named(self.tickets)


def drill(path: Path | None) -> Drill:
    """Return what the file says now, nothing where there is no file; FatalSourceError holds every fault in it."""
    written_at = None if path is None else _written_at(path)
    if path is None or written_at is None:
        return Drill()
    document = read(path)
    faults = document.faults
    if not faults:
        try:
            return Drill.model_validate(document.data, strict=False, context={"written_at": written_at})
        except ValidationError as error:
            faults = list(wording.faults(error, Drill))
    raise FatalSourceError(f"the drill can't be told: {report(faults, document.places)}")


def _written_at(path: Path) -> datetime | None:
    try:
        return from_epoch(int(path.stat().st_mtime))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FatalSourceError(f"the drill can't be told: {path}: {error.strerror}") from None


def _named(entries: Iterable[E]) -> Iterator[tuple[str, E]]:
    return ((f"drill-{entry.id or place}", entry) for place, entry in enumerate(entries, 1))


def _twice(key: str, names: Iterable[str]) -> Iterator[tuple[Trail, str]]:
    seen = set()
    for place, name in enumerate(names):
        if name in seen:
            yield (key, place), f"another entry has the id {name.removeprefix('drill-')}, too"
        seen.add(name)


def _ordered(entry: T, *ways: tuple[str, ...]) -> T:
    """Return the entry; its times, those that are told, must come in the order of each way."""
    told = [[(name, getattr(entry, name)) for name in way if getattr(entry, name) is not None] for way in ways]
    wrong: list[tuple[Trail, str]] = [
        ((later,), f"{later} lies before {earlier}")
        for way in told
        for (earlier, began), (later, ended) in pairwise(way)
        if ended < began
    ]
    if wrong:
        raise refused(type(entry).__name__, wrong)
    return entry
