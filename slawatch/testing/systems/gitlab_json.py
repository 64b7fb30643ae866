"""What GitLab writes of issues, their notes and the events of their states."""

from datetime import datetime
from typing import Any, Final

from slawatch.testing.systems.ledger import Entry, Record

Json = Any

NUMBER: Final = 77
WEB: Final = "https://gitlab.example.org"
AGENT, REQUESTER = 20, 30


def user(number: int) -> Json:
    """Return somebody."""
    name = f"user-{number}"
    return {
        "id": number,
        "username": name,
        "name": "Some Body",
        "state": "active",
        "locked": False,
        "avatar_url": None,
        "web_url": f"{WEB}/{name}",
    }


def issue(record: Record, path: str) -> Json:
    """Return an issue as a list shows it."""
    closed = record.status == "closed"
    api = f"{WEB}/api/v4/projects/{NUMBER}/issues/{record.number}"
    return {
        "id": 5000 + record.number,
        "iid": record.number,
        "project_id": NUMBER,
        "title": "It does not work",
        "description": "Nothing works.",
        "state": record.status,
        "created_at": time(record.created_at),
        "updated_at": time(record.updated_at),
        "closed_at": time(record.status_at) if closed else None,
        "closed_by": user(AGENT) if closed else None,
        "labels": [],
        "milestone": None,
        "assignees": [],
        "assignee": None,
        "author": user(REQUESTER),
        "type": "ISSUE",
        "issue_type": "issue",
        "severity": "UNKNOWN",
        "confidential": False,
        "user_notes_count": sum(entry.kind in {"reply", "note"} for entry in record.log),
        "web_url": f"{WEB}/{path}/-/issues/{record.number}",
        "references": {
            "short": f"#{record.number}",
            "relative": f"#{record.number}",
            "full": f"{path}#{record.number}",
        },
        "_links": {"self": api, "notes": f"{api}/notes", "closed_as_duplicate_of": None},
        "moved_to_id": None if record.merged_into is None else 9000 + record.number,
    }


def state_event(entry: Entry) -> Json:
    """Return a change of state."""
    return {
        "id": entry.id,
        "user": user(AGENT),
        "created_at": time(entry.at, entry.id),
        "resource_type": "Issue",
        "resource_id": 1,
        "state": "reopened" if entry.value == "opened" else entry.value,
    }


def note(entry: Entry) -> Json:
    """Return what an agent wrote."""
    internal = entry.kind == "note"
    return {
        "id": entry.id,
        "type": None,
        "body": "Please look into it.",
        "author": user(AGENT),
        "created_at": time(entry.at, entry.id),
        "updated_at": time(entry.at, entry.id),
        "system": False,
        "noteable_id": 1,
        "noteable_type": "Issue",
        "resolvable": False,
        "confidential": internal,
        "internal": internal,
        "noteable_iid": 1,
    }


def time(at: datetime, place: int = 0) -> str:
    """Return a time as GitLab writes it, with milliseconds: what happened later in a second has more of them."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{place % 1000:03}Z"
