"""Texts as both databases take them, mended at the way in, which every source and every plug-in passes.

PostgreSQL refuses NUL and has a limit to what it indexes, and no driver can encode a lone surrogate. A batch that
can't be stored would be told again and again, and nothing behind it would ever be read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from slawatch.errors import StoreError
from slawatch.ingest.source import Batch

LONGEST_NAME: Final = 500
"""Characters; of four bytes each they are still fewer than the 2704 bytes that PostgreSQL indexes."""

_NAMES: Final = frozenset({"id", "key", "ticket_id", "native_id", "row_id"})
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")

_FIELDS: Final = attrgetter("fields")
_TEXTS: Final[Mapping[str, Callable[[Any], tuple[str | None, ...]]]] = {
    "events": attrgetter("ticket_id", "native_id", "field", "old", "new"),
    "tickets": attrgetter("id", "key", "url"),
    "outages": attrgetter("id", "service", "severity", "ticket_id", "reason", "author"),
    "exclusions": attrgetter("id", "service", "reason", "author", "approved_by", "withdrawn_by"),
    "bad": attrgetter("row_id", "reason", "sha256"),
    "gone": attrgetter("ticket_id", "why"),
}
"""Where texts are, by the field of a batch."""


def storable(batch: Batch) -> Batch:
    """Return the batch with U+FFFD for what no database takes; StoreError where its cursor holds such a character.

    A cursor that came back with another character in it would let its source read on from another place.
    """
    if _UNSTORABLE.search(batch.cursor or ""):
        raise StoreError("the cursor holds a NUL or a lone surrogate; its source must write it in other characters")
    texts = list(filter(None, _texts(batch)))
    fits = max(map(len, texts), default=0) <= LONGEST_NAME and not _UNSTORABLE.search("".join(texts))
    return batch if fits else mended(batch)


def storable_name(text: str) -> str:
    """Return an id or a key as it is stored; one too long for an index is cut and ends in a digest of the whole."""
    text = _replaced(text)
    if len(text) <= LONGEST_NAME:
        return text
    digest = blake2b(text.encode(), digest_size=16).hexdigest()
    return f"{text[: LONGEST_NAME - len(digest) - 1]}~{digest}"


def _texts(batch: Batch) -> Iterator[str | None]:
    for kind, texts_of in _TEXTS.items():
        yield from chain.from_iterable(map(texts_of, getattr(batch, kind)))
    for fields_at_creation in filter(None, map(_FIELDS, batch.events)):
        yield from chain.from_iterable(fields_at_creation.items())


def mended(value: Any, field: str = "") -> Any:  # noqa: ANN401  a fact or a batch, and everything in it
    """Return the value with U+FFFD for what no database takes, and names short enough for an index."""
    if isinstance(value, str):
        return _mended_text(value, field)
    if isinstance(value, tuple):
        return tuple(map(mended, value))
    if isinstance(value, Mapping):
        return {mended(key): mended(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: mended(getattr(value, part.name), part.name) for part in fields(value)})
    return value


def _mended_text(text: str, field: str) -> str:
    if isinstance(text, Enum):
        return text
    return storable_name(text) if field in _NAMES else _replaced(text)


def _replaced(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)
