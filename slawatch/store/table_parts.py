"""What tables are made of."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Dialect, ForeignKey, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from slawatch.model.instant import epoch, from_epoch


class Instant(TypeDecorator[datetime]):
    """Aware UTC in whole seconds, kept as epoch seconds: SQLite drops the offset of a datetime."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  its signature
        """Return epoch seconds; ValueError for an instant without a zone."""
        return None if value is None else epoch(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  likewise
        """Return the aware UTC instant."""
        return None if value is None else from_epoch(value)


BIG: Final[TypeEngine[int]] = BigInteger().with_variant(Integer(), "sqlite")
"""On SQLite an INTEGER PRIMARY KEY is the row's own address, a BIGINT one is an index beside it."""

NAMES: Final = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
}

metadata: Final = MetaData(naming_convention=NAMES)


def stream_column(*, primary: bool = False) -> Column[int]:
    """Return the column that says in which stream a row stands."""
    return Column("stream", Integer, ForeignKey("streams.stream"), primary_key=primary, nullable=False)


def sequence_column() -> Column[int]:
    """Return the column that says in which place of it."""
    return Column("seq", BIG, primary_key=True, autoincrement=False)


def versioned(name: str, *columns: Column[Any]) -> Table:
    """Return the table of what is known by an id and has a row a version, of which the newest counts."""
    return Table(
        name,
        metadata,
        stream_column(primary=True),
        sequence_column(),
        Column("id", Text, nullable=False),
        *columns,
        Index(None, "stream", "id", "seq"),
        sqlite_with_rowid=False,
    )
