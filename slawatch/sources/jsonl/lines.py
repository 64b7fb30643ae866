"""What one line means. Pure: text goes in, facts come out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person
from slawatch.ingest.stamps import Stamps
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket

ASSIGNEE: Final = "assignee"
_TYPES: Final = {"status": EventType.STATUS, "priority": EventType.PRIORITY, ASSIGNEE: EventType.ASSIGNED}
"""By raw field; every other one is SCOPE."""


def _text(value: object) -> object:
    """Numbers and truths are raw words too."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


Word = Annotated[str, BeforeValidator(_text)]


class TicketLine(BaseModel):
    """A change of a ticket."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    ticket: Word = Field(min_length=1)
    created_at: str
    at: str
    type: EventType | None = None
    """None: the fields changed."""
    fields: dict[str, Word | None] = {}
    new: Word | None = None
    old: Word | None = None
    field: str | None = None
    actor: Actor = Actor.UNKNOWN
    id: Word | None = None
    key: Word | None = None
    url: str | None = None


class OutageLine(BaseModel):
    """An outage, as it is known now."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    outage: Word = Field(min_length=1)
    started_at: str
    ended_at: str | None = None
    service: Word | None = None
    severity: Word | None = None
    detected_at: str | None = None
    acknowledged_at: str | None = None
    ticket: Word | None = None
    users: int | None = Field(default=None, ge=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a line tells: an outage, or a ticket with its events."""

    ticket: Ticket | None = None
    events: tuple[Event, ...] = ()
    outage: Outage | None = None
    unknown: frozenset[str] = frozenset()
    """Keys that mean nothing."""


class LineReader:
    """Reads lines whose times are written in one way."""

    def __init__(self, stamps: Stamps, person: Person) -> None:
        self._stamps, self._person = stamps, person

    def read(self, text: str, *, number: int) -> Meaning:
        """Return what a line means; SkippableRow says what is wrong with it."""
        row_id = f"line {number}"
        try:
            told = json.loads(text)
            if not isinstance(told, dict):
                raise ValueError(f"it is no object but {type(told).__name__}")  # noqa: TRY004, TRY301  a bad row
            row_id = str(told.get("outage") or told.get("ticket") or row_id)
            return self._outage(told) if "outage" in told else self._change(told)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise SkippableRow(
                f"line {number}: {'.'.join(map(str, first['loc']))}: {first['msg']}", row_id=row_id
            ) from None
        except (ValueError, RecursionError) as error:
            raise SkippableRow(f"line {number}: {_reason(error)}", row_id=row_id) from None

    def _outage(self, told: Mapping[str, Any]) -> Meaning:
        line = OutageLine.model_validate(told)
        read = self._stamps.read_optional
        outage = Outage(
            id=line.outage,
            service=line.service,
            severity=line.severity,
            ticket_id=line.ticket,
            users=line.users,
            started_at=self._stamps.read(line.started_at),
            ended_at=read(line.ended_at),
            detected_at=read(line.detected_at),
            acknowledged_at=read(line.acknowledged_at),
        )
        return Meaning(outage=outage, unknown=frozenset(told.keys() - OutageLine.model_fields.keys()))

    def _change(self, told: Mapping[str, Any]) -> Meaning:
        line = TicketLine.model_validate(told)
        ticket = Ticket(
            id=line.ticket,
            key=line.key or line.ticket,
            url=line.url,
            created_at=self._stamps.read(line.created_at),
            updated_at=self._stamps.read(line.at),
        )
        unknown = frozenset(told.keys() - TicketLine.model_fields.keys())
        return Meaning(ticket=ticket, events=tuple(self._events(line)), unknown=unknown)

    def _events(self, line: TicketLine) -> Iterator[Event]:
        common: dict[str, Any] = {
            "ticket_id": line.ticket,
            "at": self._stamps.read(line.at),
            "actor": line.actor,
            "grain": self._stamps.grain,
        }
        if line.type is EventType.CREATED:
            told = {name: kept for name, value in line.fields.items() if (kept := self._kept(name, value)) is not None}
            yield Event(type=EventType.CREATED, native_id=line.id, fields=told, **common)
            return
        if line.type is not None:
            new, old = (self._kept(_subject(line), each) for each in (line.new, line.old))
            yield Event(type=line.type, native_id=line.id, field=_subject(line), old=old, new=new, **common)
        for order, (name, value) in enumerate(line.fields.items()):
            # One id stands for all fields that changed together, so each of them has one of its own.
            native_id = line.id and f"{line.id}:{name}"
            type_ = _TYPES.get(name, EventType.SCOPE)
            yield Event(type=type_, field=name, new=self._kept(name, value), native_id=native_id, order=order, **common)

    def _kept(self, name: str | None, value: str | None) -> str | None:
        return self._person(value) if name == ASSIGNEE and value is not None else value


def _subject(line: TicketLine) -> str | None:
    """Return the raw field that a line of one value is about."""
    names = {type_: name for name, type_ in _TYPES.items()}
    return line.field or (names.get(line.type) if line.type else None)


def _reason(error: Exception) -> str:
    """Return what is wrong, without the words of the line, which may be people's."""
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON: {error.msg} at character {error.pos + 1}"
    return str(error) or type(error).__name__
