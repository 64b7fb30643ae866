"""One daemon writes to an SQLite file; a second one is told so."""

import fcntl
import os
from pathlib import Path
from typing import Self

from slawatch.errors import StoreError


class ProcessLock:
    """Held as long as the process lives: the kernel lets go of it, even after SIGKILL."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def taken(cls, database: Path) -> Self:
        """Return the lock on a database file; StoreError names the process that has it, OSError says why not."""
        path = database.with_name(database.name + ".lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 20).decode(errors="replace").strip()
            os.close(descriptor)
            if not isinstance(error, BlockingIOError):
                raise
            raise StoreError(
                f"{database} is being written by process {holder or 'unknown'}; "
                "stop that slawatch first, or give this one a database of its own"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let go. The file stays: to remove it would let two processes lock two files of one name."""
        os.close(self._descriptor)
