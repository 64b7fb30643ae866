"""Pages that lose no row while rows move: each begins at the last stamp that was seen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slawatch.errors import RetriableSourceError, SkippableRow
from slawatch.ingest.desk import Row
from slawatch.ingest.source import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows, and what asks for the next ones: a token, an offset, an address; None: there are none."""

    rows: Sequence[Row]
    next: str | None


Ask = Callable[[datetime | None, str | None], Page]
"""Given the instant from which on and, inside a block of one stamp, the token; asks in the order of (stamp, id)."""


def keyset(
    ask: Ask,
    stamp: Callable[[Row], Stamp],
    *,
    since: datetime | None,
    shifting: bool = False,
    began: datetime | None = None,
) -> Iterator[Sequence[Row]]:
    """Yield pages with rows.

    Tokens and offsets are used only inside a block of one stamp, since rows move while they are read. An empty page
    is not the end while it names a next one; RetriableSourceError where a token comes twice. Where tokens count rows
    (`shifting`), a block of several pages is read until a reading brings none that was not read: a row that leaves the
    block between two pages lets another slip onto the page that was read. A row that shows a time after `began` may be
    found at its older place, so no page begins there: all such rows are of the last block.
    """
    token: str | None = None
    tokens: set[str] = set()
    block: frozenset[str] = frozenset()
    read_before = 0
    while True:
        page = ask(since, token)
        stamps = [_stamp(stamp, row) for row in page.rows]
        known = block if read_before else frozenset[str]()
        if rows := [row for row, each in zip(page.rows, stamps, strict=True) if not _in(known, each, since)]:
            yield rows
        if shifting:
            block |= {each.id for each in stamps if each and _is_of_block(each.updated_at, since, began)}
        times = [each.updated_at for each in stamps if each and each.updated_at]
        last = max((at for at in times if began is None or at <= began), default=None)
        grown = last is not None and (since is None or last > since)
        paged = shifting and token is not None and since is not None and (grown or page.next is None)
        if paged and len(block) > read_before:
            token, tokens, read_before = None, set(), len(block)
            continue
        if page.next is None:
            return
        if page.next in tokens:
            raise RetriableSourceError("the server names a page as its own next one")
        token = page.next
        tokens.add(token)
        if grown:
            since, token, tokens, block, read_before = last, None, set(), frozenset(), 0


def _stamp(stamp: Callable[[Row], Stamp], row: Row) -> Stamp | None:
    try:
        return stamp(row)
    except SkippableRow:  # it is told as bad
        return None


def _is_of_block(at: datetime | None, since: datetime | None, began: datetime | None) -> bool:
    return at is not None and (at == since or (began is not None and at > began))


def _in(block: frozenset[str], row: Stamp | None, since: datetime | None) -> bool:
    return row is not None and row.updated_at == since and row.id in block
