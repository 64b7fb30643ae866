"""Texts as both databases take them, mended at the way in, which every source and every plug-in passes.

PostgreSQL refuses NUL and has a limit to what it indexes, and no driver can encode a lone surrogate. A batch that
can't be stored would be told again and again, and nothing behind it would ever be read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from hashlib import blake2b
from itertools import chain
from typing import Any, Final

from slawatch.errors import StoreError
from slawatch.ingest.source import Batch

LONGEST_NAME: Final = 500
"""Characters; of four bytes each they are still fewer than the 2704 bytes that PostgreSQL indexes."""

_NAMES: Final = frozenset({"id", "key", "ticket_id", "native_id", "row_id"})
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def storable(batch: Batch) -> Batch:
    """Return the batch with U+FFFD for what no database takes; StoreError where its cursor holds such a character.

    A cursor that came back with another character in it would let its source read on from another place.
    """
    if _UNSTORABLE.search(batch.cursor):
        raise StoreError("the cursor holds a NUL or a lone surrogate; its source must write it in other characters")
    texts = list(filter(None, _texts(batch)))
    fits = max(map(len, texts), default=0) <= LONGEST_NAME and not _UNSTORABLE.search("".join(texts))
    return batch if fits else _mended(batch)


def storable_name(text: str) -> str:
    """Return an id or a key as it is stored; one too long for an index is cut and ends in a digest of the whole."""
    text = _replaced(text)
    if len(text) <= LONGEST_NAME:
        return text
    digest = blake2b(text.encode(), digest_size=16).hexdigest()
    return f"{text[: LONGEST_NAME - len(digest) - 1]}~{digest}"


def _texts(batch: Batch) -> Iterator[str | None]:
    for event in batch.events:
        yield from (event.ticket_id, event.native_id, event.field, event.old, event.new)
    for fields_at_creation in filter(None, (event.fields for event in batch.events)):
        yield from chain.from_iterable(fields_at_creation.items())
    for ticket in batch.tickets:
        yield from (ticket.id, ticket.key, ticket.url)
    for outage in batch.outages:
        yield from (outage.id, outage.service, outage.severity, outage.ticket_id)
    for exclusion in batch.exclusions:
        yield from (exclusion.id, exclusion.service, exclusion.reason, exclusion.author)
    for bad in batch.bad:
        yield from (bad.row_id, bad.reason, bad.sha256)
    yield from (gone.ticket_id for gone in batch.gone)


def _mended(value: Any, field: str = "") -> Any:  # noqa: ANN401  a batch and everything in it
    if isinstance(value, str):
        return _mended_text(value, field)
    if isinstance(value, tuple):
        return tuple(map(_mended, value))
    if isinstance(value, Mapping):
        return {_mended(key): _mended(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _mended(getattr(value, part.name), part.name) for part in fields(value)})
    return value


def _mended_text(text: str, field: str) -> str:
    if isinstance(text, Enum):
        return text
    return storable_name(text) if field in _NAMES else _replaced(text)


def _replaced(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)
