"""The first tables: streams, facts, vocabulary, what is kept of conclusions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _stream() -> sa.Column[int]:
    return sa.Column("stream", sa.Integer, sa.ForeignKey("streams.stream"), nullable=False)


def _seq() -> sa.Column[int]:
    return sa.Column("seq", BIG, nullable=False)


def upgrade() -> None:
    """Create the tables."""
    _streams()
    _tickets()
    _events()
    _terms()
    _outages()
    _exclusions()
    _kept()


def _streams() -> None:
    op.create_table(
        "streams",
        sa.Column("stream", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("sequence", BIG, nullable=False, server_default="0"),
        sa.Column("last_ticket", BIG, nullable=False, server_default="0"),
        sa.Column("last_field", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_value", sa.Integer, nullable=False, server_default="0"),
        sa.Column("cursor", sa.Text),
        sa.Column("complete_through", sa.BigInteger),
        sa.Column("committed_at", sa.BigInteger),
        sa.Column("config_hash", sa.Text),
        sa.PrimaryKeyConstraint("stream"),
        sa.UniqueConstraint("source"),
    )
    op.create_table(
        "quarantine",
        _stream(),
        sa.Column("row_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("stream", "row_id"),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("number", BIG, nullable=False, autoincrement=False),
        _stream(),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger),
        sa.Column("changed_seq", BIG, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_tickets_stream_id", "tickets", ["stream", "id"], unique=True)
    op.create_index("ix_tickets_stream_key", "tickets", ["stream", "key"])
    op.create_index("ix_tickets_stream_changed_seq", "tickets", ["stream", "changed_seq"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("stream", sa.Integer, nullable=False, autoincrement=False),
        _seq(),
        sa.Column("edited", sa.SmallInteger, nullable=False),
        sa.Column("ticket", BIG, nullable=False),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("native", sa.SmallInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("ord", BIG, nullable=False),
        sa.Column("type", sa.SmallInteger, nullable=False),
        sa.Column("actor", sa.SmallInteger, nullable=False),
        sa.Column("field", sa.Text),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sa.Column("fields", sa.Text),
        sa.Column("derived", sa.SmallInteger, nullable=False),
        sa.Column("grain", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_events_ticket_seq", "events", ["ticket", "seq"])


def _terms() -> None:
    op.create_table(
        "terms",
        _stream(),
        sa.Column("code", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("digest", BIG, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("stream", "code"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_terms_stream_digest", "terms", ["stream", "digest"])


def _outages() -> None:
    op.create_table(
        "outages",
        _stream(),
        _seq(),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("service", sa.Text),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("severity", sa.Text),
        sa.Column("detected_at", sa.BigInteger),
        sa.Column("acknowledged_at", sa.BigInteger),
        sa.Column("ticket_id", sa.Text),
        sa.PrimaryKeyConstraint("stream", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_outages_stream_id_seq", "outages", ["stream", "id", "seq"])


def _exclusions() -> None:
    op.create_table(
        "exclusions",
        _stream(),
        _seq(),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("service", sa.Text),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("approved_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("stream", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_exclusions_stream_id_seq", "exclusions", ["stream", "id", "seq"])


def _kept() -> None:
    op.create_table(
        "definitions",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("registered_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "snapshots",
        sa.Column("slot", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("slot"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", "labels"),
    )
    op.create_table(
        "counted",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", "source"),
    )
