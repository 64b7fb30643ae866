"""Reports that were sealed, signed and sent."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _instant(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def upgrade() -> None:
    """Nothing is sealed yet."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "report_chain",
        _number("position"), _text("kind"), _text("report"), _number("restatement"), _instant("at"), _text("body"),
        _text("sha256"),
        sa.PrimaryKeyConstraint("position", name="pk_report_chain"),
    )  # fmt: skip
    op.create_index(
        "ix_report_chain_report_restatement_kind", "report_chain", ["report", "restatement", "kind"], unique=True
    )
    op.create_table(
        "report_contents",
        _text("sha256"), sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_report_contents"),
    )  # fmt: skip
    op.create_table(
        "report_texts",
        _text("subject"), _text("period"), _text("place"), _text("language"), _number("version"), _text("text"),
        _text("author"), _instant("at"),
        sa.PrimaryKeyConstraint("subject", "period", "place", "language", "version", name="pk_report_texts"),
    )  # fmt: skip
    op.create_table(
        "report_deliveries",
        sa.Column("seq", big, nullable=False), _text("report"), _number("restatement"), _text("recipient"),
        _text("state"), _instant("at"), _text("message_id"), _text("detail"),
        sa.PrimaryKeyConstraint("seq", name="pk_report_deliveries"),
    )  # fmt: skip
    op.create_index("ix_report_deliveries_report_restatement", "report_deliveries", ["report", "restatement"])
    op.create_table(
        "imprints",
        _text("source"), sa.Column("through", big, nullable=False), sa.Column("after", big, nullable=False),
        _text("head"), sa.Column("prints", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("source", "through", name="pk_imprints"),
    )  # fmt: skip
