"""Canonical text of what judges: the same meaning gives the same text, whatever the order of keys."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from importlib.metadata import version
from typing import Any, Final

from slawatch.model.feed import AllDay, Feed, Timed
from slawatch.model.hours import Holidays
from slawatch.model.mapping import FieldMap

Noun = Any
"""A noun of the model, or what it holds."""

Json = Any
"""What JSON can hold."""

_SPOKEN: Final = frozenset({"names", "owner", "reason", "review_by", "underpins", "full_metrics"})
"""Words for people, and what they are shown: they change no figure."""


def canonical(value: Noun) -> str:
    """Return the JSON text of a value, keys sorted, names for people left out."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """Return the hexadecimal SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Noun) -> Json:
    for kind, plain in _PLAIN.items():
        if isinstance(value, kind):
            return plain(value)
    if is_dataclass(value):
        return _fields(value)
    return value


def _fields(value: Noun) -> dict[str, Any]:
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in _SPOKEN}


def _field_map(value: FieldMap) -> dict[str, Any]:
    told = _fields(value)
    if value.values is not None:
        # Exact values match whatever their order; of patterns and ranges the first that matches wins.
        patterns = [[raw, meaning] for raw, meaning in value.values.items() if "*" in raw or ".." in raw]
        told["values"] = {raw: meaning for raw, meaning in value.values.items() if not ("*" in raw or ".." in raw)}
        told["patterns"] = patterns
    return told


def _holidays(value: Holidays) -> dict[str, Any]:
    # Decrees come with each edition of the almanac, so an edition may change figures.
    return {**_fields(value), "edition": version("holidays")}


def _feed(value: Feed) -> dict[str, Any]:
    # A feed that was never read judges as an empty one does; that it was not there is a fact of its own.
    events = None if value.events is None else [*map(_event, value.events.all_day), *map(_event, value.events.timed)]
    return {"kind": value.kind, "events": events}


def _event(value: AllDay | Timed) -> list[str | int]:
    edges = [value.start, value.end] if isinstance(value, Timed) else [str(value.first), str(value.after)]
    return [*edges, *([] if value.created is None else [value.created])]


def _mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(_plain(key)): _plain(each) for key, each in value.items()}


def _sorted(value: frozenset[Any]) -> list[Any]:
    return sorted((_plain(each) for each in value), key=json.dumps)


_PLAIN: Final[Mapping[type, Callable[[Any], Any]]] = {
    str: str,
    FieldMap: _field_map,
    Holidays: _holidays,
    Feed: _feed,
    Fraction: str,
    date: lambda day: day.isoformat(),
    Mapping: _mapping,
    frozenset: _sorted,
    tuple: lambda items: [_plain(item) for item in items],
}
