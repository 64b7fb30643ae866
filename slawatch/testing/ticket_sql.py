"""The part of RT's query language that searches use: comparisons, AND, OR, parentheses."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

Predicate = Callable[[Callable[[str], Any]], bool]
"""Tells of a row, given how to look its fields up, whether it is found."""

TOKEN: Final = re.compile(r"\s*(\(|\)|'[^']*'|[<>!]?=|<|>|[\w.]+)")
COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda has, asked: has == asked,
    "!=": lambda has, asked: has != asked,
    "<": lambda has, asked: has < asked,
    "<=": lambda has, asked: has <= asked,
    ">": lambda has, asked: has > asked,
    ">=": lambda has, asked: has >= asked,
}


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
        return lambda of: any(part(of) for part in parts)

    def _all(self) -> Predicate:
        parts = tuple(self._parts("AND", self._one))
        return lambda of: all(part(of) for part in parts)

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
        return lambda of: compare(of(name), value)

    def _time(self, name: str, compare: Callable[[Any, Any], bool], literal: str) -> Predicate:
        """RT reads a time in the account's zone, whatever zone stands behind it, and finds everything for garbage."""
        wall = re.match(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d", literal)
        if wall is None:
            return lambda _of: True
        at = datetime.fromisoformat(wall[0]).replace(tzinfo=self._zone).astimezone(UTC)
        return lambda of: compare(of(name), at)
