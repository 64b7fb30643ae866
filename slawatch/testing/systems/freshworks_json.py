"""What Freshdesk and Freshservice write of tickets, conversations and activities."""

from datetime import datetime, timedelta
from typing import Any, Final

from slawatch.testing.systems.ledger import Entry, Record

Json = Any

AGENT, REQUESTER = 20, 30
NUMBERS: Final = {"Open": 2, "Pending": 3, "Resolved": 4, "Closed": 5, "Waiting on Vendor": 8}
GROUPS: Final = [{"id": 7, "name": "Network"}]
FORMS: Final = {
    "freshdesk": (
        "ticket_fields",
        [
            {
                "id": 1,
                "name": "status",
                "type": "default_status",
                "choices": {str(n): [w, w] for w, n in NUMBERS.items()},
            }
        ],
    ),
    "freshservice": (
        "ticket_form_fields",
        [{"id": 1, "name": "status", "choices": [{"id": number, "value": word} for word, number in NUMBERS.items()]}],
    ),
}


def ticket(record: Record, product: str) -> Json:
    """Return a ticket as a list shows it."""
    service = {"urgency": 1, "impact": 1, "category": None, "department_id": None} if product == "freshservice" else {}
    return {
        "id": int(record.id),
        "subject": "It does not work",
        "type": "Incident",
        "status": NUMBERS[record.status],
        "priority": 1,
        "source": 1,
        "spam": record.merged_into is not None,
        "requester_id": REQUESTER,
        "responder_id": None,
        "group_id": 7,
        "fr_escalated": False,
        "is_escalated": False,
        "fr_due_by": time(record.created_at + timedelta(hours=4)),
        "due_by": time(record.created_at + timedelta(days=1)),
        "created_at": time(record.created_at),
        "updated_at": time(record.updated_at),
        "tags": [],
        "custom_fields": {},
        **service,
    }


def stats(record: Record) -> Json:
    """Return the stamps that are kept of a ticket."""
    done = record.status == "Resolved"
    statuses = [entry for entry in record.log if entry.kind == "status"]
    reopened = [entry.at for entry in statuses if entry.before == "Resolved" != entry.value]
    replied = [entry.at for entry in record.log if entry.kind == "reply"]
    return {
        "agent_responded_at": time(max(replied)) if replied else None,
        "requester_responded_at": None,
        "first_responded_at": time(min(replied)) if replied else None,
        "status_updated_at": time(record.status_at),
        "reopened_at": time(max(reopened)) if reopened else None,
        "resolved_at": time(record.status_at) if done else None,
        "closed_at": None,
        "pending_since": time(record.status_at) if record.status == "Pending" else None,
    }


def conversation(entry: Entry) -> Json:
    """Return what an agent wrote."""
    private = entry.kind == "note"
    return {
        "id": entry.id,
        "body": "<div>Please look into it.</div>",
        "body_text": "Please look into it.",
        "incoming": False,
        "private": private,
        "user_id": AGENT,
        "source": 2 if private else 0,
        "created_at": time(entry.at),
        "updated_at": time(entry.at),
    }


def activity(entry: Entry) -> Json:
    """Return an activity as Freshservice words it."""
    content = " created the ticket" if entry.kind == "created" else f" set Status as {entry.value}, Priority as Low"
    return {
        "actor": {"id": AGENT, "name": "Some Body"},
        "content": content,
        "sub_contents": [],
        "created_at": time(entry.at),
    }


def time(at: datetime) -> str:
    """Return a time as both products write it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
