"""A store without facts: tests that need dozens copy its tables, for to migrate costs more than such a test."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore


def empty_store(folder: str | Path) -> SqlStore:
    """Return a store in a folder, as opening one there for the first time would make it."""
    file = Path(folder) / "slawatch.db"
    file.write_bytes(empty_tables())
    return open_for_writing(f"sqlite:///{file}")


@cache
def empty_tables() -> bytes:
    """Return the file of such a store."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "slawatch.db"
        open_for_writing(f"sqlite:///{file}").close()
        return file.read_bytes()
