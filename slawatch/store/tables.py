"""The tables: facts are append-only, everything that is derived from them can be made again."""

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, SmallInteger, Table, Text

from slawatch.store.table_parts import BIG, Instant, metadata, sequence_column, stream_column, versioned

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
    stream_column(primary=True),
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
    stream_column(),
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
    sequence_column(),
    Column("created_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""The instant of creation that a ticket had until a change gave it another."""

events: Final = Table(
    "events",
    metadata,
    Column("stream", Integer, primary_key=True, autoincrement=False),
    sequence_column(),
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
    stream_column(primary=True),
    Column("code", Integer, primary_key=True, autoincrement=False),
    Column("digest", BIG, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "stream", "digest"),
    sqlite_with_rowid=False,
)
"""The vocabulary of packed columns; found by digest, for an index on free text has a limit of its own."""

outages: Final = versioned(
    "outages",
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
)

exclusions: Final = versioned(
    "exclusions",
    Column("service", Text),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("approved_at", Instant),
    Column("approved_by", Text),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", Instant),
)

corrections: Final = versioned(
    "corrections",
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
)
"""`source` is that of the corrected fact, `subject` the id of its ticket or outage, `told` JSON of what is said."""

quarantine: Final = Table(
    "quarantine",
    metadata,
    stream_column(primary=True),
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
    stream_column(primary=True),
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""When a pass beside the tail last ended well, or else since when it is waited for."""

suspects: Final = Table(
    "suspects",
    metadata,
    stream_column(primary=True),
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
