"""What GitHub writes of repositories, issues, pull requests and timelines: every field that its schema demands."""

from datetime import datetime
from typing import Any, Final

from slawatch.testing.systems.ledger import Entry, Record, in_order

Json = Any

API: Final = "https://api.github.com"
WEB: Final = "https://github.com"
READER, AGENT, REQUESTER, PASSER_BY, ROBOT = 1, 20, 30, 40, 50
ASSOCIATIONS: Final = {AGENT: "MEMBER", REQUESTER: "NONE", PASSER_BY: "NONE", ROBOT: "NONE"}
_USER_LINKS: Final = (
    *("followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events"),
    "received_events",
)


def user(number: int) -> Json:
    """Return somebody."""
    login = f"user-{number}"
    url = f"{API}/users/{login}"
    return {
        "login": login,
        "id": number,
        "node_id": f"U_{number}",
        "avatar_url": f"{WEB}/{login}.png",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{WEB}/{login}",
        **{f"{name}_url": f"{url}/{name}" for name in _USER_LINKS},
        "type": "Bot" if number == ROBOT else "User",
        "site_admin": False,
    }


def repository(name: str, number: int) -> Json:
    """Return a repository, as far as a source of tickets looks at it."""
    return {"id": number, "full_name": name, "private": True, "has_issues": True, "archived": False}


def issue(name: str, record: Record) -> Json:
    """Return an issue as a list shows it."""
    closed = record.status != "open"
    return {
        **_common(name, record.number),
        "state": "closed" if closed else "open",
        "state_reason": "completed" if closed else None,
        "closed_at": time(record.status_at) if closed else None,
        "created_at": time(record.created_at),
        "updated_at": time(record.updated_at),
        "comments": sum(entry.kind in {"reply", "other"} for entry in record.log),
        "html_url": f"{WEB}/{name}/issues/{record.number}",
    }


def pull_request(name: str, record: Record, nth: int) -> Json:
    """Return a pull request, as it stands among the issues."""
    number = 10_000 + 10 * record.number + nth
    url = f"{API}/repos/{name}/pulls/{number}"
    web = f"{WEB}/{name}/pull/{number}"
    return {
        **_common(name, number),
        "state": "open",
        "closed_at": None,
        "created_at": time(record.created_at),
        "updated_at": time(record.updated_at),
        "comments": 0,
        "html_url": web,
        "pull_request": {"url": url, "html_url": web, "diff_url": f"{web}.diff", "patch_url": f"{web}.patch"},
    }


def timeline(record: Record) -> list[Json]:
    """Return a timeline; it says nothing of the creation."""
    return [_entry(entry) for entry in in_order(record) if entry.kind != "created"]


def _common(name: str, number: int) -> Json:
    url = f"{API}/repos/{name}/issues/{number}"
    return {
        "id": 900_000 + number,
        "node_id": f"I_{number}",
        "url": url,
        "repository_url": f"{API}/repos/{name}",
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "number": number,
        "title": "It does not work",
        "body": "Nothing works.",
        "user": user(REQUESTER),
        "labels": [],
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "locked": False,
        "author_association": "NONE",
    }


def _entry(entry: Entry) -> Json:
    if entry.kind == "status":
        return event(entry.id, "reopened" if entry.value == "open" else "closed", entry.at)
    return comment(entry.id, AGENT if entry.kind == "reply" else PASSER_BY, entry.at)


def event(number: int, name: str, at: datetime, **told: Json) -> Json:
    """Return something that was done to an issue."""
    reason = {"state_reason": "completed" if name == "closed" else None} if name in {"closed", "reopened"} else {}
    return {
        "id": number,
        "node_id": f"E_{number}",
        "url": f"{API}/repos/octo/desk/issues/events/{number}",
        "actor": user(AGENT),
        "event": name,
        "commit_id": None,
        "commit_url": None,
        "created_at": time(at),
        "performed_via_github_app": None,
        **reason,
        **told,
    }


def comment(number: int, by: int, at: datetime, **told: Json) -> Json:
    """Return what somebody wrote."""
    url = f"{API}/repos/octo/desk/issues/comments/{number}"
    return {
        "event": "commented",
        "actor": user(by),
        "user": user(by),
        "id": number,
        "node_id": f"C_{number}",
        "url": url,
        "html_url": f"{WEB}/octo/desk/issues/1#issuecomment-{number}",
        "issue_url": f"{API}/repos/octo/desk/issues/1",
        "author_association": ASSOCIATIONS[by],
        "body": "Please look into it.",
        "created_at": time(at),
        "updated_at": time(at),
        **told,
    }


def time(at: datetime) -> str:
    """Return a time as GitHub writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
