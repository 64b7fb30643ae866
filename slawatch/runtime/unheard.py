"""Words of a system's own lists that nothing maps, before a ticket tells them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slawatch.ingest.source import Word
from slawatch.model.mapping import FieldMap, SourceMapping

_ATTRIBUTES = ("service", "priority")


class Unheard(NamedTuple):
    """A raw word that a ticket may bear tomorrow."""

    attribute: str
    word: str
    means: str | None
    """The class that the system itself gives it."""


def unheard(words: Iterable[Word], mapping: SourceMapping) -> Iterator[Unheard]:
    """Yield the words that a mapping leaves without a meaning."""
    listed = tuple(words)
    fields = {"status": mapping.status, **{name: mapping.attribute(name) for name in _ATTRIBUTES}}
    for attribute, field in fields.items():
        yield from (Unheard(attribute, each.raw, each.means) for each in listed if _lacks(field, each))


def _lacks(field: FieldMap, word: Word) -> bool:
    return field.field == word.field and field.value(word.raw) is None
