"""Which attributes of iTop's tickets are read, and what they are."""

from typing import Final

from slawatch.model.desk import Relation
from slawatch.model.event import EventType

PLAIN: Final = {
    "status": ("status", EventType.STATUS),
    "priority": ("priority", EventType.PRIORITY),
    "urgency": ("urgency", EventType.SCOPE),
    "impact": ("impact", EventType.SCOPE),
    "origin": ("origin", EventType.SCOPE),
    "request_type": ("type", EventType.SCOPE),
}
"""An attribute that holds a code -> the raw field, and what a change of it is."""
KEYS: Final = {
    "org_id": ("organization", "Organization"),
    "service_id": ("service", "Service"),
    "servicesubcategory_id": ("service_subcategory", "ServiceSubcategory"),
    "team_id": ("team", "Team"),
}
"""An attribute that holds the id of another object -> the raw field, and the class in which its name stands."""
AGENT: Final = "agent_id"
RATING: Final = "user_satisfaction"
LINKS: Final = {
    "parent_problem_id": ("Problem", Relation.PROBLEM),
    "parent_change_id": ("Change", Relation.CHANGE),
    "parent_incident_id": ("Incident", Relation.PARENT),
    "parent_request_id": ("UserRequest", Relation.PARENT),
}
"""An attribute that holds the id of another ticket -> its class, and what it is to this one."""
READ: Final = (*PLAIN, *KEYS, AGENT, RATING, *LINKS)
"""All of them; histories are asked for these."""


def id_or_none(value: object) -> str | None:
    """Return the id in an attribute; iTop writes 0 where there is none."""
    text = "" if value is None else str(value)
    return None if text in ("", "0") else text
