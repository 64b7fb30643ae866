"""The fields of an issue that are read, by the names under which the mapping meets them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from slawatch.model.event import EventType

Json = Mapping[str, Any]

OF_JIRA: Final[Mapping[str, str]] = {
    "status": "status",
    "priority": "priority",
    "issuetype": "type",
    "project": "project",
    "resolution": "resolution",
    "components": "component",
    "labels": "labels",
    "assignee": "assignee",
}
"""The field's id -> the raw field's name."""
IN_CHANGELOGS: Final[Mapping[str, str]] = {"component": "components"}
"""Names of fields in changelogs that are not their ids."""
OF_SERVICE_MANAGEMENT: Final[Mapping[str, str]] = {
    "com.atlassian.servicedesk:vp-origin": "request_type",
    "com.atlassian.servicedesk:sd-customer-organizations": "organization",
}
"""The type of a custom field -> the raw field's name."""
LEVEL: Final = "com.atlassian.servicedesk:sd-sla-field"
PARTICIPANTS: Final = "com.atlassian.servicedesk:sd-request-participants"
RATING: Final = "com.atlassian.servicedesk:sd-request-feedback"
RATED_AT: Final = "com.atlassian.servicedesk:sd-request-feedback-date"
ASKED: Final = (*OF_JIRA, "created", "updated", "reporter", "creator", "comment", "issuelinks", "parent")
EVENT_TYPES: Final = {"status": EventType.STATUS, "priority": EventType.PRIORITY, "assignee": EventType.ASSIGNED}
"""By raw field; every other is a scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom:
    """A custom field that is read."""

    id: str
    name: str
    """The raw field's name: as the configuration has it."""
    label: str
    """What Jira calls it; so a data center's changelogs name it."""
    schema: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What is read of the custom fields of one Jira."""

    customs: Sequence[Custom] = ()
    participants: str | None = None
    """Ids of fields of Service Management, where there are such."""
    levels: Sequence[str] = ()
    """Ids of the fields that hold service levels, with their cycles."""
    rating: str | None = None
    rated_at: str | None = None
    missing: Sequence[str] = ()
    """Names in the configuration that no field bears."""
    ambiguous: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Names that several fields bear, with the ids of these."""

    @property
    def asked(self) -> Sequence[str]:
        """The ids of all fields that are asked for."""
        told = (self.participants, self.rating, self.rated_at)
        return (*ASKED, *(each.id for each in self.customs), *self.levels, *(id_ for id_ in told if id_))


def fields(rows: Iterable[Json], wanted: Sequence[str]) -> Fields:
    """Return what is read, by Jira's list of its fields and the names or ids in the configuration."""
    rows = [row for row in rows if row.get("id")]
    found = {name: [row for row in rows if name in (row["id"], row.get("name"))] for name in wanted}
    desk = {OF_SERVICE_MANAGEMENT.get(_type(row), ""): row for row in rows}
    customs = [*_customs(found), *(_custom(name, row) for name, row in desk.items() if name)]
    ids = {_type(row): str(row["id"]) for row in rows}
    return Fields(
        customs=tuple(customs),
        participants=ids.get(PARTICIPANTS),
        levels=tuple(str(row["id"]) for row in rows if _type(row) == LEVEL),
        rating=ids.get(RATING),
        rated_at=ids.get(RATED_AT),
        missing=tuple(name for name, rows in found.items() if not rows),
        ambiguous={name: [str(row["id"]) for row in rows] for name, rows in found.items() if len(rows) > 1},
    )


def _customs(found: Mapping[str, Sequence[Json]]) -> Iterator[Custom]:
    for name, rows in found.items():
        yield from (_custom(name, row) for row in rows[:1])


def _custom(name: str, row: Json) -> Custom:
    return Custom(id=str(row["id"]), name=name, label=str(row.get("name") or ""), schema=row.get("schema") or {})


def _type(row: Json) -> str:
    return str((row.get("schema") or {}).get("custom") or "")
