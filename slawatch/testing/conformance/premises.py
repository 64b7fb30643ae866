"""A server and two empty stores, kept from one check to the next: to make them takes longer than most checks."""

import atexit
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.http_faults import FaultyServer, Reply

IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108  only the place of a folder with a random name
"""Where a commit, that waits for the disk elsewhere, takes no time; on Linux."""


class Premises:
    """What one bench works with, and after it the next one."""

    def __init__(self, folder: Path) -> None:
        self.server: Final = FaultyServer(Reply(status=503))
        self._stores = {name: folder / f"{name}.db" for name in ("polled", "full")}
        self._opened = {name: _opened(path) for name, path in self._stores.items()}

    def store(self, name: str) -> SqlStore:
        """Return one of the stores, emptied; its statements stay compiled."""
        with closing(sqlite3.connect(self._stores[name])) as there, closing(sqlite3.connect(_blank())) as blank:
            blank.backup(there)
        return self._opened[name]

    def close(self) -> None:
        """Release the files."""
        for store in self._opened.values():
            store.close()


_FREE: Final[list[Premises]] = []
_LEAVING: Final = ExitStack()
atexit.register(_LEAVING.close)


@contextmanager
def premises() -> Iterator[Premises]:
    """Take premises that nobody works in, and leave them to the next."""
    taken = _FREE.pop() if _FREE else _made()
    try:
        yield taken
    finally:
        taken.server.say(Reply(status=503))
        _FREE.append(taken)


def _made() -> Premises:
    made = Premises(_folder())
    _LEAVING.callback(made.close)
    _LEAVING.enter_context(made.server)
    return made


def _folder() -> Path:
    place = IN_MEMORY if IN_MEMORY.is_dir() else None
    return Path(_LEAVING.enter_context(tempfile.TemporaryDirectory(prefix="slawatch-", dir=place)))


@cache
def _blank() -> Path:
    path = _folder() / "blank.db"
    open_for_writing(f"sqlite:///{path}").close()
    return path


def _opened(path: Path) -> SqlStore:
    path.write_bytes(_blank().read_bytes())
    return open_for_writing(f"sqlite:///{path}")
