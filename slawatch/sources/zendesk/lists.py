"""What the numbers in tickets and audits stand for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.people import Person, somebody
from slawatch.sources.zendesk.rest import HIDDEN, Rest, Row, members

NAMED: Final = {"group_id": "groups", "brand_id": "brands", "ticket_form_id": "ticket_forms"}
"""The field -> the list of which it names a member."""


class Status(NamedTuple):
    """A status of the account's own making."""

    label: str
    category: str
    default: bool
    """True where it is the category's own one."""


@dataclass(slots=True, kw_only=True)
class Lists:
    """The account's own lists."""

    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each list in NAMED and of organizations: names by id."""
    statuses: dict[str, Status] = field(default_factory=dict)
    custom_fields: dict[str, str] = field(default_factory=dict)
    """Titles by id, of those that are read."""
    roles: dict[str, str] = field(default_factory=dict)
    """Of people, as far as they are known."""
    policies: int | None = 0
    """Service level policies that there are; None: they are not shown, and metric events must tell."""
    person: Person = somebody

    def name(self, collection: str, id_: str | None) -> str | None:
        """Return what a member of a list is called; its id where nobody knows."""
        return None if id_ is None else self.names.get(collection, {}).get(id_, id_)

    def knows(self, row: Row) -> bool:
        """Tell whether everything that a ticket names now is in the lists."""
        custom = row.get("custom_status_id")
        named = all(row.get(name) is None or str(row[name]) in self.names[each] for name, each in NAMED.items())
        return named and (custom is None or str(custom) in self.statuses)

    def status(self, category: str | None, custom: str | None) -> str | None:
        """Return the raw status: the category, followed by the label where it is none of Zendesk's own."""
        own = self.statuses.get(custom or "")
        if own is None or own.default or category != own.category:
            return category
        return f"{category}: {own.label}"

    def agrees(self, category: str | None, custom: str | None) -> bool:
        """Tell whether a status is one of the category; between two entries of an audit it may not be."""
        own = self.statuses.get(custom or "")
        return own is None or own.category == ("solved" if category == "closed" else category)

    def learn_organizations(self, rest: Rest, ids: Collection[str]) -> None:
        """Ask what organizations are called that are not known yet."""
        known = self.names.setdefault("organizations", {})
        if missing := set(ids) - known.keys():
            found = {str(row["id"]): str(row["name"]) for row in rest.many("organizations", missing)}
            known |= {id_: id_ for id_ in missing} | found  # deleted ones are not shown

    def learn_roles(self, rest: Rest, ids: Collection[str]) -> None:
        """Ask who is an agent, of those that are not known yet."""
        if missing := set(ids) - self.roles.keys():
            found = {str(row["id"]): str(row.get("role") or "") for row in rest.users(missing)}
            self.roles |= dict.fromkeys(missing, "") | found  # not before the answer is there


def read_lists(rest: Rest, *, custom_fields: Collection[str], person: Person) -> Lists:
    """Return the lists as they are now."""
    fields = _optional(rest, "ticket_fields") if custom_fields else ()
    return Lists(
        names={each: {str(row["id"]): str(row["name"]) for row in _optional(rest, each)} for each in NAMED.values()},
        statuses={
            str(row["id"]): Status(str(row["agent_label"]), str(row["status_category"]), bool(row.get("default")))
            for row in _whole(rest, "custom_statuses", "custom_statuses") or ()
        },
        custom_fields={str(row["id"]): str(row["title"]) for row in fields if row["title"] in custom_fields},
        policies=None if (policies := _whole(rest, "slas/policies", "sla_policies")) is None else len(policies),
        person=person,
    )


def _optional(rest: Rest, collection: str) -> Collection[Row]:
    try:
        return [row for rows in rest.listed(collection, collection) for row in rows]
    except HttpStatusError as error:
        if error.status not in HIDDEN:
            raise
        return ()


def _whole(rest: Rest, path: str, member: str) -> Collection[Row] | None:
    """Return a list that has no pages, None where it is not shown."""
    try:
        body: Mapping[str, object] = rest.get(path).body
    except HttpStatusError as error:
        if error.status not in HIDDEN:
            raise
        return None
    return members(body, member)
