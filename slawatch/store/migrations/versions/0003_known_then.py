"""What was known when: commits, definitions in force, corrections; feeds of calendars; users of an outage."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Of the time before, only how things stand now is known."""
    op.add_column("outages", sa.Column("users", BIG))
    op.add_column("streams", sa.Column("recorded_from", sa.BigInteger))
    _commits()
    _in_force()
    _corrections()
    _feeds()


def _stream() -> sa.Column[int]:
    return sa.Column("stream", sa.Integer, sa.ForeignKey("streams.stream"), nullable=False)


def _commits() -> None:
    op.create_table(
        "commits",
        _stream(),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("complete_through", sa.BigInteger),
        sa.PrimaryKeyConstraint("stream", "at"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "earlier_creations",
        sa.Column("ticket", BIG, nullable=False, autoincrement=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "seq"),
        sqlite_with_rowid=False,
    )
    op.execute("UPDATE streams SET recorded_from = committed_at")
    op.execute(
        "INSERT INTO commits (stream, at, seq, complete_through) "
        "SELECT stream, committed_at, sequence, complete_through FROM streams WHERE committed_at IS NOT NULL"
    )


def _in_force() -> None:
    op.create_table(
        "in_force",
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("at"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO in_force (at, sha256) SELECT registered_at, max(sha256) FROM definitions GROUP BY registered_at"
    )


def _corrections() -> None:
    op.create_table(
        "corrections",
        _stream(),
        sa.Column("seq", BIG, nullable=False, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("stated_at", sa.BigInteger, nullable=False),
        sa.Column("approved_by", sa.Text),
        sa.Column("approved_at", sa.BigInteger),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdrawn_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("stream", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_corrections_stream_id_seq", "corrections", ["stream", "id", "seq"])


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("fetched_at", sa.BigInteger),
        sa.Column("sha256", sa.Text),
        sa.Column("body", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("failed_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("url"),
    )
