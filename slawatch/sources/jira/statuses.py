"""What Jira's statuses mean. Everybody invents statuses of their own; only their category is Jira's."""

from collections.abc import Mapping
from typing import Final

STOCK: Final[Mapping[str, str]] = {
    "New": "new",
    "Open": "new",
    "To Do": "new",
    "Backlog": "new",
    "Selected for Development": "new",
    "Reopened": "open",
    "In Progress": "open",
    "In Review": "open",
    "Work in progress": "open",
    "Waiting for support": "open",
    "Waiting for approval": "open",
    "Escalated": "open",
    "Under investigation": "open",
    "Under review": "open",
    "Awaiting CAB approval": "open",
    "Awaiting implementation": "open",
    "Implementing": "open",
    "Planning": "open",
    "Waiting for customer": "pending_requester",
    "Pending": "pending_other",
    "Resolved": "resolved",
    "Done": "resolved",
    "Completed": "resolved",
    "Failed": "resolved",
    "Closed": "closed",
    "Canceled": "cancelled",
    "Cancelled": "cancelled",
    "Declined": "cancelled",
    "Won't Do": "cancelled",
}
"""The statuses of Jira's own workflows and templates."""

CATEGORIES: Final[Mapping[str, str]] = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
"""By the category's key, which no language changes, the name that raw statuses show."""
_CLASSES: Final[Mapping[str, str]] = {"new": "new", "indeterminate": "open", "done": "resolved"}
_OVER: Final = frozenset({"resolved", "closed", "cancelled"})

STATUS_CLASSES: Final[Mapping[str, str]] = {
    **STOCK,
    **{f"* ({name})": _CLASSES[key] for key, name in CATEGORIES.items()},
}
"""A raw status that is none of Jira's own ends with its category, by which it has a class."""


def raw_status(name: str, category: str | None) -> str:
    """Return a status as events tell it: one of Jira's own by its name, any other with its category behind it.

    A status that only bears a stock name, such as an "Open" that counts as done, is none of Jira's own.
    """
    if category is None or category not in CATEGORIES:
        return name
    stock = STOCK.get(name)
    if stock is not None and (stock in _OVER) == (category == "done"):
        return name
    return f"{name} ({CATEGORIES[category]})"


def class_of(name: str, category: str | None) -> str | None:
    """Return the class that Jira itself gives a status, None where it has no category."""
    raw = raw_status(name, category)
    return STOCK.get(raw) or (_CLASSES.get(category) if category else None)
