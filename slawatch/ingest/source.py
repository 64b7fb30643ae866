"""The source contract, api_version 1.

A source tells facts in batches. A batch and its cursor are committed in one transaction, so a
batch that was not committed is told again; reading twice changes nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from slawatch.clock import Clock
from slawatch.ingest.server_told import ServerTold
from slawatch.model.event import Event
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.ticket import Ticket

API_VERSION: Final = 1

Cursor = str
"""Opaque text that only its source reads; it holds values that the server sent, never local now()."""

Pass = Literal["rescan", "hydrate", "census"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What a source can know."""

    history: Literal["full", "partial", "none"]
    delta: Literal["token", "mono_id", "time_id", "snapshot", "none"]
    grain: int
    """Resolution of its times in seconds."""
    public_replies: bool
    """False: first response can't be judged and is unknown."""
    deletes: bool = False
    """True: it tells of tickets that are deleted; False: only a census can."""
    native_sla: bool = False
    lag: int = 0
    """Seconds for which a change may hide after it was made (search indexes, late commits)."""
    passes: frozenset[Pass] = frozenset()
    """What it can be asked beside `poll`; a CompleteSource has all three."""
    cursor_version: int = 1
    """To be raised when cursors get another meaning; those of another version are not used, and all is read again."""
    forgets: bool = False
    """True: its system forgets what it told (monitoring keeps days; a table shows how tickets stand and not how they
    stood), so nothing can be read again. The cursor is then handed over under other options too, also when all is to be
    read afresh; the source must cope with old ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that can't be read, kept for a look and a later try."""

    row_id: str
    reason: str
    sha256: str
    """Of the raw row, so that a change of it is seen; the row itself may hold people's words and is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A ticket that the system no longer shows."""

    ticket_id: str
    why: Literal["deleted", "merged", "moved", "forbidden"]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Facts that belong together with the cursor that follows them."""

    cursor: Cursor | None
    """None: the cursor stays as it is; so in every pass but the tail."""
    tickets: tuple[Ticket, ...] = ()
    events: tuple[Event, ...] = ()
    outages: tuple[Outage, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    gone: tuple[Gone, ...] = ()
    bad: tuple[BadRow, ...] = ()
    complete_through: datetime | None = None
    """Every change up to here has been told; None where this batch does not say."""
    more: bool = False
    """True when another batch follows in this poll."""
    expected: int | None = None
    """How many rows the whole poll will bring, where known: for the progress bar."""
    unknown_fields: Mapping[str, int] = field(default_factory=dict)
    """Fields that the source does not know, and in how many rows each was met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a census tells of a ticket."""

    id: str
    updated_at: datetime | None = None
    status: str | None = None
    """The raw status, as events tell it; None where the census does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check of a live source found."""

    level: Literal["ok", "warning", "error"]
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A raw value that tickets of this system can have, for a first configuration."""

    field: str
    """The raw field as events name it: status, priority, queue, ..."""
    raw: str
    means: str | None = None
    """The status class that the system itself says it stands for (a category, a state type), where it says so."""
    label: str | None = None
    """What people call it, where the raw value is a number or a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a live source says about itself and its account."""

    findings: tuple[Finding, ...] = ()
    words: tuple[Word, ...] = ()
    """What the system's own lists of statuses, priorities, services and the like hold, where they can be asked."""
    identity: str | None = None
    server_time: datetime | None = None
    timezone: str | None = None
    version: str | None = None

    @property
    def usable(self) -> bool:
        """True when nothing that was found is an error."""
        return all(finding.level != "error" for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one poll may take."""

    seconds: float = 300.0
    """Overall deadline of a poll."""
    rows: int = 5000
    """Tickets that a batch holds at the most."""


class Source(Protocol):
    """One ticketing system (or file) as slawatch sees it."""

    @property
    def kind(self) -> str:
        """Name of the kind, as in the configuration."""
        ...

    @property
    def caps(self) -> Caps:
        """What the source can know."""
        ...

    def check(self) -> Check:
        """Ask the system who we are, what time it has, and whether its filters do what they say."""
        ...

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell what changed since the cursor (None: everything), in batches."""
        ...


class CompleteSource(Source, Protocol):
    """A source that can also be asked otherwise than by its cursor; `caps.passes` tells which of these it has.

    Batches of these passes have no cursor and no `complete_through`: they add to what the tail tells.
    """

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:
        """Tell what changed since an instant, whatever the cursor says: a change may become visible late."""
        ...

    def hydrate(self, ids: Collection[str], limits: Limits) -> Iterator[Batch]:
        """Tell all of named tickets. Each id ends up among the tickets, the bad rows (under its id) or those gone."""
        ...

    def census(self, limits: Limits, *, open_only: bool) -> Iterator[Stamp]:
        """Tell which tickets there are, as cheaply as can be; it may list closed ones where open ones are asked for."""
        ...


class RequestObserver(Protocol):
    """Counts what a source asks of its server; the daemon's metrics are one."""

    def on_request(self, code_class: str) -> None:
        """Count an attempt by the class of its status ("2xx" to "5xx"), or "error" where no whole answer came."""
        ...

    def on_retry(self) -> None:
        """Count an attempt that is about to be made again."""
        ...

    def on_answer(self, told: ServerTold) -> None:
        """Take note of what the server tells of itself, with each answer that begins to come."""
        ...


class SourceFactory(Protocol):
    """Makes a source of its options, without I/O."""

    def __call__(self, options: Any, *, clock: Clock, observer: RequestObserver) -> Source:  # noqa: ANN401
        """Return the source; `options` is an instance of the kind's own model."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """What a plug-in registers under the entry point group "slawatch.sources".

    `factory(options, *, clock: Clock, observer: RequestObserver) -> Source` is called without I/O, so that a
    configuration is built whole before anything is asked.
    """

    name: str
    options: type[Any]
    """A pydantic model of the source's own options."""
    factory: SourceFactory
    status_classes: Mapping[str, str] = field(default_factory=dict)
    """The system's own statuses and the classes they have unless the configuration says otherwise."""
    public_replies: bool = True
    """False where the kind can't tell replies: first response is then unknown. Where it depends on the options, they
    have a property `tells_replies`."""
    summary: str = ""
    simulated: bool = False
    example: Mapping[str, object] = field(default_factory=dict)
    """Options that are valid and lead nowhere, as far as they can't be guessed from the model: a source made of them
    is asked what it can."""
    docs: str = ""
    """Address of the kind's page; left out: the documentation that its package names."""
