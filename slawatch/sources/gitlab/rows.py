"""An issue as GitLab lists it. Pure: what GitLab sent goes in, facts come out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.labels import Labels
from slawatch.ingest.people import Person, somebody
from slawatch.ingest.stamps import ISO_8601, Stamps
from slawatch.model.event import Actor
from slawatch.model.ticket import Ticket

Row = Mapping[str, Any]

OPENED: Final = "opened"
REQUIRED: Final = frozenset({"iid", "project_id", "state", "labels", "author", "created_at", "updated_at", "web_url"})
OPTIONAL: Final = frozenset(
    {
        *("id", "title", "description", "closed_at", "closed_by", "milestone", "assignees", "assignee", "type"),
        *("user_notes_count", "merge_requests_count", "upvotes", "downvotes", "due_date", "confidential"),
        *("discussion_locked", "issue_type", "time_stats", "task_completion_status", "weight", "blocking_issues_count"),
        *("has_tasks", "task_status", "_links", "references", "severity", "moved_to_id", "imported", "imported_from"),
        *("service_desk_reply_to", "epic_iid", "epic", "iteration", "health_status", "subscribed", "start_date"),
    }
)
_STAMPS: Final = Stamps(ISO_8601, None)
_ROBOT: Final = re.compile(r"(project|group)_\d+_bot(_|\d|$)|(alert|security|migration|automation)-bot|.*\[bot\]$")
"""Names that GitLab gives to the bots of access tokens and to its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """How an installation writes what GitLab has no field for, and who answers."""

    labels: Labels = field(default_factory=Labels)
    is_agent: Callable[[int], bool] = lambda _number: True
    person: Person = somebody


def time(text: Any, *, row_id: str) -> datetime:  # noqa: ANN401  whatever was sent
    """Return an instant; SkippableRow where it is none."""
    try:
        return _STAMPS.read(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=row_id) from error


def id_of(row: Row) -> str:
    """Return project and issue by their numbers, which stay when paths change."""
    try:
        return f"{row['project_id']}#{row['iid']}"
    except (KeyError, TypeError) as error:
        raise SkippableRow("it has no number", row_id="") from error


def status(row: Row, labels: Labels) -> str | None:
    """Return the raw status as a row shows it; None where two labels speak of it and a row can't tell the newer."""
    if row["state"] != OPENED or labels.value("status", row["labels"]) is None:
        return str(row["state"])
    return labels.only("status", row["labels"])


def author_of(row: Row) -> int | None:
    """Return the number of who opened an issue; of a Service Desk issue that is GitLab's support bot."""
    return (row["author"] or {}).get("id")


def actor(user: Row | None, *, author: int | None) -> Actor:
    """Return who somebody is to an issue."""
    if not user:
        return Actor.UNKNOWN
    if user.get("id") == author:
        return Actor.REQUESTER
    return Actor.SYSTEM if _ROBOT.match(str(user.get("username", ""))) else Actor.AGENT


def fields(row: Row) -> dict[str, str]:
    """Return what a row says beside its labels, and GitLab keeps no history of."""
    severity = row.get("severity")
    told = {"type": row.get("issue_type"), "severity": None if severity in (None, "UNKNOWN") else severity}
    return {name: str(value) for name, value in told.items() if value}


def ticket(row: Row, *, id_: str) -> Ticket:
    """Return the issue's identity."""
    key = (row.get("references") or {}).get("full") or id_
    return Ticket(
        id=id_,
        key=key,
        created_at=time(row["created_at"], row_id=id_),
        updated_at=time(row["updated_at"], row_id=id_),
        url=row["web_url"],
    )
