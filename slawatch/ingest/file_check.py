"""What can be said of a file before its first poll."""

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from slawatch.errors import SourceError
from slawatch.ingest.file_feed import FileFeed, Reading
from slawatch.ingest.quarantine import first_reasons, too_many
from slawatch.ingest.source import Check, Finding

T = TypeVar("T")

ISO_SECONDS: Final = "%Y-%m-%dT%H:%M:%SZ"
PREVIEWED: Final = 3


def file_check(feed: FileFeed[T], *, preview: Callable[[T], str]) -> Check:
    """Return how a file is understood: its columns, its first rows, its zone, and what can't be read."""
    identity, timezone = str(feed.options.path), feed.options.timezone
    try:
        reading = feed.reading(None)
    except SourceError as error:
        return Check(findings=(Finding(level="error", text=str(error)),), identity=identity, timezone=timezone)
    findings = () if reading is None else (*_good(feed, reading, preview), *_doubtful(feed, reading))
    return Check(findings=findings, identity=identity, timezone=timezone)


def _good(feed: FileFeed[T], reading: Reading[T], preview: Callable[[T], str]) -> Iterator[Finding]:
    written = reading.after.written_at
    yield _ok(f"{len(reading.table.rows)} rows in {reading.after.size} bytes, last written {written:{ISO_SECONDS}}")
    yield _ok(f"columns in the file: {', '.join(reading.table.header)}")
    yield _ok("columns read: " + ", ".join(f"{role} from {column}" for role, column in feed.columns.items()))
    yield _ok(f"times are read as {feed.options.timezone or 'what their offset says'}, shown in UTC")
    yield from (_ok(f"line {row.line}: {preview(row.fact)}") for row in reading.table.rows[:PREVIEWED])


def _doubtful(feed: FileFeed[T], reading: Reading[T]) -> Iterator[Finding]:
    bad, rows = reading.table.fresh_bad, reading.table.fresh
    if bad:
        text = f"{len(bad)} of {rows} rows can't be read: {first_reasons(bad)}"
        hint = "compare delimiter, time_format, timezone and null with the lines"
        yield Finding(level="error" if too_many(bad, rows=rows) else "warning", text=text, hint=hint)
    if feed.stamps.ambiguous:
        times = sorted(feed.stamps.ambiguous)
        text = f"{len(times)} times stand for two instants, as summer time ends ({times[0]}); the first is taken"
        yield Finding(level="warning", text=text, hint="write times in UTC or with their offset")
    if reading.after.unread:
        text = (
            f"the last {reading.after.unread} bytes are no whole row, or were written just now: they are not read yet"
        )
        hint = "a line without a line break counts 5 s after the last write; close every quote, write every cell"
        yield Finding(level="warning", text=text, hint=hint)


def _ok(text: str) -> Finding:
    return Finding(level="ok", text=text)
