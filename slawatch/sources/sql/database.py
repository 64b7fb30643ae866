"""The database: one snapshot of it a poll, in which nothing can be written. The only part that knows SQLAlchemy."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    String,
    and_,
    bindparam,
    cast,
    column,
    create_engine,
    make_url,
    or_,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.selectable import Subquery

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.model.instant import instant
from slawatch.sources.sql.options import Options
from slawatch.sources.sql.rows import word
from slawatch.sources.sql.times import Raw

Row = Mapping[str, Any]
_NOW: Final = {
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%S', 'now')",
    "mysql": "SELECT UTC_TIMESTAMP()",
    "mariadb": "SELECT UTC_TIMESTAMP()",
    "mssql": "SELECT SYSUTCDATETIME()",
    "oracle": "SELECT SYS_EXTRACT_UTC(SYSTIMESTAMP) FROM dual",
}
"""What asks for the server's clock in UTC; others know CURRENT_TIMESTAMP with its zone."""
_ISOLATION: Final = {"sqlite": "AUTOCOMMIT", "mssql": "SNAPSHOT", "oracle": "SERIALIZABLE"}


class Database:
    """Makes snapshots. The secret is read when one is made."""

    def __init__(self, options: Options) -> None:
        self._options = options

    @contextmanager
    def snapshot(self, seconds: float) -> Iterator["Snapshot"]:
        """Open a snapshot; what fails is told without the password and without what rows hold."""
        try:
            engine = _engine(self._options)
            with engine.connect().execution_options(**_isolation(engine)) as connection:
                _begin(connection, seconds)
                yield Snapshot(connection, self._options)
                connection.rollback()
        except OperationalError as error:
            raise RetriableSourceError(f"the database does not answer as it should: {_words(error)}") from None
        except DataError as error:  # what the driver says of it holds the value, which may be people's words
            kind = type(error.orig).__name__
            raise FatalSourceError(f"the database can't work out a query with what its rows hold: {kind}") from None
        except DBAPIError as error:
            raise FatalSourceError(f"the database refuses a query: {_words(error)}") from None
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            hint = "is its driver installed?" if isinstance(error, ImportError | NoSuchModuleError) else "see url"
            raise FatalSourceError(f"the database can't be reached: {type(error).__name__}; {hint}") from None
        except SQLAlchemyError as error:
            raise FatalSourceError(f"the database can't be asked: {type(error).__name__}") from None


class Snapshot:
    """A database as it was at one instant."""

    def __init__(self, connection: Connection, options: Options) -> None:
        self._connection, self._options = connection, options
        self._names: dict[str, Sequence[str]] = {}

    def now(self) -> datetime:
        """Return the server's clock."""
        found = self._connection.execute(text(_NOW.get(self._connection.dialect.name, "SELECT CURRENT_TIMESTAMP")))
        told = found.scalar_one()
        at = datetime.fromisoformat(told) if isinstance(told, str) else told
        return instant(at if at.tzinfo else at.replace(tzinfo=UTC))

    def version(self) -> str:
        """Return name and version of the database."""
        info = self._connection.dialect.server_version_info or ()
        return f"{self._connection.dialect.name} {'.'.join(map(str, info))}".strip()

    def columns(self, query: str) -> Sequence[str]:
        """Return the names of the columns that a query gives, in small letters."""
        return [name.lower() for name in self._written(query)]

    def _written(self, query: str) -> Sequence[str]:
        """Return the names as the database has them: quoted ones may have capitals."""
        if query not in self._names:
            nothing = text(f"SELECT * FROM ({_bare(query)}) slawatch_query WHERE 1 = 0")  # noqa: S608  the user's own
            self._names[query] = list(self._connection.execute(nothing).keys())
        return self._names[query]

    def pages(
        self, query: str, *, order: Sequence[str], since: Raw | None = None, after: Sequence[Any] | None = None
    ) -> Iterator[Sequence[Row]]:
        """Yield all rows in an order, page by page: from a value of its first column on, or behind one of all."""
        table, last = self._table(query), after
        keys = [_key(table, name) for name in order]
        while True:
            asked = select(table).order_by(*keys).limit(self._options.page_size)
            if last is not None:
                asked = asked.where(_after(keys, last))
            elif since is not None:
                asked = asked.where(keys[0] >= since)
            elif len(keys) > 1:  # a row without a time has no place in the order
                asked = asked.where(keys[0].is_not(None))
            rows = self._rows(asked)
            if rows:
                yield rows
            if len(rows) < self._options.page_size:
                return
            last = [rows[-1][name] for name in order]

    def greatest(self, query: str, name: str) -> Any:  # noqa: ANN401  whatever a driver returns
        """Return the greatest value of a column, None where there is none."""
        key = _key(self._table(query), name)
        return self._connection.execute(select(key).where(key.is_not(None)).order_by(key.desc()).limit(1)).scalar()

    def of(self, query: str, name: str, ids: Collection[Any], *, as_text: bool = False) -> Sequence[Row]:
        """Return the rows whose column has one of some values."""
        table = self._table(query)
        key: Any = cast(_key(table, name), String(255)) if as_text else _key(table, name)
        return self._rows(select(table).where(key.in_(bindparam("ids", list(ids), expanding=True))))

    def named(self, query: str, ids: Collection[str]) -> Sequence[Row]:
        """Return the rows whose ids, as slawatch tells them, are these.

        A database may write one otherwise (12.00, an UUID in capitals, a text filled up with spaces): what is not found
        by its text is looked for among all ids, lest a ticket that is there be taken for a deleted one.
        """
        found = [row for row in self.of(query, "id", ids, as_text=True) if word(row["id"]) in set(ids)]
        missing = set(ids) - {word(row["id"]) for row in found}
        if not missing:
            return found
        raws = [row["id"] for row in self.every(query, ["id"]) if word(row["id"]) in missing]
        return [*found, *(self.of(query, "id", raws) if raws else ())]

    def every(self, query: str, names: Sequence[str]) -> Iterator[Row]:
        """Yield some columns of all rows."""
        table = self._table(query)
        asked = select(*(_key(table, name) for name in names)).execution_options(yield_per=1000)
        for row in self._connection.execute(asked).mappings():
            yield {name.lower(): value for name, value in row.items()}

    def has_null(self, query: str, name: str) -> bool:
        """Tell whether a column is empty in any row."""
        key = _key(self._table(query), name)
        return self._connection.execute(select(key).where(key.is_(None)).limit(1)).first() is not None

    def distinct(self, query: str, name: str, *, most: int) -> Sequence[str]:
        """Return the values of a column as texts, in order."""
        key = _key(self._table(query), name)
        found = self._connection.execute(select(key).distinct().limit(most)).scalars()
        return sorted(str(value) for value in found if value not in (None, ""))

    def _table(self, query: str) -> Subquery:
        columns: list[Column[Any]] = [column(name) for name in self._written(query)]  # type: ignore[misc]
        return text(_bare(query)).columns(*columns).subquery("slawatch_query")

    def _rows(self, asked: Any) -> Sequence[Row]:  # noqa: ANN401  a select of SQLAlchemy
        found = self._connection.execute(asked).mappings().all()
        return [{name.lower(): value for name, value in row.items()} for row in found]


def _key(table: Subquery, name: str) -> Any:  # noqa: ANN401  a column of SQLAlchemy
    """Return a column by its name in small letters."""
    return next(each for each in table.c if each.name.lower() == name)


def _after(keys: Sequence[Any], last: Sequence[Any]) -> Any:  # noqa: ANN401  a condition of SQLAlchemy
    """Rows behind the last one in the order, written so that every database can use an index on the first key."""
    if len(keys) == 1:
        return keys[0] > last[0]
    first, second = keys
    return and_(first >= last[0], or_(first > last[0], second > last[1]))


def _engine(options: Options) -> Engine:
    url = make_url(options.url_secret.reveal() if options.url_secret else options.url or "")
    if options.password is not None:
        url = url.set(password=options.password.reveal())
    _refuse_missing_file(url)
    return create_engine(url, poolclass=NullPool, hide_parameters=True)


def _refuse_missing_file(url: URL) -> None:
    """SQLite would make an empty database."""
    is_file = url.get_backend_name() == "sqlite" and url.database and not url.database.startswith("file:")
    if is_file and not Path(str(url.database)).is_file():
        raise FatalSourceError(f"{url.database} does not exist")


def _isolation(engine: Engine) -> dict[str, Any]:
    told = {"isolation_level": _ISOLATION.get(engine.dialect.name, "REPEATABLE READ")}
    return {**told, "postgresql_readonly": True} if engine.dialect.name == "postgresql" else told


def _begin(connection: Connection, seconds: float) -> None:
    if connection.dialect.name == "sqlite":  # its driver begins no transaction for reading
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")


def _bare(query: str) -> str:
    """Return a query as a part of another one; it may end with a comment."""
    return query.strip().rstrip(";").replace(":", r"\:") + "\n"


def _words(error: DBAPIError) -> str:
    """Return the first line of what the driver says: further ones show the statement or a row."""
    return str(error.orig).strip().partition("\n")[0][:300]
