"""Pages that lose no row while rows move: each begins at the last stamp that was seen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slawatch.errors import RetriableSourceError
from slawatch.ingest.desk import Row
from slawatch.ingest.source import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows, and what asks for the next ones: a token, an offset, an address; None: there are none."""

    rows: Sequence[Row]
    next: str | None


Ask = Callable[[datetime | None, str | None], Page]
"""Given the instant from which on and, inside a block of one stamp, the token; asks in the order of (stamp, id)."""


def keyset(ask: Ask, stamp: Callable[[Row], Stamp], *, since: datetime | None) -> Iterator[Sequence[Row]]:
    """Yield pages with rows.

    Tokens and offsets are used only inside a block of one stamp, since rows move while they are read. An empty page
    is not the end while it names a next one; RetriableSourceError where a token comes twice.
    """
    token: str | None = None
    tokens: set[str] = set()
    while True:
        page = ask(since, token)
        if page.rows:
            yield page.rows
        if page.next is None:
            return
        if page.next in tokens:
            raise RetriableSourceError("the server names a page as its own next one")
        token = page.next
        tokens.add(token)
        last = max((at for row in page.rows if (at := stamp(row).updated_at)), default=None)
        if last is not None and (since is None or last > since):
            since, token, tokens = last, None, set()
