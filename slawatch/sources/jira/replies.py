"""Comments as events: who wrote, and whether the customer sees it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.jira.changelog import order
from slawatch.sources.jira.people import Party
from slawatch.sources.jira.times import moment

Json = Mapping[str, Any]

INTERNAL: Final = "sd.public.comment"


def replies(issue: str, comments: Sequence[Json], party: Party) -> Iterator[Event]:
    """Yield a comment as what it is: a reply, the requester's own, or a note that customers don't see."""
    for comment in comments:
        when = moment(comment.get("created"), issue)
        actor = party.actor(comment.get("author"))
        yield Event(
            ticket_id=issue,
            type=_type(comment, actor),
            at=when.at,
            order=order(when, 900),  # after what the same hand changed with it
            native_id=f"comment:{comment['id']}",
            actor=actor,
        )


def of_request(comment: Json) -> Json:
    """Return a comment of Service Management's own list as the platform would tell it."""
    created = comment.get("created") or {}
    return {
        **comment,
        "created": created.get("epochMillis") or created.get("iso8601"),
        "jsdPublic": comment.get("public"),
    }


def _type(comment: Json, actor: Actor) -> EventType:
    # "visibility" names the group or the role that alone sees it.
    if comment.get("jsdPublic") is False or comment.get("visibility") or _is_internal(comment):
        return EventType.PRIVATE_NOTE
    return EventType.REQUESTER_REPLY if actor is Actor.REQUESTER else EventType.PUBLIC_REPLY


def _is_internal(comment: Json) -> bool:
    """Tell whether customers do not see a comment, by the property in which a data center notes that."""
    noted = (each for each in comment.get("properties") or () if each.get("key") == INTERNAL)
    return any((each.get("value") or {}).get("internal") for each in noted)
