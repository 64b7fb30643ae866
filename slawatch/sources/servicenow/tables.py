"""What is read of each table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from slawatch.model.desk import Relation

STATE: Final = "state"
INCIDENT_STATE: Final = "incident_state"
"""An older column that the platform keeps equal to `state`; the stock metric of incidents is on it."""
REASON: Final = "hold_reason"
ASSIGNED: Final = "assigned_to"
CLASS: Final = "sys_class_name"
TYPE: Final = "type"
"""Of a change: normal, standard, emergency. The raw field of this name tells of which table a ticket is."""
IDENTITY: Final = ("sys_id", "number", "sys_created_on", "sys_updated_on")
COMMON: Final = (
    "state",
    "priority",
    "impact",
    "urgency",
    "assignment_group",
    "assigned_to",
    "business_service",
    "service_offering",
    "cmdb_ci",
    "company",
    "contact_type",
)
REFERENCES: Final[Mapping[str, str]] = {
    "assignment_group": "sys_user_group",
    "business_service": "cmdb_ci",
    "service_offering": "cmdb_ci",
    "cmdb_ci": "cmdb_ci",
    "company": "core_company",
    "cat_item": "sc_cat_item",
}
"""Columns that refer to a record: the table whose `name` is told for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of tickets."""

    name: str
    type: str
    """The raw field `type` of its tickets."""
    columns: Sequence[str] = ()
    """Beside the common ones, those whose history is read."""
    links: Mapping[str, Relation] = field(default_factory=lambda: {"parent": Relation.PARENT})
    """Columns that name another ticket."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Raw fields of columns that are told under another name."""
    requester: str = "opened_by.user_name"
    """Where the login of who asked for it stands."""

    @property
    def watched(self) -> tuple[str, ...]:
        """The columns whose history is read."""
        return tuple(dict.fromkeys((*COMMON, *self.columns, *self.links)))

    @property
    def person(self) -> str:
        """The column that refers to who asked for it."""
        return self.requester.rpartition(".")[0]

    @property
    def asked(self) -> str:
        """The columns that a row must have, as `sysparm_fields` names them."""
        return ",".join(dict.fromkeys((*IDENTITY, *self.watched, self.person, self.requester)))


_PARENT: Final = {"parent": Relation.PARENT}
_KNOWN: Final = {
    "incident": Table(
        name="incident",
        type="incident",
        columns=("hold_reason", "category", "subcategory", "severity", "close_code"),
        links={
            "problem_id": Relation.PROBLEM,
            "rfc": Relation.CHANGE,
            "caused_by": Relation.CAUSED_BY,
            "parent_incident": Relation.PARENT,
        },
        requester="caller_id.user_name",
    ),
    "problem": Table(
        name="problem",
        type="problem",
        columns=("category", "known_error", "resolution_code"),
        links={"rfc": Relation.CHANGE, "duplicate_of": Relation.DUPLICATE, **_PARENT},
    ),
    "change_request": Table(
        name="change_request",
        type="change",
        columns=(
            *("category", "risk", "approval", "close_code", TYPE),
            *("start_date", "end_date", "work_start", "work_end"),
        ),
        names={TYPE: "change_type"},
        requester="requested_by.user_name",
    ),
    "sc_req_item": Table(
        name="sc_req_item",
        type="request",
        columns=("cat_item", "approval"),
        links={"request": Relation.PARENT},
        requester="request.requested_for.user_name",
    ),
    "sc_request": Table(name="sc_request", type="request", columns=("approval",), requester="requested_for.user_name"),
    "sc_task": Table(name="sc_task", type="task", links={"request_item": Relation.PARENT}),
}


def table(name: str, *, more: Sequence[str] = ()) -> Table:
    """Return what is read of a table, further columns among it."""
    known = _KNOWN.get(name) or Table(name=name, type=name)
    return Table(
        name=name,
        type=known.type,
        columns=(*known.columns, *more),
        links=known.links,
        names=known.names,
        requester=known.requester,
    )
