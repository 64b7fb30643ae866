"""What can be said of a database before its first poll."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from slawatch.errors import SkippableRow
from slawatch.ingest.source import Check, Finding, Word
from slawatch.sources.sql.database import Snapshot
from slawatch.sources.sql.options import Options
from slawatch.sources.sql.rows import IDENTITY, Reader

_NEEDED: Final = {
    "tickets": {"id", "created_at"},
    "history": {"ticket_id", "at", "field", "new"},
    "comments": {"ticket_id", "at", "actor"},
    "links": {"ticket_id", "at", "relation", "other"},
}
PREVIEWED: Final = 3
_WORDS: Final = ("status", "priority", "type", "kind", "queue", "service", "component", "team")
"""Raw fields of few values, which a first configuration maps."""
MOST_WORDS: Final = 100


def findings(snapshot: Snapshot, options: Options, reader: Reader, *, here: datetime) -> Check:
    """Return what the queries give and how the first rows are understood; `here` is our own clock."""
    now = snapshot.now()
    found = [*_missing(snapshot, options)]
    words: tuple[Word, ...] = ()
    if not found:
        found += [*_nulls(snapshot, options), *_preview(snapshot, options, reader)]
        words = tuple(_words(snapshot, options))
    if not options.history:
        text = "without history what happened between two polls is seen by comparing only"
        found.append(Finding(level="warning", text=text, hint="write a query under history, if the system keeps one"))
    if abs((now - here).total_seconds()) > options.lag:
        text = f"the database's clock differs from ours by {(now - here).total_seconds():.0f} s"
        found.append(Finding(level="warning", text=text, hint="set both by NTP"))
    return Check(
        findings=tuple(found), words=words, server_time=now, timezone=options.timezone, version=snapshot.version()
    )


def _missing(snapshot: Snapshot, options: Options) -> Iterator[Finding]:
    for name, needed in _NEEDED.items():
        query = getattr(options, name)
        if query is None:
            continue
        more = {"updated_at"} if name == "tickets" and not options.compare else set()
        there = snapshot.columns(query)
        lacking = sorted((needed | more) - set(there))
        if lacking:
            text = f"the query {name} gives no {', '.join(lacking)}, but {', '.join(there)}"
            yield Finding(level="error", text=text, hint="name columns by AS")


def _nulls(snapshot: Snapshot, options: Options) -> Iterator[Finding]:
    if not options.compare and snapshot.has_null(options.tickets, "updated_at"):
        text = "there are tickets without updated_at, which no poll would find"
        yield Finding(level="error", text=text, hint="write COALESCE(updated, created) AS updated_at")


def _preview(snapshot: Snapshot, options: Options, reader: Reader) -> Iterator[Finding]:
    rows = next(iter(snapshot.pages(options.tickets, order=("id",))), [])
    fields = sorted({name for row in rows for name in row} - IDENTITY)
    yield Finding(level="ok", text=f"raw fields: {', '.join(fields)}")
    for row in rows[:PREVIEWED]:
        try:
            ticket = reader.ticket(row)
        except SkippableRow as error:
            text = f"ticket {error.row_id} can't be read: {error}"
            yield Finding(level="error", text=text, hint="see timezone and epoch")
        else:
            yield Finding(level="ok", text=f"ticket {ticket.id} was created {ticket.created_at:%Y-%m-%d %H:%M:%S} UTC")


def _words(snapshot: Snapshot, options: Options) -> Iterator[Word]:
    there = set(snapshot.columns(options.tickets)) - set(options.people)
    for name in _WORDS:
        if name in there:
            yield from (Word(field=name, raw=raw) for raw in snapshot.distinct(options.tickets, name, most=MOST_WORDS))
