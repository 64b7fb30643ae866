"""What was judged, kept for the next start."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first evaluation after this one fills it."""
    op.create_table(
        "judged",
        sa.Column("definitions", sa.Text, nullable=False),
        sa.Column("judged_at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("definitions", name="pk_judged"),
    )
