"""The store on SQLAlchemy: SQLite or PostgreSQL."""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from slawatch.engine.facts import Facts
from slawatch.errors import StoreError
from slawatch.ingest.source import BadRow, Batch
from slawatch.model.action import Acceptance, Action
from slawatch.model.correction import Correction
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.result import Snapshot
from slawatch.model.ticket import Ticket
from slawatch.store import (
    cache,
    commits,
    corrections,
    feeds,
    in_force,
    kept,
    passes,
    quarantine,
    reading,
    register,
    versions,
)
from slawatch.store import stream as streams
from slawatch.store.connecting import reading as read_transaction
from slawatch.store.connecting import writing as write_transaction
from slawatch.store.contract import Change, Committed, Mark, SourceState, StoredEvent, StoredFeed
from slawatch.store.deeds import SqlDeeds
from slawatch.store.intake import Delivery, take_in
from slawatch.store.lock import ProcessLock
from slawatch.store.pass_contract import Retry, Standing, Suspect
from slawatch.store.reports import SqlReports
from slawatch.store.standings import standings
from slawatch.store.storable import storable, storable_name
from slawatch.store.tables import exclusions, outages
from slawatch.store.tables import streams as streams_table


class SqlStore:
    """See contract.Store. Threads may share it: readers don't wait, writers of one SQLite file take turns."""

    def __init__(self, engine: Engine, *, lock: ProcessLock | None = None) -> None:
        self._engine = engine
        self._lock = lock
        one_writer = engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = threading.Lock() if one_writer else nullcontext()
        self.reports = SqlReports(self._reading, self._writing)
        self.log = SqlDeeds(self._reading, self._writing)

    def commit(
        self, source: str, batch: Batch, *, at: datetime, config_hash: str, known: int | None = None
    ) -> Committed:
        """Store a batch's rows, its cursor and its watermark in one transaction.

        Raises ConflictError where the source's sequence is not the one `known` to the writer (None: any).
        """
        delivery = Delivery(source=source, batch=storable(batch), at=at, config_hash=config_hash, known=known)
        with self._writing() as connection:
            return take_in(connection, delivery)

    def state(self, source: str) -> SourceState:
        """Return where the source stands."""
        with self._reading() as connection:
            return streams.state(connection, source)

    def sources(self) -> Sequence[str]:
        """Return every source that has been committed, by name."""
        with self._reading() as connection:
            return connection.scalars(select(streams_table.c.source).order_by(streams_table.c.source)).all()

    def facts(self, source: str, *, after: int = 0, through: int | None = None, chunk: int = 50_000) -> Iterator[Facts]:
        """Yield facts, all from one state of the database; close the iterator when leaving it early."""
        with self._reading() as connection:
            stream = streams.number_of(connection, source)
            if stream is not None:
                window = (after, streams.state(connection, source).sequence if through is None else through)
                yield from reading.facts(connection, source, stream, window=window, chunk=chunk)

    def ticket(self, source: str, id_or_key: str, *, through: int | None = None) -> tuple[Ticket, Facts] | None:
        """Return one ticket by id, else by key, with its facts as they were known then."""
        with self._reading() as connection:
            stream = streams.number_of(connection, source)
            name = storable_name(id_or_key)
            return None if stream is None else reading.ticket(connection, source, stream, name, through=through)

    def facts_of(self, source: str, ids: Collection[str], *, through: int | None = None) -> Iterator[Facts]:
        """Yield the facts of some tickets by id."""
        with self._reading() as connection:
            stream = streams.number_of(connection, source)
            if stream is not None:
                yield from reading.facts_of(connection, source, stream, ids, through=through)

    def tickets(self, source: str, numbers: Collection[int]) -> Mapping[int, Ticket]:
        """Return tickets by the store's numbers of them."""
        with self._reading() as connection:
            stream = streams.number_of(connection, source)
            return {} if stream is None else reading.numbered(connection, stream, sorted(numbers))

    def events(self, source: str, *, after: int = 0, through: int | None = None) -> Iterator[StoredEvent]:
        """Yield events in the order of the change sequence; an edited event comes again with its new version."""
        with self._reading() as connection:
            stream = streams.number_of(connection, source)
            if stream is not None:
                end = streams.state(connection, source).sequence if through is None else through
                yield from reading.feed(connection, stream, after=after, through=end)

    def changes(self, source: str, *, after: int = 0, through: int | None = None) -> Iterator[Change]:
        """Yield creations and changes of status as they were first told; close the iterator when leaving it early."""
        with self._reading() as connection:
            stream = streams.number_of(connection, source)
            if stream is not None:
                end = streams.state(connection, source).sequence if through is None else through
                yield from reading.changes(connection, stream, after=after, through=end)

    def outages(self, source: str, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Outage]]:
        """Return the newest version by then of each outage with its sequence."""
        with self._reading() as connection:
            return versions.newest(connection, outages, Outage, source=source, after=after, through=through)

    def exclusions(self, source: str, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Exclusion]]:
        """Return the newest version by then of each exclusion with its sequence."""
        with self._reading() as connection:
            return versions.newest(connection, exclusions, Exclusion, source=source, after=after, through=through)

    def corrections(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Correction]]:
        """Return the newest version by then of each correction with its sequence."""
        with self._reading() as connection:
            return corrections.newest(connection, after=after, through=through)

    def correct(self, correction: Correction, *, at: datetime, known: int | None = None) -> int:
        """Append a version of a correction; return OPERATOR's sequence after it. ConflictError: another was known."""
        with self._writing() as connection:
            return corrections.append(connection, correction, at=at, known=known)

    def actions(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Action]]:
        """Return the newest version by then of each action with its sequence."""
        with self._reading() as connection:
            return register.newest_actions(connection, after=after, through=through)

    def action_versions(self, name: str, *, through: int | None = None) -> Sequence[tuple[int, Action]]:
        """Return every version by then of an action with its sequence."""
        with self._reading() as connection:
            return register.versions_of(connection, name, through=through)

    def acceptances(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Acceptance]]:
        """Return the newest version by then of each acceptance with its sequence."""
        with self._reading() as connection:
            return register.newest_acceptances(connection, after=after, through=through)

    def enter(self, stated: Action | Acceptance, *, at: datetime, known: int | None = None) -> int:
        """Append a version of an action or an acceptance; return OPERATOR's sequence after it."""
        with self._writing() as connection:
            return register.append(connection, stated, at=at, known=known)

    def known_at(self, at: datetime) -> Mapping[str, Mark]:
        """Return by source how far it was known at an instant."""
        with self._reading() as connection:
            return commits.known_at(connection, at)

    def quarantine(self, source: str, *, first: int = 0, most: int | None = None) -> Sequence[BadRow]:
        """Return rows that could not be read and have not been read since, by id."""
        with self._reading() as connection:
            return quarantine.listed(connection, source, first=first, most=most)

    def quarantine_size(self, source: str) -> int:
        """Return how many rows of a source are in quarantine."""
        with self._reading() as connection:
            return quarantine.size(connection, source)

    def retries(self, source: str) -> Sequence[Retry]:
        """Return rows in quarantine with how often and until when they were put off, by id."""
        with self._reading() as connection:
            return quarantine.retries(connection, source)

    def put_off(self, source: str, until: Mapping[str, datetime]) -> None:
        """Count a try of rows that are still bad, and note when each is tried next."""
        with self._writing() as connection:
            quarantine.put_off(connection, source, until)

    def standings(self, source: str) -> Iterator[Standing]:
        """Yield every ticket of a source as its events leave it."""
        with self._reading() as connection:
            stream = streams.number_of(connection, source)
            if stream is not None:
                yield from standings(connection, stream)

    def passes(self, source: str) -> Mapping[str, datetime]:
        """Return by name when each pass was last noted."""
        with self._reading() as connection:
            return passes.noted(connection, source)

    def note_pass(self, source: str, name: str, *, at: datetime) -> None:
        """Note that a pass ended well, or is waited for, from an instant on."""
        with self._writing() as connection:
            passes.note(connection, source, name, at=at)

    def suspects(self, source: str) -> Mapping[str, Suspect]:
        """Return tickets that one pass missed, by id."""
        with self._reading() as connection:
            return passes.listed(connection, source)

    def suspect(self, source: str, missed: Collection[Suspect], *, found: Collection[str] = ()) -> None:
        """Note tickets that a pass missed for the first time, and take off those that it found."""
        with self._writing() as connection:
            passes.suspect(connection, source, missed, found=found)

    def register(self, sha256: str, body: str, *, at: datetime) -> None:
        """Remember a set of definitions, in force from `at` on; a body that is known stays as it was first written."""
        with self._writing() as connection:
            kept.register(connection, sha256, body, at=at)
            in_force.enter(connection, sha256, at=at)

    def in_force(self, at: datetime) -> str | None:
        """Return the hash of the definitions in force at an instant; None before the first ones."""
        with self._reading() as connection:
            return in_force.at_instant(connection, at)

    def definitions(self, sha256: str) -> str | None:
        """Return the body of a set of definitions."""
        with self._reading() as connection:
            return kept.body_of(connection, sha256)

    def feed(self, url: str) -> StoredFeed | None:
        """Return what is kept of a calendar's feed; None where it was never asked for."""
        with self._reading() as connection:
            return feeds.feed(connection, url)

    def keep_feed(self, feed: StoredFeed) -> None:
        """Keep this of a calendar's feed in the place of what was kept of it."""
        with self._writing() as connection:
            feeds.keep(connection, feed)

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep the snapshot as the last one."""
        with self._writing() as connection:
            kept.keep(connection, snapshot)

    def last_snapshot(self) -> Snapshot | None:
        """Return the last snapshot that was kept."""
        with self._reading() as connection:
            return kept.last(connection)

    def save_judged(self, definitions: str, body: bytes, *, at: datetime) -> None:
        """Keep what definitions (by their hash) judged in the place of what was kept before."""
        with self._writing() as connection:
            kept.keep_judged(connection, definitions, body, at=at)

    def judged(self, definitions: str) -> bytes | None:
        """Return what was kept of the judgement of definitions; None where there is none."""
        with self._reading() as connection:
            return kept.judged_by(connection, definitions)

    def add_counts(self, name: str, counts: Mapping[tuple[str, ...], int], *, through: Mapping[str, int]) -> None:
        """Add to persisted counters and remember, in the same transaction, the sequences counted through."""
        with self._writing() as connection:
            kept.add(connection, name, counts, through=through)

    def counts(self, name: str) -> Mapping[tuple[str, ...], int]:
        """Return the persisted counters of a name by label values."""
        with self._reading() as connection:
            return kept.counts(connection, name)

    def counted_through(self, name: str) -> Mapping[str, int]:
        """Return per source the sequence through which the counters of a name have counted."""
        with self._reading() as connection:
            return kept.counted_through(connection, name)

    def rebuild(self, source: str) -> int:
        """Pack the source's tickets anew from their event rows; return how many there are."""
        with self._writing() as connection:
            return cache.rebuild(connection, source)

    def ping(self) -> bool:
        """Tell whether the database answers."""
        try:
            with self._reading() as connection:
                return connection.scalar(select(1)) == 1
        except StoreError:
            return False

    def close(self) -> None:
        """Release connections and locks."""
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turn, write_transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with read_transaction(self._engine) as connection:
            yield connection
