"""The few sentences that SQLite and PostgreSQL say differently."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, Table, Text, any_, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

Row = tuple[Any, ...]

_UPSERT: Final[dict[str, Callable[[Table], Any]]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(connection: Connection, table: Table) -> Any:  # noqa: ANN401  two dialects' Insert without a common base
    """Return an INSERT that can say ON CONFLICT."""
    return _UPSERT[connection.dialect.name](table)


def among(connection: Connection, column: ColumnElement[Any], values: Sequence[int] | Sequence[str]) -> Any:  # noqa: ANN401
    """Return the condition that the column has one of many values, all of them in one parameter.

    A list of ten thousand placeholders would be compiled anew for each length, and SQLite has a limit to it.
    """
    if connection.dialect.name == "postgresql":
        kind = Text() if isinstance(column.type, Text) else BigInteger()
        return column == any_(literal(list(values), postgresql.ARRAY(kind)))
    value = func.json_each(json.dumps(list(values))).table_valued("value").c.value
    return column.in_(select(value))


def load(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, whose values stand in the order of the table's columns, as fast as the driver can.

    The values go to the driver as they are: instants must be epoch seconds already.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        statement: Insert = table.insert()
        connection.exec_driver_sql(str(statement.compile(dialect=connection.dialect)), list(rows))


def _copy(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
