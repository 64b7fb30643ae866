"""An audit log as a delimited file: a row a change of a ticket."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from slawatch.clock import Clock
from slawatch.config.secrets import Secret
from slawatch.ingest.audit_log import ASSIGNEE, Change, by_ticket, history
from slawatch.ingest.delimited import DelimitedOptions
from slawatch.ingest.file_check import ISO_SECONDS, file_check
from slawatch.ingest.file_feed import FileFeed, Told
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.row_reader import Table, Values, required
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, RequestObserver, SourceKind
from slawatch.model.native_verdict import OUTCOMES, NativeVerdict
from slawatch.model.result import Outcome

_PLACES = ("id", "at", "created_at")
_PARTS = ("outcome", "due_at", "elapsed", "target")


class NativeColumns(BaseModel):
    """Columns of one service level as the system itself counts it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcome: Annotated[str, Field(description="What came of it; where it is empty there is no verdict.")]
    due_at: Annotated[str | None, Field(description="When it was due.")] = None
    elapsed: Annotated[str | None, Field(description="Elapsed, in whole seconds as the system counts them.")] = None
    target: Annotated[str | None, Field(description="The time allowed, in whole seconds.")] = None
    values: Annotated[
        dict[str, Outcome],
        Field(description='Words of the outcome column: "true" -> met, …; met, missed, running, paused, cancelled.'),
    ] = {}


class Columns(BaseModel):
    """What the file's header calls the columns; those that are not named are not read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(description="The ticket's own id, which never changes.")]
    at: Annotated[str, Field(description="When the row's change happened.")]
    created_at: Annotated[
        str | None,
        Field(description="When the ticket was created. Without it the first row is the creation, with its status."),
    ] = None
    status: Annotated[str | None, Field(description="The raw status from the row on.")] = None
    priority: Annotated[str | None, Field(description="The raw priority.")] = None
    kind: Annotated[str | None, Field(description="What the ticket is: incident, request, …")] = None
    service: Annotated[str | None, Field(description="The service that it is about.")] = None
    party: Annotated[str | None, Field(description="The customer or supplier.")] = None
    category: Annotated[str | None, Field(description="The category.")] = None
    team: Annotated[str | None, Field(description="The group that works on it.")] = None
    assignee: Annotated[str | None, Field(description="The person who has it; see people_salt.")] = None
    fields: Annotated[dict[str, str], Field(description="Further raw fields that maps may name: field -> column.")] = {}
    native: Annotated[
        dict[str, NativeColumns],
        Field(description="Verdicts of the system that wrote the log: what it calls its service level -> columns."),
    ] = {}

    @model_validator(mode="after")
    def _fields_have_names_of_their_own(self) -> Self:
        taken = sorted(self.fields.keys() & type(self).model_fields.keys())
        if taken:
            raise ValueError(f"{', '.join(taken)} under fields: write it beside fields, or give it another name")
        return self

    def by_role(self) -> dict[str, str]:
        """Return role or raw field -> column, those that are named."""
        told = self.model_dump(exclude={"fields", "native"}, exclude_none=True)
        return {**told, **self.fields, **dict(_native_roles(self.native))}


class Options(DelimitedOptions):
    """Options of kind csv_events."""

    columns: Annotated[Columns, Field(description="Which columns there are.")]
    initial_status: Annotated[
        str | None, Field(description="Raw status between created_at and the first row, where it is known.")
    ] = None
    people_salt: Annotated[
        Secret | None,
        Field(description="With it people are told apart by pseudonyms; without it, only that there is another one."),
    ] = None


class CsvEvents:
    """Tells every ticket that a new row touches, whole; the store knows what it had already.

    A row that arrives late is thus put where it belongs among the older ones.
    """

    kind = "csv_events"
    status_classes: Mapping[str, str] = MappingProxyType({})

    def __init__(self, options: Options, clock: Clock) -> None:
        self._initial_status = options.initial_status
        self._salt = options.people_salt
        self._native = options.columns.native
        self._no_fields = frozenset((*_PLACES, *(role for role, _ in _native_roles(self._native))))
        self._feed = FileFeed(options, options.columns.by_role(), meaning=self._change, clock=clock)
        self.caps = Caps(history="full", delta="token", grain=self._feed.stamps.grain, public_replies=False)

    def check(self) -> Check:
        """Return whether the file can be read, and how its first rows are understood."""
        return file_check(self._feed, preview=_preview)

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell the tickets of new rows."""
        return self._feed.batches(cursor, limits, self._told)

    def _change(self, values: Values) -> Change:
        stamps = self._feed.stamps
        return Change(
            ticket_id=required(values, "id"),
            at=stamps.read(required(values, "at")),
            created_at=stamps.read_optional(values.get("created_at")),
            fields={field: value for field, value in values.items() if field not in self._no_fields},
            verdicts={name: self._verdict(name, own, values) for name, own in self._native.items()},
        )

    def _verdict(self, name: str, columns: NativeColumns, values: Values) -> str | None:
        """Return the event's text of the verdict that a row tells, None where it tells none."""
        told = {part: values.get(_role(name, part)) for part in _PARTS}
        word = told["outcome"]
        if word is None:
            return None
        if word not in columns.values and word not in OUTCOMES:
            raise ValueError(f"{word!r} is no outcome of {name!r}; name it under native.{name}.values")
        return NativeVerdict(
            outcome=columns.values.get(word) or Outcome(word),
            due_at=self._feed.stamps.read_optional(told["due_at"]),
            elapsed_seconds=None if told["elapsed"] is None else int(told["elapsed"]),
            target_seconds=None if told["target"] is None else int(told["target"]),
        ).text

    def _told(self, table: Table[Change]) -> Sequence[Told]:
        touched = {row.fact.ticket_id for row in table.rows if row.fresh}
        tickets = by_ticket(row.fact for row in table.rows if row.fact.ticket_id in touched)
        told = partial(
            history,
            grain=self.caps.grain,
            initial_status=self._initial_status,
            person=pseudonyms(self._salt.reveal() if self._salt else None),
        )
        return [Told(tickets=(ticket,), events=events) for ticket, events in map(told, tickets.values())]


def _native_roles(native: Mapping[str, NativeColumns]) -> Iterator[tuple[str, str]]:
    for name, columns in native.items():
        for part in _PARTS:
            column = getattr(columns, part)
            if column is not None:
                yield _role(name, part), column


def _role(name: str, part: str) -> str:
    return f"native.{name}.{part}"


def _preview(change: Change) -> str:
    fields = ", ".join(f"{field} {value!r}" for field, value in change.fields.items() if field != ASSIGNEE)
    return f"ticket {change.ticket_id} at {change.at:{ISO_SECONDS}}: {fields}"


def _source(options: Options, *, clock: Clock, observer: RequestObserver) -> CsvEvents:
    del observer  # a file is not asked over HTTP
    return CsvEvents(options, clock)


KIND = SourceKind(
    name="csv_events",
    options=Options,
    factory=_source,
    public_replies=False,
    summary="an audit log in a delimited file, a row a change",
    docs="docs/configuration.md#csv_events-an-audit-log-a-row-a-change-of-a-ticket",
)
