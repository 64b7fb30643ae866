"""Engines of SQLAlchemy, set up so that a commit is a commit and a reader sees one state."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from slawatch.errors import StoreError

_WRITES: Final = "slawatch_writes"
_ONE_STATE: Final[dict[str, dict[str, Any]]] = {"postgresql": {"isolation_level": "REPEATABLE READ"}}
"""What a reader asks for so that all its questions see the same state; SQLite gives nothing else."""

_BUSY_SECONDS: Final = 30


def parsed(url: str, password: str | None = None) -> URL:
    """Return the database's address; StoreError where it names neither SQLite nor PostgreSQL."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError("the store's url can't be read; write sqlite:///path/to/file.db") from error
    if address.drivername == "postgresql+psycopg":
        return address if password is None else address.set(password=password)
    if address.get_backend_name() == "sqlite" and address.database not in {None, "", ":memory:"}:
        return address
    raise StoreError(
        f"the store's url {address.render_as_string(hide_password=True)} is neither "
        "sqlite:///path/to/file.db nor postgresql+psycopg://user@host/database"
    )


def file_of(address: URL) -> Path | None:
    """Return the path of an SQLite database, None for PostgreSQL."""
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None


def connected(address: URL, *, read_only: bool) -> Engine:
    """Return an engine; nothing is connected yet."""
    if file_of(address) is None:
        return _postgresql(address, read_only=read_only)
    return _sqlite(address, read_only=read_only)


def _postgresql(address: URL, *, read_only: bool) -> Engine:
    options = "-c timezone=UTC" + (" -c default_transaction_read_only=on" if read_only else "")
    # A prepared statement may get a plan made without its watermark, and then scans history.
    arguments = {"prepare_threshold": None, "connect_timeout": 10, "options": options}
    return create_engine(address, pool_pre_ping=True, connect_args=arguments)


def _sqlite(address: URL, *, read_only: bool) -> Engine:
    engine = create_engine(address, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:  # noqa: ANN401  the driver's own
        # The driver's own idea of where a transaction begins leaves reads outside of it.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA query_only = ON" if read_only else "PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later may find that another has written in between.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that will write; it is committed at the end, or nothing of it is."""
    with _spoken(engine), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which every question sees the same state."""
    options = _ONE_STATE.get(engine.dialect.name, {})
    with _spoken(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def _spoken(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        address = engine.url.render_as_string(hide_password=True)
        raise StoreError(f"{address}: {str(error.orig).strip()}") from error
