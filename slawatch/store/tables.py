"""The tables: facts are append-only, everything that is derived from them can be made again."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from slawatch.model.instant import epoch, from_epoch


class Instant(TypeDecorator[datetime]):
    """Aware UTC in whole seconds, kept as epoch seconds: SQLite drops the offset of a datetime."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  its signature
        """Return epoch seconds; ValueError for an instant without a zone."""
        return None if value is None else epoch(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  likewise
        """Return the aware UTC instant."""
        return None if value is None else from_epoch(value)


BIG: Final[TypeEngine[int]] = BigInteger().with_variant(Integer(), "sqlite")
"""On SQLite an INTEGER PRIMARY KEY is the row's own address, a BIGINT one is an index beside it."""

NAMES: Final = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
}

metadata: Final = MetaData(naming_convention=NAMES)


def _stream(*, primary: bool = False) -> Column[int]:
    return Column("stream", Integer, ForeignKey("streams.stream"), primary_key=primary, nullable=False)


def _sequence() -> Column[int]:
    return Column("seq", BIG, primary_key=True, autoincrement=False)


streams: Final = Table(
    "streams",
    metadata,
    Column("stream", Integer, primary_key=True),
    Column("source", Text, nullable=False, unique=True),
    Column("sequence", BIG, nullable=False, server_default="0"),
    Column("last_ticket", BIG, nullable=False, server_default="0"),
    Column("last_field", Integer, nullable=False, server_default="0"),
    Column("last_value", Integer, nullable=False, server_default="0"),
    Column("cursor", Text),
    Column("complete_through", Instant),
    Column("committed_at", Instant),
    Column("config_hash", Text),
    Column("recorded_from", Instant),
)
"""A source and its counters. A writer locks its row first, so that numbers become visible in their order.

`recorded_from` is there where commits were not recorded from the first one on: since when they are."""

commits: Final = Table(
    "commits",
    metadata,
    _stream(primary=True),
    Column("at", Instant, primary_key=True, autoincrement=False),
    Column("seq", BIG, nullable=False),
    Column("complete_through", Instant),
    sqlite_with_rowid=False,
)
"""How a stream stood from an instant on: a row a commit that changed it, by which an instant becomes a sequence."""

tickets: Final = Table(
    "tickets",
    metadata,
    Column("number", BIG, primary_key=True, autoincrement=False),
    _stream(),
    Column("id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("url", Text),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant),
    Column("changed_seq", BIG, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    Index(None, "stream", "id", unique=True),
    Index(None, "stream", "key"),
    Index(None, "stream", "changed_seq"),
)
"""`changed_seq` is 0 and `packed` empty until the first event; `packed` is a cache of the newest event rows."""

earlier_creations: Final = Table(
    "earlier_creations",
    metadata,
    Column("ticket", BIG, primary_key=True, autoincrement=False),
    _sequence(),
    Column("created_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""The instant of creation that a ticket had until a change gave it another."""

events: Final = Table(
    "events",
    metadata,
    Column("stream", Integer, primary_key=True, autoincrement=False),
    _sequence(),
    Column("edited", SmallInteger, nullable=False),
    Column("ticket", BIG, nullable=False),
    Column("identity", Text, nullable=False),
    Column("native", SmallInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ord", BIG, nullable=False),
    Column("type", SmallInteger, nullable=False),
    Column("actor", SmallInteger, nullable=False),
    Column("field", Text),
    Column("old", Text),
    Column("new", Text),
    Column("fields", Text),
    Column("derived", SmallInteger, nullable=False),
    Column("grain", Integer, nullable=False),
    Index(None, "ticket", "seq"),
    sqlite_with_rowid=False,
)
"""The truth. An event that was edited at its source has a row a version; the newest counts, all but the first say
`edited`. Foreign keys would look up two rows more for each event of a backfill, and the one way in (the ledger)
numbers streams and tickets itself, in the same transaction."""

terms: Final = Table(
    "terms",
    metadata,
    _stream(primary=True),
    Column("code", Integer, primary_key=True, autoincrement=False),
    Column("digest", BIG, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "stream", "digest"),
    sqlite_with_rowid=False,
)
"""The vocabulary of packed columns; found by digest, for an index on free text has a limit of its own."""

outages: Final = Table(
    "outages",
    metadata,
    _stream(primary=True),
    _sequence(),
    Column("id", Text, nullable=False),
    Column("service", Text),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("severity", Text),
    Column("detected_at", Instant),
    Column("acknowledged_at", Instant),
    Column("ticket_id", Text),
    Column("users", BIG),
    Column("reason", Text),
    Column("author", Text),
    Index(None, "stream", "id", "seq"),
    sqlite_with_rowid=False,
)

exclusions: Final = Table(
    "exclusions",
    metadata,
    _stream(primary=True),
    _sequence(),
    Column("id", Text, nullable=False),
    Column("service", Text),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("approved_at", Instant),
    Column("approved_by", Text),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", Instant),
    Index(None, "stream", "id", "seq"),
    sqlite_with_rowid=False,
)

corrections: Final = Table(
    "corrections",
    metadata,
    _stream(primary=True),
    _sequence(),
    Column("id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("stated_at", Instant, nullable=False),
    Column("approved_by", Text),
    Column("approved_at", Instant),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", Instant),
    Index(None, "stream", "id", "seq"),
    sqlite_with_rowid=False,
)
"""`source` is that of the corrected fact, `subject` the id of its ticket or outage, `told` JSON of what is said."""

quarantine: Final = Table(
    "quarantine",
    metadata,
    _stream(primary=True),
    Column("row_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", Instant),
)
"""`retry_at` is empty until the row has been tried again."""

passes: Final = Table(
    "passes",
    metadata,
    _stream(primary=True),
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""When a pass beside the tail last ended well, or else since when it is waited for."""

suspects: Final = Table(
    "suspects",
    metadata,
    _stream(primary=True),
    Column("ticket_id", Text, primary_key=True),
    Column("why", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("missed_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""Tickets that one pass did not find any more, until another one confirms it or finds them."""

definitions: Final = Table(
    "definitions",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("registered_at", Instant, nullable=False),
)

in_force: Final = Table(
    "in_force",
    metadata,
    Column("at", Instant, primary_key=True, autoincrement=False),
    Column("sha256", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Which definitions judged from an instant on; a row a change, also where one goes back to earlier ones."""

feeds: Final = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("fetched_at", Instant),
    Column("sha256", Text),
    Column("body", Text),
    Column("error", Text),
    Column("failed_at", Instant),
)
"""What was last read well of a calendar's feed, and how the last try failed."""

snapshots: Final = Table(
    "snapshots",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
"""One row: the last snapshot, as JSON."""

judged: Final = Table(
    "judged",
    metadata,
    Column("definitions", Text, primary_key=True),
    Column("judged_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""What finished and open timers came to under these definitions, in columns: a restart judges only what changed since.
One row, of the newest definitions that judged; it can always be made again."""

counters: Final = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("labels", Text, primary_key=True),
    Column("value", BIG, nullable=False),
)
"""`labels` is a JSON array of label values."""

counted: Final = Table(
    "counted",
    metadata,
    Column("name", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("sequence", BIG, nullable=False),
)
