"""Who approved an exclusion."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Exclusions that were told before name nobody."""
    op.add_column("exclusions", sa.Column("approved_by", sa.Text))
