"""The few sentences that SQLite and PostgreSQL say differently."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Dialect,
    Table,
    Text,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]

_UPSERT: Final[dict[str, Callable[[Table], Any]]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(dialect: str, table: Table) -> Any:  # noqa: ANN401  two dialects' Insert without a common base
    """Return an INSERT that can say ON CONFLICT."""
    return _UPSERT[dialect](table)


def among(connection: Connection, column: ColumnElement[Any], values: Sequence[int] | Sequence[str]) -> Any:  # noqa: ANN401
    """Return the condition that the column has one of many values, all of them in one parameter.

    A list of ten thousand placeholders would be compiled anew for each length, and SQLite has a limit to it.
    """
    dialect = connection.dialect.name
    return _among(dialect, column, bindparam(None, listed(connection, values), type_=_list_of(dialect, column)))


def many(dialect: str, column: ColumnElement[Any]) -> Any:  # noqa: ANN401  likewise
    """Return that condition for a statement that is kept; its parameter `many` takes what `listed` returns."""
    return _among(dialect, column, bindparam("many", type_=_list_of(dialect, column)))


def _among(dialect: str, column: ColumnElement[Any], values: BindParameter[Any]) -> Any:  # noqa: ANN401  likewise
    if dialect == "postgresql":
        return column == any_(values)
    return column.in_(select(func.json_each(values).table_valued("value").c.value))


def _list_of(dialect: str, column: ColumnElement[Any]) -> TypeEngine[Any]:
    if dialect == "postgresql":
        return postgresql.ARRAY(Text() if isinstance(column.type, Text) else BigInteger())
    return Text()


def listed(connection: Connection, values: Sequence[int] | Sequence[str]) -> list[Any] | str:
    """Return many values as one parameter."""
    return list(values) if connection.dialect.name == "postgresql" else json.dumps(list(values))


def load(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, whose values stand in the order of the table's columns, as fast as the driver can.

    The values go to the driver as they are: instants must be epoch seconds already.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        connection.exec_driver_sql(_insertion(connection.dialect, table), list(rows))


@cache
def _insertion(dialect: Dialect, table: Table) -> str:
    statement: Insert = table.insert()
    return str(statement.compile(dialect=dialect))


def _copy(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
