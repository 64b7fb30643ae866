"""Who did what, and exclusions that are withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_REFUSED = "lines of the activity log stay as they are"


def upgrade() -> None:
    """The log begins now; what was stated before says itself who stated it."""
    for name, kind in (("withdrawn_by", sa.Text), ("withdrawn_at", sa.BigInteger)):
        op.add_column("exclusions", sa.Column(name, kind))
    op.create_table(
        "deeds",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        *(sa.Column(each, sa.Text, nullable=False) for each in ("user", "way", "action", "kind", "name", "changes")),
    )
    op.create_index("ix_deeds_kind_name", "deeds", ["kind", "name"])
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


_TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER deeds_{verb.lower()} BEFORE {verb} ON deeds BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        (
            f"CREATE FUNCTION deeds_stay() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$ "
            "LANGUAGE plpgsql"
        ),
        (
            "CREATE TRIGGER deeds_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON deeds "
            "FOR EACH STATEMENT EXECUTE FUNCTION deeds_stay()"
        ),
    ],
}
