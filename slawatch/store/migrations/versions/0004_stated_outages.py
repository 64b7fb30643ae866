"""Who stated an outage by hand, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Outages that were told before come from sources, which give neither."""
    op.add_column("outages", sa.Column("reason", sa.Text))
    op.add_column("outages", sa.Column("author", sa.Text))
