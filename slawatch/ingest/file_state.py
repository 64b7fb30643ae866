"""A file that is read again and again: what it was like the last time, and what it holds now."""

import gzip
import hashlib
import json
import os
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.encodings import UndecodableError, narrow
from slawatch.ingest.source import Cursor
from slawatch.ingest.text_file import TextFileOptions
from slawatch.model.instant import from_epoch

GZIP: Final = b"\x1f\x8b"
NANOSECONDS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """A file as it was when it was read: the cursor of sources that are files."""

    size: int = -1
    mtime_ns: int = 0
    inode: int = 0
    consumed: int = 0
    """Bytes (decompressed, of a wide encoding in UTF-8) whose rows have been told and can't grow any more."""
    sha256: str = ""
    """Of those bytes."""
    unread: int = 0
    """Bytes at the end whose rows have not been told yet."""

    @classmethod
    def of(cls, cursor: Cursor | None) -> Self:
        """Return the state that a cursor holds; nothing consumed where there is none, or it is of another kind."""
        try:
            return cls(**json.loads(cursor or "{}"))
        except (ValueError, TypeError):
            return cls()

    @property
    def cursor(self) -> Cursor:
        """The state as text."""
        return json.dumps(asdict(self))

    @property
    def written_at(self) -> datetime:
        """When the file was last written to, by its file system."""
        return from_epoch(self.mtime_ns // NANOSECONDS)

    @classmethod
    def after(cls, stat: os.stat_result, data: bytes, *, consumed: int, read: int) -> Self:
        """Return the state of a file of which so many bytes have been read, and so many of them for good."""
        return cls(
            size=stat.st_size,
            mtime_ns=stat.st_mtime_ns,
            inode=stat.st_ino,
            consumed=consumed,
            sha256=_digest(data[:consumed]),
            unread=len(data) - read,
        )

    def is_of(self, stat: os.stat_result) -> bool:
        """Tell whether the file is as it was."""
        return (self.size, self.mtime_ns, self.inode) == (stat.st_size, stat.st_mtime_ns, stat.st_ino)

    def starts(self, data: bytes) -> bool:
        """Tell whether the data begin with what has been consumed."""
        return self.consumed <= len(data) and self.sha256 == _digest(data[: self.consumed])


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def changed_content(path: Path, known: FileState) -> tuple[os.stat_result, bytes] | None:
    """Return the file's state and its bytes, decompressed, all in memory; None where it is as it was and all is told.

    The state is taken before the bytes: what is written meanwhile shows as a change the next time.
    """
    try:
        with path.open("rb") as file:
            stat = os.fstat(file.fileno())
            return None if known.is_of(stat) and not known.unread else (stat, _decompressed(file.read()))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise RetriableSourceError(f"{path} is not whole: {error}") from None
    except (FileNotFoundError, NotADirectoryError):
        raise FatalSourceError(f"{path} does not exist; {_neighbours(path.parent)}") from None
    except (PermissionError, IsADirectoryError) as error:
        raise FatalSourceError(f"{path} can't be read: {error.strerror}") from None
    except OSError as error:
        raise RetriableSourceError(f"{path} can't be read now: {error.strerror}") from None


def readable(data: bytes, options: TextFileOptions) -> bytes:
    """Return the bytes in an encoding whose lines end with one byte."""
    if options.line_encoding == options.encoding:
        return data
    try:
        return narrow(data, options.encoding)
    except UndecodableError as error:
        text = f"line {error.line} of {options.path} is not {options.encoding}: {error}"
        raise FatalSourceError(text) from None


def _decompressed(data: bytes) -> bytes:
    return gzip.decompress(data) if data.startswith(GZIP) else data


def _neighbours(folder: Path, most: int = 5) -> str:
    """What there is instead, for a message."""
    try:
        names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return f"nor does the folder {folder}"
    return f"in its folder there is {', '.join(names[:most]) or 'nothing'}" + (" …" if len(names) > most else "")
