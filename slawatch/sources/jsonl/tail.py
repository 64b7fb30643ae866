"""What is new in a file that grows: whole lines from a place on, also where it was rotated away or cut."""

import hashlib
import io
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Self

from slawatch.errors import FatalSourceError
from slawatch.ingest.encodings import UndecodableError, is_wide, narrow
from slawatch.ingest.source import Cursor
from slawatch.model.instant import from_epoch

PRINT: Final = 4096
"""Bytes before a place by which it is known again."""
_COMPRESSED: Final = frozenset({".gz", ".bz2", ".xz", ".zst"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """An open file, its lines ending with one byte."""

    file: BinaryIO
    inode: int
    size: int
    written_at: datetime
    encoding: str
    """Of its lines."""

    def print_before(self, offset: int) -> str:
        """Return what the bytes before a place are known by."""
        start = max(0, offset - PRINT)
        self.file.seek(start)
        return hashlib.sha256(self.file.read(offset - start)).hexdigest()


@contextmanager
def opened(path: Path, encoding: str) -> Iterator[Content]:
    """Open a file; one of a wide encoding is taken into memory whole."""
    with path.open("rb") as file:
        stat = os.fstat(file.fileno())
        held: BinaryIO = file
        size = stat.st_size
        if is_wide(encoding):
            data = _narrowed(path, file.read(), encoding)
            held, size = io.BytesIO(data), len(data)
        yield Content(
            file=held,
            inode=stat.st_ino,
            size=size,
            written_at=from_epoch(int(stat.st_mtime)),
            encoding="utf-8" if is_wide(encoding) else encoding,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a file was read: what a cursor holds."""

    inode: int = 0
    offset: int = 0
    line: int = 0
    """Lines before it."""
    sha256: str = ""
    """Of the last PRINT bytes before it."""

    @classmethod
    def read(cls, cursor: Cursor | None) -> Self:
        """Return what a cursor holds; None is the beginning."""
        try:
            return cls(**json.loads(cursor or "{}"))
        except (ValueError, TypeError) as error:
            raise FatalSourceError("the cursor is none of this source; `slawatch sync --full` reads anew") from error

    def cursor(self) -> Cursor:
        """Return it as text."""
        return json.dumps(asdict(self))

    def is_in(self, content: Content) -> bool:
        """Tell whether a file is still the one, with what was read of it."""
        if self.offset == 0:
            return self.inode in (0, content.inode)
        return self.offset <= content.size and self.sha256 == content.print_before(self.offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a file and where it ends."""

    raw: bytes
    number: int
    end: int

    def place(self, content: Content) -> Place:
        """Return the place after it."""
        return Place(inode=content.inode, offset=self.end, line=self.number, sha256=content.print_before(self.end))


def whole_lines(content: Content, place: Place, *, most: int) -> list[Line]:
    """Return the next lines; the last one of a file also without a line break, where it is a whole JSON object."""
    content.file.seek(place.offset)
    lines: list[Line] = []
    end, number = place.offset, place.line
    while len(lines) < most and (raw := content.file.readline()):
        if not (raw.endswith(b"\n") or _is_object(raw, content.encoding)):
            break
        end, number = end + len(raw), number + 1
        lines.append(Line(raw=raw, number=number, end=end))
    return lines


def rotated(path: Path, place: Place, encoding: str) -> Sequence[Path]:
    """Return the file that was read so far under the name that it has now, then those begun after it; none if unknown.

    It was renamed, or copied before it was cut. Compressed ones are not looked into.
    """
    beside = sorted(_beside(path), key=lambda each: each.stat().st_mtime_ns)
    for order, each in enumerate(beside):
        with opened(each, encoding) as content:
            if place.is_in(content):
                return beside[order:]
    return ()


def _beside(path: Path) -> Iterator[Path]:
    for entry in path.parent.iterdir():
        is_of_it = entry.name.startswith((f"{path.stem}.", f"{path.stem}-")) and entry.name != path.name
        if is_of_it and entry.suffix not in _COMPRESSED and entry.is_file() and not entry.is_symlink():
            yield entry


def _narrowed(path: Path, data: bytes, encoding: str) -> bytes:
    try:
        return narrow(data, encoding)
    except UndecodableError as error:
        raise FatalSourceError(f"line {error.line} of {path} is not {encoding}: {error}") from None


def _is_object(raw: bytes, encoding: str) -> bool:
    """Tell whether an unended line is complete: no beginning of a JSON object is one itself."""
    try:
        return isinstance(json.loads(raw.decode(encoding)), dict)
    except (ValueError, RecursionError):
        return False
