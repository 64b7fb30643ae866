"""What every store promises; SQLite and PostgreSQL pass the same tests of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from slawatch.engine.facts import Facts
from slawatch.ingest.source import BadRow, Batch
from slawatch.model.action import Acceptance, Action
from slawatch.model.correction import Correction
from slawatch.model.event import Event, EventType
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.result import Snapshot
from slawatch.model.ticket import Ticket
from slawatch.store.deed_contract import DeedRecords
from slawatch.store.pass_contract import PassRecords
from slawatch.store.report_contract import ReportRecords

OPERATOR: Final = "@operator"
"""The stream of what operators state by themselves; no source can have such an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a commit changed. A batch told twice changes nothing the second time."""

    sequence: int
    """The stream's change sequence after the commit."""
    tickets_new: int
    tickets_changed: int
    events_new: int
    outages_changed: int
    quarantined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """Where a source stands."""

    source: str
    cursor: str | None
    sequence: int
    complete_through: datetime | None
    committed_at: datetime | None
    """When the last batch was committed (the daemon's clock)."""
    config_hash: str | None
    """Of the source's options (and the cursor's version) when the cursor was written; another starts a full read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event with its place in the change sequence."""

    sequence: int
    ticket: int
    event: Event


class Change(NamedTuple):
    """A creation or a change of status, lean: a first read of a source brings them by the hundred thousand."""

    ticket: int
    type: EventType
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a stream was known: its change sequence and its watermark."""

    sequence: int
    complete_through: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFeed:
    """A calendar's feed as it was last read well, and how the last try failed if it did."""

    url: str
    """What the feed is known by; where the address holds a secret, the address without it."""
    etag: str | None = None
    last_modified: str | None = None
    """As the server wrote it."""
    fetched_at: datetime | None = None
    """When the server last said that this is what it holds."""
    sha256: str | None = None
    """Of `body`."""
    body: str | None = None
    """None where it was never read well."""
    error: str | None = None
    """How the last try failed; None when it did not."""
    failed_at: datetime | None = None


class Reader(Protocol):
    """What is known: facts as they were told, and what operators stated."""

    def state(self, source: str) -> SourceState:
        """Return where the source stands; cursor None and sequence 0 when it has never been read."""
        ...

    def sources(self) -> Sequence[str]:
        """Return every source that has facts, also those no longer configured, and OPERATOR."""
        ...

    def facts(self, source: str, *, after: int = 0, through: int | None = None, chunk: int = 50_000) -> Iterator[Facts]:
        """Yield the facts of tickets whose last change lies in (after, through], chunk tickets at a time."""
        ...

    def ticket(self, source: str, id_or_key: str, *, through: int | None = None) -> tuple[Ticket, Facts] | None:
        """Return one ticket by id, else by key, with its facts; None where nothing was known of it by `through`."""
        ...

    def facts_of(self, source: str, ids: Collection[str], *, through: int | None = None) -> Iterator[Facts]:
        """Yield the facts of some tickets by id, of those of which anything was known by `through`."""
        ...

    def tickets(self, source: str, numbers: Collection[int]) -> Mapping[int, Ticket]:
        """Return tickets by the store's numbers of them, as they are now; numbers of no ticket are left out."""
        ...

    def events(self, source: str, *, after: int = 0, through: int | None = None) -> Iterator[StoredEvent]:
        """Yield events in the order of the change sequence, CREATED and STATUS ones and all others."""
        ...

    def outages(self, source: str, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Outage]]:
        """Return the newest version by then of each outage with its sequence, if that lies in (after, through]."""
        ...

    def exclusions(self, source: str, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Exclusion]]:
        """Return the newest version by then of each exclusion with its sequence, likewise."""
        ...

    def corrections(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Correction]]:
        """Return the newest version by then of each correction with its sequence, likewise; sequences are OPERATOR's.

        Also those that nobody has approved and those that were withdrawn.
        """
        ...

    def actions(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Action]]:
        """Return the newest version by then of each action with its sequence, likewise; also those that ended."""
        ...

    def action_versions(self, name: str, *, through: int | None = None) -> Sequence[tuple[int, Action]]:
        """Return every version by then of an action with its sequence, the first one first; none where it is not."""
        ...

    def acceptances(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Acceptance]]:
        """Return the newest version by then of each acceptance with its sequence, likewise."""
        ...


class Store(Reader, PassRecords, Protocol):
    """Facts for ever, figures for a while."""

    @property
    def reports(self) -> ReportRecords:
        """What was sealed, signed and sent."""
        ...

    @property
    def log(self) -> DeedRecords:
        """Who did what; statements are noted there with whoever is acting, in their own transaction."""
        ...

    def commit(
        self, source: str, batch: Batch, *, at: datetime, config_hash: str, known: int | None = None
    ) -> Committed:
        """Store a batch's rows, its cursor and its watermark in one transaction; without a cursor that one stays.

        Raises ConflictError where the source's sequence is not the one `known` to the writer (None: any).
        """
        ...

    def changes(self, source: str, *, after: int = 0, through: int | None = None) -> Iterator[Change]:
        """Yield creations and changes of status as they were first told; editing them at the source adds nothing."""
        ...

    def correct(self, correction: Correction, *, at: datetime, known: int | None = None) -> int:
        """Append a version of a correction to OPERATOR's stream; return its sequence after that.

        Raises ConflictError where that was not the sequence `known` to the writer (None: any).
        """
        ...

    def enter(self, stated: Action | Acceptance, *, at: datetime, known: int | None = None) -> int:
        """Append a version of an action or an acceptance to OPERATOR's stream; the rest is as of correct()."""
        ...

    def known_at(self, at: datetime) -> Mapping[str, Mark]:
        """Return by source, and OPERATOR, how far it was known at an instant; a source not yet read is missing.

        Raises StoreError for an instant from which on no commits were recorded (see docs/architecture.md, two times).
        """
        ...

    def quarantine(self, source: str, *, first: int = 0, most: int | None = None) -> Sequence[BadRow]:
        """Return rows that could not be read and have not been read since, by id: at most so many from the first on."""
        ...

    def quarantine_size(self, source: str) -> int:
        """Return how many they are."""
        ...

    def register(self, sha256: str, body: str, *, at: datetime) -> None:
        """Remember a set of definitions, in force from `at` on; a body that is known stays as it was first written."""
        ...

    def in_force(self, at: datetime) -> str | None:
        """Return the hash of the definitions in force at an instant; None before the first ones."""
        ...

    def definitions(self, sha256: str) -> str | None:
        """Return the body of a set of definitions."""
        ...

    def feed(self, url: str) -> StoredFeed | None:
        """Return what is kept of a calendar's feed; None where it was never asked for."""
        ...

    def keep_feed(self, feed: StoredFeed) -> None:
        """Keep this of a calendar's feed in the place of what was kept of it."""
        ...

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep the snapshot as the last one."""
        ...

    def last_snapshot(self) -> Snapshot | None:
        """Return the last snapshot that was kept; None where there is none, or one that this version can't read."""
        ...

    def save_judged(self, definitions: str, body: bytes, *, at: datetime) -> None:
        """Keep what definitions (by their hash) judged in the place of what was kept before."""
        ...

    def judged(self, definitions: str) -> bytes | None:
        """Return what was kept of the judgement of definitions; None where there is none."""
        ...

    def add_counts(self, name: str, counts: Mapping[tuple[str, ...], int], *, through: Mapping[str, int]) -> None:
        """Add to persisted counters and remember, in the same transaction, the sequences counted through."""
        ...

    def counts(self, name: str) -> Mapping[tuple[str, ...], int]:
        """Return the persisted counters of a name by label values."""
        ...

    def counted_through(self, name: str) -> Mapping[str, int]:
        """Return per source the sequence through which the counters of a name have counted."""
        ...

    def ping(self) -> bool:
        """Tell whether the database answers."""
        ...

    def close(self) -> None:
        """Release connections and locks."""
        ...
