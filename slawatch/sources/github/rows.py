"""An issue as GitHub lists it. Pure: what GitHub sent goes in, facts come out."""

from collections.abc import Mapping
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

OPEN: Final = "open"
REQUIRED: Final = frozenset({"number", "state", "labels", "user", "created_at", "updated_at", "html_url"})
OPTIONAL: Final = frozenset(
    {
        *("id", "node_id", "url", "repository_url", "labels_url", "comments_url", "events_url", "timeline_url"),
        *("title", "body", "body_html", "body_text", "assignee", "assignees", "milestone", "locked", "comments"),
        *("active_lock_reason", "pull_request", "closed_at", "closed_by", "draft", "type", "state_reason"),
        *("repository", "performed_via_github_app", "author_association", "reactions", "sub_issues_summary"),
        *("parent_issue_url", "pinned_comment", "issue_dependencies_summary", "issue_field_values"),
    }
)
_REASONS: Final = frozenset({"not_planned", "duplicate"})
_STAMPS: Final = Stamps(ISO_8601, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """How an installation writes what GitHub has no field for, and who answers."""

    labels: Labels = field(default_factory=Labels)
    agents: frozenset[str] = frozenset()
    """Associations with the repository."""
    person: Person = somebody


def time(text: Any, *, row_id: str) -> datetime:  # noqa: ANN401  whatever was sent
    """Return an instant; SkippableRow where it is none."""
    try:
        return _STAMPS.read(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=row_id) from error


def state(name: str, reason: str | None) -> str:
    """Return the raw status of a state and its reason: open, closed, not_planned or duplicate."""
    return reason if name != OPEN and reason in _REASONS else name


def label_names(row: Row) -> list[str]:
    """Return the labels of an issue; GitHub shows them as objects, and as texts in old answers."""
    return [label if isinstance(label, str) else label["name"] for label in row["labels"]]


def status(row: Row, labels: Labels) -> str | None:
    """Return the raw status as a row shows it; None where two labels speak of it and a row can't tell the newer."""
    now = state(row["state"], row.get("state_reason"))
    names = label_names(row)
    if now != OPEN or labels.value("status", names) is None:
        return now
    return labels.only("status", names)


def actor(user: Row | None, *, author: int | None) -> Actor:
    """Return who somebody is to an issue; accounts that were deleted are nobody."""
    if not user:
        return Actor.UNKNOWN
    if user.get("type") == "Bot":
        return Actor.SYSTEM
    return Actor.REQUESTER if user.get("id") == author else Actor.AGENT


def author_of(row: Row) -> int | None:
    """Return the number of who opened an issue, None where the account is no more."""
    return (row["user"] or {}).get("id")


def ticket(row: Row, *, id_: str, repository: str) -> Ticket:
    """Return the issue's identity."""
    return Ticket(
        id=id_,
        key=f"{repository}#{row['number']}",
        created_at=time(row["created_at"], row_id=id_),
        updated_at=time(row["updated_at"], row_id=id_),
        url=row["html_url"],
    )
