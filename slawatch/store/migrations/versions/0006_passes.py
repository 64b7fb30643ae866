"""Passes beside the tail: when they ended, which tickets they missed, when a bad row is tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows in quarantine are due at once."""
    op.add_column("quarantine", sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
    op.add_column("quarantine", sa.Column("retry_at", sa.BigInteger))
    op.create_table(
        "passes",
        sa.Column("stream", sa.Integer, sa.ForeignKey("streams.stream"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("stream", "name", name="pk_passes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "suspects",
        sa.Column("stream", sa.Integer, sa.ForeignKey("streams.stream"), nullable=False),
        sa.Column("ticket_id", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("missed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("stream", "ticket_id", name="pk_suspects"),
        sqlite_with_rowid=False,
    )
