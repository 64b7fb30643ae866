"""Digests of facts, taken once and compared for ever: a row that is changed behind our back is named by them."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, select

from slawatch.model.sealed import Imprint, StoredChange
from slawatch.store.bulk import upsert
from slawatch.store.report_tables import imprints
from slawatch.store.stored_rows import stored
from slawatch.store.stream import number_of

PRINT: Final = 4
"""Bytes a change: enough to name one that was touched, while the head proves that none was."""
STRETCH: Final = 200_000
"""Changes of one imprint at most, so that memory is bounded."""


def listed(connection: Connection, source: str) -> Iterator[Imprint]:
    """Yield a stream's imprints in their order."""
    question = select(imprints).where(imprints.c.source == source).order_by(imprints.c.through)
    for row in connection.execute(question, execution_options={"yield_per": 1}):
        yield Imprint(**row._mapping)  # noqa: SLF001  how SQLAlchemy gives a row as a mapping


def last(connection: Connection, source: str, *, through: int | None = None) -> tuple[int, str]:
    """Return where the last imprint (by a change) of a stream ends, and the head there."""
    question = select(imprints.c.through, imprints.c.head).where(imprints.c.source == source)
    if through is not None:
        question = question.where(imprints.c.through <= through)
    row = connection.execute(question.order_by(imprints.c.through.desc()).limit(1)).one_or_none()
    return (0, "") if row is None else (row.through, row.head)


def missing(connection: Connection, source: str, through: int) -> Iterator[Imprint]:
    """Yield the imprints that are wanting up to a change."""
    stream = number_of(connection, source)
    after, head = last(connection, source)
    while stream is not None and after < through:
        end = min(after + STRETCH, through)
        imprint = taken(source, stored(connection, stream, after=after, through=end), (after, end), head)
        yield imprint
        after, head = end, imprint.head


def taken(source: str, rows: Iterable[StoredChange], window: tuple[int, int], head: str) -> Imprint:
    """Return the imprint of the rows in (after, through], after a head."""
    after, through = window
    prints = bytearray(PRINT * (through - after))
    for change in rows:
        digest = sha256(change.row.encode()).digest()
        place = PRINT * (change.sequence - after - 1)
        prints[place : place + PRINT] = digest[:PRINT]
        head = onward(head, digest)
    return Imprint(source=source, after=after, through=through, head=head, prints=bytes(prints))


def onward(head: str, digest: bytes) -> str:
    """Return the head after one more row, by the digest of it."""
    return sha256(head.encode() + digest).hexdigest()


def head_at(connection: Connection, source: str, through: int) -> str:
    """Return the head at a change that has an imprint, which may stand within a stretch."""
    stream = number_of(connection, source)
    after, head = last(connection, source, through=through)
    if stream is None or after == through:
        return head
    return taken(source, stored(connection, stream, after=after, through=through), (after, through), head).head


def keep(connection: Connection, imprint: Imprint) -> None:
    """Add an imprint; another that began where this one does, and was quicker, stays."""
    if last(connection, imprint.source)[0] != imprint.after:
        return
    row = {name: getattr(imprint, name) for name in Imprint.__slots__}
    connection.execute(upsert(connection.dialect.name, imprints).values(**row).on_conflict_do_nothing())
