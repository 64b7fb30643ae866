"""Values of fields as the mapping will meet them: short texts, no people's names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from slawatch.ingest.people import Person
from slawatch.sources.jira.people import person_id

SEVERAL: Final = ", "
_NAMES: Final = ("value", "name", "key", "id")
"""By which an option, a priority, a project and the like is known, the first that is there."""

Json = Any


def text(value: Json, person: Person) -> str | None:
    """Return a field's value, None where it is empty; several are joined in the order of the alphabet."""
    if value is None or value == "":
        return None
    if isinstance(value, Mapping):
        return _of_object(value, person)
    if isinstance(value, Sequence) and not isinstance(value, str):
        parts = (text(each, person) for each in value)
        return SEVERAL.join(sorted({part for part in parts if part is not None})) or None
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _of_object(value: Mapping[str, Json], person: Person) -> str | None:
    if "accountId" in value or "emailAddress" in value or "displayName" in value:
        id_ = person_id(value)
        return None if id_ is None else person(id_)
    if isinstance(value.get("requestType"), Mapping):
        return text(value["requestType"].get("name"), person)
    told = next((value[name] for name in _NAMES if value.get(name) not in (None, "")), None)
    child = value.get("child")
    return text(told, person) if not isinstance(child, Mapping) else f"{text(told, person)} - {text(child, person)}"


Reader = Callable[[Mapping[str, Json], str], str | None]
"""Given an item of a changelog and which side of it ("from" or "to"): the value as `text` would tell it."""


def reader(schema: Mapping[str, Json], person: Person) -> Reader:
    """Return how changelogs tell a field of this schema."""
    kind, items = schema.get("type"), schema.get("items")
    if "user" in (kind, items):
        return lambda item, side: _people(item.get(side), person)
    if kind in ("datetime", "date"):
        return lambda item, side: _time(item.get(side))
    if kind == "array":
        separator = None if items == "string" else ","
        return lambda item, side: _several(item.get(f"{side}String"), separator)
    return lambda item, side: item.get(f"{side}String") or None


def comparable(told: str | None) -> str | None:
    """Return a value so that two ways of writing it are equal; a time may be written in any zone."""
    if told is None:
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return told
    return at.astimezone(UTC).isoformat() if at.tzinfo else told


def _people(told: Json, person: Person) -> str | None:
    ids = [each.strip() for each in str(told or "").strip("[]").split(",")]
    return SEVERAL.join(sorted(person(each) for each in ids if each)) or None


def _time(told: Json) -> str | None:
    return str(told) if told else None


def _several(told: Json, separator: str | None) -> str | None:
    parts = (part.strip() for part in str(told or "").split(separator))
    return SEVERAL.join(sorted({part for part in parts if part})) or None
