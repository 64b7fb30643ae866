"""How a store is opened: by the one that writes, or by those that only read."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from slawatch.errors import StoreError
from slawatch.store.connecting import connected, file_of, parsed, reading, writing
from slawatch.store.lock import ProcessLock
from slawatch.store.schema import migrate, require_current
from slawatch.store.sql import SqlStore


def open_for_writing(url: str, *, password: str | None = None) -> SqlStore:
    """Return the store with its tables brought up to this version.

    Raises StoreError where another process writes to the SQLite file or its folder can't be written to, where the
    tables are from a newer version, and where the database can't be reached.
    """
    address = parsed(url, password)
    path = file_of(address)
    with ExitStack() as undo:
        lock = None
        if path is not None:
            with _opening(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                lock = ProcessLock.taken(path)
            undo.callback(lock.release)
        engine = connected(address, read_only=False)
        undo.callback(engine.dispose)
        with writing(engine) as connection:
            migrate(connection)
        undo.pop_all()
    return SqlStore(engine, lock=lock)


def open_for_appending(url: str, *, password: str | None = None) -> SqlStore:
    """Return the store for short writes beside a daemon: the lock keeps a second daemon out, not an operator.

    A write waits for its turn, which SQLite gives to one transaction at a time. Raises StoreError as
    open_for_reading does.
    """
    return _beside(url, password, read_only=False)


def open_for_reading(url: str, *, password: str | None = None) -> SqlStore:
    """Return the store beside a daemon that may be writing to it; every write to it is a StoreError.

    Raises StoreError where there is no database yet or its tables are of another version.
    """
    return _beside(url, password, read_only=True)


def _beside(url: str, password: str | None, *, read_only: bool) -> SqlStore:
    address = parsed(url, password)
    path = file_of(address)
    if path is not None:
        with _opening(path):
            if not path.exists():
                raise StoreError(f"there is no database {path} yet; `slawatch run` or `slawatch sync` makes it")
    with ExitStack() as undo:
        engine = connected(address, read_only=read_only)
        undo.callback(engine.dispose)
        with reading(engine) as connection:
            require_current(connection)
        undo.pop_all()
    return SqlStore(engine)


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """A folder in the place of the file, and a file system that refuses, are errors of the store."""
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder; name a file in it: sqlite:///{path / 'slawatch.db'}")
        yield
    except FileExistsError as error:
        raise StoreError(f"the database {path} can't be made: {error.filename} is a file, not a folder") from error
    except OSError as error:
        raise StoreError(f"the database {path} can't be opened: {error.filename}: {error.strerror}") from error
