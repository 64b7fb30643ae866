"""Links between issues as relations. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.jira.changelog import Change, called, order
from slawatch.sources.jira.times import Moment

Json = Mapping[str, Any]
Own = Mapping[str, Relation]
"""What the configuration says of the words at links."""

RELATIONS: Final[Mapping[str, Relation]] = {
    "is caused by": Relation.CAUSED_BY,
    "is fixed by": Relation.CHANGE,
    "is resolved by": Relation.CHANGE,
    "is implemented by": Relation.CHANGE,
    "is child of": Relation.PARENT,
    "duplicates": Relation.DUPLICATE,
}
"""By the words that stand at a link, read from the issue that has it."""
PROBLEM: Final = "problem"
"""An issue type whose name holds this is the problem behind an incident, not a change that caused it."""


class _Link(NamedTuple):
    native_id: str
    relation: Relation
    other: Json
    told: Change | None
    """Where a changelog tells when it was made."""


def links(issue: str, fields: Json, told: Sequence[Change], *, created: Moment, own: Own) -> Iterator[Event]:
    """Yield what other issues are to this one; a link that no changelog tells was there from creation on."""
    for link in _found(fields, told, own):
        yield Event(
            ticket_id=issue,
            type=EventType.LINKED,
            at=link.told.moment.at if link.told else created.at,
            order=link.told.order if link.told else order(created, 0),
            native_id=link.native_id,
            actor=Actor.UNKNOWN,
            field=link.relation,
            new=str(link.other["id"]),
            derived=link.told is None,
        )


def _found(fields: Json, told: Sequence[Change], own: Own) -> Iterator[_Link]:
    for link in fields.get("issuelinks") or ():
        other, words = _other(link)
        relation = _relation(words, other, own)
        if other is not None and relation is not None:
            change = _last(called(told, "link"), str(other.get("key")))
            yield _Link(f"link:{link.get('id')}", relation, other, change)
    parent = fields.get("parent")
    if parent:
        change = _last(called(told, "parent", "issueparentassociation"), str(parent["id"]))
        yield _Link(f"parent:{parent['id']}", Relation.PARENT, parent, change)


def _other(link: Json) -> tuple[Json | None, str]:
    """Return the issue at the other end, and the words that lead from here to there."""
    kind = link.get("type") or {}
    if link.get("outwardIssue"):
        return link["outwardIssue"], str(kind.get("outward") or "").casefold()
    return link.get("inwardIssue"), str(kind.get("inward") or "").casefold()


def _relation(words: str, other: Json | None, own: Own) -> Relation | None:
    stated = {text.casefold(): relation for text, relation in own.items()}.get(words)
    if stated is not None:
        return stated
    known = RELATIONS.get(words)
    kind = (((other or {}).get("fields") or {}).get("issuetype") or {}).get("name") or ""
    return Relation.PROBLEM if known is Relation.CAUSED_BY and PROBLEM in kind.casefold() else known


def _last(told: Iterator[Change], wanted: str) -> Change | None:
    return next((change for change in reversed([*told]) if str(change.item.get("to")) == wanted), None)
