"""Issues and journals as Redmine sends them, with their values by number. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person, somebody
from slawatch.ingest.shape import Shape
from slawatch.model.instant import instant

Row = Mapping[str, Any]

ATTRIBUTES: Final = {
    "status_id": "status",
    "priority_id": "priority",
    "tracker_id": "type",
    "project_id": "project",
    "category_id": "category",
    "assigned_to_id": "owner",
    "parent_id": "parent",
}
"""What a journal calls an attribute -> the raw field's name."""
_KEYS: Final = {"type": "tracker", "owner": "assigned_to"}
"""Raw fields that an issue has under another name."""
_REQUIRED: Final = frozenset({"id", "project", "tracker", "status", "priority", "author", "created_on", "updated_on"})
_OPTIONAL: Final = frozenset(
    {
        *("assigned_to", "category", "fixed_version", "parent", "subject", "description", "start_date", "due_date"),
        *("done_ratio", "is_private", "estimated_hours", "total_estimated_hours", "spent_hours", "total_spent_hours"),
        *("custom_fields", "closed_on", "journals", "tags"),
    }
)


def shape() -> Shape:
    """Return what an issue is to look like."""
    return Shape(required=_REQUIRED, optional=_OPTIONAL)


def row_id(row: Row) -> str:
    """Return an issue's id."""
    if not isinstance(row, Mapping) or not isinstance(row.get("id"), int):
        raise SkippableRow("it has no id", row_id="?")
    return str(row["id"])


def time(text: str) -> datetime:
    """Return an instant; ValueError where the text is none."""
    return instant(datetime.fromisoformat(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the numbers of a Redmine stand for."""

    names: Mapping[str, Mapping[str, str]]
    """By raw field, then by number."""
    custom_fields: frozenset[str] = frozenset()
    """Names of those that are told."""
    untold: frozenset[str] = frozenset()
    """Raw fields whose changes can't be told: they count as if they had always been as they are."""
    person: Person = somebody

    def raw(self, name: str, value: str | None) -> str | None:
        """Return a field's value as the mapping will meet it; a number that no list names stays one."""
        if not value:
            return None
        if name == "owner":
            return self.person(value)
        return self.names.get(name, {}).get(value, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The fields of an issue by number, as they are now."""

    plain: Mapping[str, str | None]
    """By raw field."""
    custom: Mapping[str, tuple[str, ...]]
    """By the custom field's number."""
    custom_names: Mapping[str, str] = field(default_factory=dict)


def values(issue: Row, words: Words) -> Values:
    """Return the present values of an issue."""
    wanted = [each for each in issue.get("custom_fields") or () if each["name"] in words.custom_fields]
    return Values(
        plain={name: _number(issue.get(_KEYS.get(name, name))) for name in ATTRIBUTES.values()},
        custom={str(each["id"]): _texts(each.get("value")) for each in wanted},
        custom_names={str(each["id"]): each["name"] for each in wanted},
    )


def named(issue: Row, name: str) -> Mapping[str, str]:
    """Return the number and the name that an issue has in a field."""
    held = issue.get(_KEYS.get(name, name))
    return {str(held["id"]): str(held["name"])} if held else {}


def _number(held: Row | None) -> str | None:
    return None if held is None else str(held["id"])


def _texts(value: str | Sequence[str] | None) -> tuple[str, ...]:
    every = [value] if isinstance(value, str) else value or ()
    return tuple(str(each) for each in every if each not in (None, ""))
