"""The vocabulary: raw texts and the codes that stand for them in packed columns."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import count
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from slawatch.errors import StoreError
from slawatch.store.bulk import among, listed, load, many
from slawatch.store.stream import Stream
from slawatch.store.tables import terms

FIRST_VALUE: Final = 2**15
"""Codes below stand for names of fields, which have 16 bits in a packed event; 0 stands for ""."""

Codes = dict[str, int]


def interned(connection: Connection, stream: Stream, *, fields: set[str], values: set[str]) -> tuple[Codes, Codes]:
    """Return the codes of field names and of values, new ones written down."""
    known_fields, known_values = _known(connection, stream, fields | values)
    new_fields = _numbered(fields - known_fields.keys(), after=stream.last_field)
    new_values = _numbered(values - known_values.keys(), after=FIRST_VALUE - 1 + stream.last_value)
    stream.last_field += len(new_fields)
    stream.last_value += len(new_values)
    if stream.last_field >= FIRST_VALUE:
        raise StoreError(f"a source has more than {FIRST_VALUE - 1} names of fields; they look like values")
    load(connection, terms, [*_rows(stream, new_fields), *_rows(stream, new_values)])
    return {**known_fields, **new_fields, "": 0}, {**known_values, **new_values, "": 0}


def texts(connection: Connection, stream: int, codes: Sequence[int]) -> dict[int, str]:
    """Return the texts of codes."""
    return dict(connection.execute(spelt(connection, stream, codes)).all())


def spelt(connection: Connection, stream: int, codes: Sequence[int]) -> Select[Any]:
    """Return the question for the texts of codes."""
    return select(terms.c.code, terms.c.text).where(terms.c.stream == stream, among(connection, terms.c.code, codes))


def _known(connection: Connection, stream: Stream, wanted: set[str]) -> tuple[Codes, Codes]:
    if not wanted:
        return {}, {}
    digests = [_digest(text) for text in wanted]
    found = connection.execute(
        _coded(connection.dialect.name), {"stream": stream.number, "many": listed(connection, digests)}
    ).all()
    return (
        {text: code for code, text in found if code < FIRST_VALUE},
        {text: code for code, text in found if code >= FIRST_VALUE},
    )


@cache
def _coded(dialect: str) -> Select[Any]:
    return select(terms.c.code, terms.c.text).where(
        terms.c.stream == bindparam("stream"), many(dialect, terms.c.digest)
    )


def _numbered(new: Iterable[str], *, after: int) -> Codes:
    return dict(zip(sorted(filter(None, new)), count(after + 1), strict=False))


def _rows(stream: Stream, codes: Codes) -> Iterator[tuple[int, int, int, str]]:
    return ((stream.number, code, _digest(text), text) for text, code in codes.items())


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
