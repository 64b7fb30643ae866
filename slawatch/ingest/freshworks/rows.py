"""A ticket as Freshservice and Freshdesk list it. Pure: what was sent goes in, facts come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person, somebody
from slawatch.ingest.stamps import ISO_8601, Stamps

Row = Mapping[str, Any]

OPEN, PENDING, RESOLVED, CLOSED = 2, 3, 4, 5
STATUSES: Final = {
    OPEN: "Open",
    PENDING: "Pending",
    RESOLVED: "Resolved",
    CLOSED: "Closed",
    6: "Waiting on Customer",
    7: "Waiting on Third Party",
}
"""What both products are delivered with."""
STATUS_CLASSES: Final = {
    "Open": "open",
    "Pending": "pending_requester",
    "Resolved": "resolved",
    "Closed": "closed",
    "Waiting on Customer": "pending_requester",
    "Waiting on Third Party": "pending_supplier",
}
PRIORITIES: Final = {1: "Low", 2: "Medium", 3: "High", 4: "Urgent"}
LEVELS: Final = {1: "Low", 2: "Medium", 3: "High"}
"""Of urgency and impact."""
REQUIRED: Final = frozenset({"id", "status", "priority", "created_at", "updated_at", "requester_id"})
OPTIONAL: Final = frozenset(
    {
        *("subject", "description", "description_text", "structured_description", "type", "source", "source_info"),
        *("spam", "deleted", "fr_escalated", "is_escalated", "fr_due_by", "due_by", "nr_due_by", "nr_escalated"),
        *("group_id", "responder_id", "company_id", "product_id", "department_id", "email_config_id", "tags"),
        *("cc_emails", "fwd_emails", "reply_cc_emails", "ticket_cc_emails", "to_emails", "bcc_emails", "email"),
        *("custom_fields", "category", "sub_category", "item_category", "urgency", "impact", "stats", "attachments"),
        *("requested_for_id", "workspace_id", "tasks_dependency_type", "sla_policy_id", "applied_business_hours"),
        *("created_within_business_hours", "resolution_notes", "resolution_notes_html", "planned_start_date"),
        *("planned_end_date", "planned_effort", "association_type", "associated_tickets_count", "support_email"),
        *("associated_tickets_list", "form_id", "requester", "name", "phone", "twitter_id", "facebook_id"),
        *("internal_agent_id", "internal_group_id", "sentiment_score", "initial_sentiment_score", "parent_id"),
    }
)
_STAMPS: Final = Stamps(ISO_8601, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What numbers stand for."""

    statuses: Mapping[int, str] = field(default_factory=lambda: dict(STATUSES))
    groups: Mapping[int, str] = field(default_factory=dict)

    def status(self, number: Any) -> str:  # noqa: ANN401  whatever was sent
        """Return the name of a status; one that nobody told stays a number."""
        return self.statuses.get(number, str(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is read of a ticket, and how."""

    url: str
    page_size: int = 100
    custom_fields: Sequence[str] = ()
    activities: bool = False
    """Whether the product keeps some."""
    ratings: str = ""
    """The path below a ticket that answers with what its requester said of it; empty: it is not asked."""
    links: bool = False
    """Whether a ticket is asked for its problem and its change."""
    person: Person = somebody


def unwrapped(body: Any, name: str) -> Any:  # noqa: ANN401  JSON is any of its types
    """Return what is sent: Freshservice puts it under a name, Freshdesk does not."""
    return body[name] if isinstance(body, Mapping) and name in body else body


def time(text: Any, *, row_id: str) -> datetime:  # noqa: ANN401  whatever was sent
    """Return an instant; SkippableRow where it is none."""
    try:
        return _STAMPS.read(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=row_id) from error


def time_of(row: Row, name: str, *, row_id: str) -> datetime | None:
    """Return an instant that may be missing, of the ticket or its stats."""
    text = (row.get("stats") or {}).get(name) or row.get(name)
    return time(text, row_id=row_id) if text else None


def fields(row: Row, words: Words, reading: Reading) -> dict[str, str]:
    """Return every field but the status as it is now, by raw name."""
    own = row.get("custom_fields") or {}
    told = {
        "priority": PRIORITIES.get(row["priority"], row["priority"]),
        "type": row.get("type"),
        "group": words.groups.get(row.get("group_id") or 0, row.get("group_id")),
        "owner": reading.person(str(row["responder_id"])) if row.get("responder_id") else None,
        "urgency": LEVELS.get(row.get("urgency") or 0),
        "impact": LEVELS.get(row.get("impact") or 0),
        "company": row.get("company_id"),
        "product": row.get("product_id"),
        "department": row.get("department_id"),
        "workspace": row.get("workspace_id"),
        "category": row.get("category"),
        "sub_category": row.get("sub_category"),
        "item_category": row.get("item_category"),
        "tags": ", ".join(sorted(map(str, row.get("tags") or ()))),
        **{name: own.get(name) for name in reading.custom_fields},
    }
    return {name: str(value) for name, value in told.items() if value not in (None, "")}


def choices(form: Sequence[Row], name: str) -> dict[int, str]:
    """Return the choices of a field of the ticket form by number, as either product writes them."""
    told = (
        next((each.get("choices") for each in form if name in (each.get("name"), each.get("field_name"))), None) or ()
    )
    try:
        if isinstance(told, Mapping):
            return dict(_pair(key, value) for key, value in told.items())
        return {int(each["id"]): str(each["value"]) for each in told}
    except (KeyError, TypeError, ValueError, IndexError):
        return {}


def _pair(key: str, value: Any) -> tuple[int, str]:  # noqa: ANN401  JSON is any of its types
    """Return number and name of a choice: {"2": ["Open", "Being processed"]}, or {"Low": 1}."""
    if isinstance(value, list):
        return int(key), str(value[0])
    return (int(value), key) if isinstance(value, int) else (int(key), str(value))
