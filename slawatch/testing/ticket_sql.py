"""The part of RT's query language that searches use: comparisons, AND, OR, parentheses."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final
from zoneinfo import ZoneInfo

Predicate = Callable[[Callable[[str], Any]], bool]
"""Tells of a row, given how to look its fields up, whether it is found."""

TOKEN: Final = re.compile(r"\s*(\(|\)|'[^']*'|[<>!]?=|<|>|[\w.]+)")
COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


@dataclass(frozen=True, slots=True)
class _Equal:
    name: str
    value: Any

    def __call__(self, of: Callable[[str], Any]) -> bool:
        return bool(of(self.name) == self.value)


def _any(parts: Sequence[Predicate]) -> Predicate:
    """Histories are asked for by hundreds of ids at once."""
    names = {part.name if isinstance(part, _Equal) else None for part in parts}
    if len(names) > 1 or None in names:
        return lambda of: any(part(of) for part in parts)
    (name,) = names
    values = {part.value for part in parts if isinstance(part, _Equal)}
    return lambda of: of(str(name)) in values


class Query:
    """A query, parsed by descent: OR of AND of comparisons."""

    def __init__(self, text: str, *, zone: str) -> None:
        self._tokens = TOKEN.findall(text)
        self._zone = ZoneInfo(zone)

    def predicate(self) -> Predicate:
        """Return what finds rows."""
        return self._any() if self._tokens else lambda _of: True

    def _any(self) -> Predicate:
        parts = tuple(self._parts("OR", self._all))
        return parts[0] if len(parts) == 1 else _any(parts)

    def _all(self) -> Predicate:
        parts = tuple(self._parts("AND", self._one))
        return parts[0] if len(parts) == 1 else lambda of: all(part(of) for part in parts)

    def _parts(self, word: str, part: Callable[[], Predicate]) -> Iterator[Predicate]:
        yield part()
        while self._tokens and self._tokens[0] == word:
            self._tokens.pop(0)
            yield part()

    def _one(self) -> Predicate:
        name = self._tokens.pop(0)
        if name == "(":
            inside = self._any()
            self._tokens.pop(0)
            return inside
        compare, literal = COMPARISONS[self._tokens.pop(0)], self._tokens.pop(0).strip("'")
        if name in {"Created", "LastUpdated"}:
            return self._time(name, compare, literal)
        value = int(literal) if name in {"id", "ObjectId"} else literal
        return _Equal(name, value) if compare is eq else lambda of: compare(of(name), value)

    def _time(self, name: str, compare: Callable[[Any, Any], bool], literal: str) -> Predicate:
        """RT reads a time in the account's zone, whatever zone stands behind it, and finds everything for garbage."""
        wall = re.match(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d", literal)
        if wall is None:
            return lambda _of: True
        at = datetime.fromisoformat(wall[0]).replace(tzinfo=self._zone).astimezone(UTC)
        return lambda of: compare(of(name), at)
