"""What happened to a ticket of Freshservice or Freshdesk, by its stamps, its conversations and its activities."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from slawatch.ingest.freshworks.rows import (
    CLOSED,
    OPEN,
    PENDING,
    RESOLVED,
    Row,
    Words,
    time,
    time_of,
    unwrapped,
)
from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import epoch
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome
from slawatch.model.ticket import Ticket

FORWARDED, SURVEY = 8, 6
"""Sources of conversations: what went to a third party, and what was said in a survey."""
STATUS: Final = 2
"""The place of a status within its second: a reply often sets one."""
SAME: Final = timedelta(seconds=2)
"""Activities and stamps are written by different jobs."""
_TAG: Final = re.compile(r"<[^>]*>")
_STAMPED: Final = {CLOSED: "closed_at", RESOLVED: "resolved_at", PENDING: "pending_since"}


def statuses(row: Row, activities: Sequence[Row], words: Words, *, id_: str) -> Iterator[Event]:
    """Yield the changes of status that activities tell, and by the ticket's own stamps those that they don't."""
    told = [*_by_activities(row, activities, words, id_)]
    yield from told
    for at, word in _by_stamps(row, words, id_):
        if not any(abs(each.at - at) <= SAME and each.new == word for each in told):
            order = _place(row, at, id_)
            yield _status(id_, at, word, order=order, actor=Actor.UNKNOWN, derived=True)


def replies(row: Row, conversations: Sequence[Row], *, id_: str) -> Iterator[Event]:
    """Yield what was written. Public notes are seen by the requester, and count as replies."""
    for each in conversations:
        if each.get("source") == SURVEY:
            continue
        asked = bool(each.get("incoming")) or each.get("user_id") == row["requester_id"]
        type_ = EventType.REQUESTER_REPLY if asked else EventType.PUBLIC_REPLY
        if each.get("private") or each.get("source") == FORWARDED:
            type_ = EventType.PRIVATE_NOTE
        yield Event(
            ticket_id=id_,
            type=type_,
            at=time(each["created_at"], row_id=id_),
            order=1,
            native_id=f"conversation:{each['id']}",
            actor=Actor.REQUESTER if asked else Actor.AGENT,
        )


def verdicts(row: Row, *, id_: str) -> Iterator[Event]:
    """Yield what the product itself concludes of its service levels."""
    responded, resolved = (time_of(row, name, row_id=id_) for name in ("first_responded_at", "resolved_at"))
    done = row["status"] in (RESOLVED, CLOSED)
    resolved = (resolved or time_of(row, "closed_at", row_id=id_)) if done else None
    for name, due, late, met_at in (
        ("First response", "fr_due_by", "fr_escalated", responded),
        ("Resolution", "due_by", "is_escalated", resolved),
    ):
        due_at = time_of(row, due, row_id=id_)
        if due_at is None:
            continue
        outcome = _outcome(row, missed=bool(row.get(late)) or (met_at is not None and met_at > due_at), met_at=met_at)
        yield Event(
            ticket_id=id_,
            type=EventType.SLA_NATIVE,
            at=time(row["updated_at"], row_id=id_),
            native_id=f"sla:{due}",
            actor=Actor.SYSTEM,
            field=name,
            new=NativeVerdict(outcome=outcome, due_at=due_at).text,
        )


def ratings(body: Any, *, id_: str) -> Iterator[Event]:  # noqa: ANN401  JSON is any of its types
    """Yield what the requester said of the ticket: the answer to the survey's first question."""
    told = unwrapped(body, "csat_response")
    for each in [told] if isinstance(told, Mapping) else told or ():
        said = (each.get("ratings") or {}).get("default_question", each.get("overall_rating"))
        if said is not None and each.get("created_at"):
            yield Event(
                ticket_id=id_,
                type=EventType.RATED,
                at=time(each["created_at"], row_id=id_),
                native_id=f"rating:{each['id']}",
                actor=Actor.REQUESTER,
                new=str(said),
            )


def links(body: Any, ticket: Ticket) -> Iterator[Event]:  # noqa: ANN401  JSON is any of its types
    """Yield the problem behind a ticket and the change that it asks for; nobody tells when they were linked."""
    row = unwrapped(body, "ticket") or {}
    for relation in (Relation.PROBLEM, Relation.CHANGE):
        other = row.get(relation)
        if not isinstance(other, Mapping) or not other.get("id"):
            continue
        made = other.get("created_at")
        at = max(ticket.created_at, time(made, row_id=ticket.id)) if made else ticket.created_at
        yield Event(
            ticket_id=ticket.id,
            type=EventType.LINKED,
            at=at,
            native_id=f"{relation}:{other['id']}",
            derived=True,
            field=relation,
            new=f"{relation}:{other['id']}",
        )


def _outcome(row: Row, *, missed: bool, met_at: datetime | None) -> Outcome:
    if missed:
        return Outcome.MISSED
    if met_at is not None:
        return Outcome.MET
    if row["status"] in (RESOLVED, CLOSED):
        return Outcome.CANCELLED  # done without what was promised, which then is no more
    return Outcome.PAUSED if row["status"] == PENDING else Outcome.RUNNING


def _by_stamps(row: Row, words: Words, id_: str) -> Iterator[tuple[datetime, str]]:
    number = row["status"]
    created_at = time(row["created_at"], row_id=id_)
    resolved, closed = (time_of(row, name, row_id=id_) for name in ("resolved_at", "closed_at"))
    if number == CLOSED and resolved and closed and resolved < closed:
        yield resolved, words.status(RESOLVED)
    at = time_of(row, "status_updated_at", row_id=id_) or time_of(row, _STAMPED.get(number, ""), row_id=id_)
    if number != OPEN or time_of(row, "reopened_at", row_id=id_) or (at and at > created_at):
        yield at or created_at, words.status(number)


def _by_activities(row: Row, activities: Sequence[Row], words: Words, id_: str) -> Iterator[Event]:
    created_at, first = time(row["created_at"], row_id=id_), words.status(OPEN)
    pattern = _pattern(words)
    in_second: Counter[datetime] = Counter()
    for at, each in _oldest_first([(time(each["created_at"], row_id=id_), each) for each in activities]):
        said = [_TAG.sub("", str(text)) for text in (each.get("content") or "", *(each.get("sub_contents") or ()))]
        found = [match for text in said for match in pattern.findall(text)]
        if found and (at > created_at or in_second[at] or found[-1].casefold() != first.casefold()):
            word = next(name for name in words.statuses.values() if name.casefold() == found[-1].casefold())
            in_second[at] += 1
            place, by = in_second[at], _actor(each.get("actor"), row)
            native_id = f"activity:{epoch(at)}:{place}"  # activities have no ids of their own
            yield _status(id_, at, word, order=STATUS + place, native_id=native_id, actor=by)


def _oldest_first(told: Sequence[tuple[datetime, Row]]) -> Sequence[tuple[datetime, Row]]:
    """Return activities by time; those of one second as they were made, which is the newest first where all are."""
    rising = bool(told) and told[0][0] < told[-1][0]
    return sorted(told if rising else told[::-1], key=lambda each: each[0])


def _pattern(words: Words) -> re.Pattern[str]:
    """Return what finds the new status in a text such as "set Status as Pending, Priority as High"."""
    names = "|".join(re.escape(name) for name in sorted(words.statuses.values(), key=len, reverse=True))
    return re.compile(rf"\bstatus\b(?: from [^,;]+?)? (?:as|to) ({names})(?!\w| \w+ (?:as|to) )", re.IGNORECASE)


def _actor(who: Any, row: Row) -> Actor:  # noqa: ANN401  whatever was sent
    number = who.get("id") if isinstance(who, dict) else None
    if number is None:
        return Actor.SYSTEM
    return Actor.REQUESTER if number == row["requester_id"] else Actor.AGENT


def _place(row: Row, at: datetime, id_: str) -> int:
    """Return the place of a status within its second: it may have been done, reopened and done again in one."""
    reopened = time_of(row, "reopened_at", row_id=id_) == at
    return STATUS + reopened + (reopened and row["status"] in (RESOLVED, CLOSED))


def _status(id_: str, at: datetime, word: str, **told: Any) -> Event:  # noqa: ANN401  fields of Event
    return Event(ticket_id=id_, type=EventType.STATUS, at=at, field="status", new=word, **told)
