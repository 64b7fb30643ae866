"""The improvement register."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing has been stated yet."""
    op.create_table(
        "actions",
        *_place(),
        *_texts("title", "about", "owner", "due_on", "stage", "author"),
        sa.Column("stated_at", sa.BigInteger, nullable=False),
        *_texts("changed_by"),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        *_texts("cause", "plan", "reason"),
        sa.Column("check_on", sa.Text),
        sa.Column("measure", sa.Text),
        sa.Column("baseline", sa.Text),
        sa.Column("goal", sa.Text),
        sa.Column("done_at", sa.BigInteger),
        sa.Column("result", sa.Text),
        sa.Column("ended_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("stream", "seq", name="pk_actions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_actions_stream_id_seq", "actions", ["stream", "id", "seq"])
    op.create_table(
        "acceptances",
        *_place(),
        *_texts("about", "accepted_by", "reason", "author"),
        sa.Column("stated_at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.Text),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdrawn_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("stream", "seq", name="pk_acceptances"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_acceptances_stream_id_seq", "acceptances", ["stream", "id", "seq"])


def _place() -> tuple[sa.Column[int] | sa.Column[str], ...]:
    return (
        sa.Column("stream", sa.Integer, sa.ForeignKey("streams.stream"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *_texts("id"),
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)
