"""Named tickets read whole: what each is now, and everything that happened to it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import BadRow
from slawatch.model.event import Event, EventType
from slawatch.model.ticket import Ticket
from slawatch.sources.request_tracker.history import NOBODY, TYPES, Glossary, Record, events, record, ticket
from slawatch.sources.request_tracker.options import Options
from slawatch.sources.request_tracker.rest import Rest, Row, Search, row_ids

AT_ONCE: Final = 50
"""Tickets asked for in one search; a hundred would make long addresses."""

TICKET_FIELDS: Final = {"fields": "EffectiveId,Type,Status,Queue,Priority,Owner,LastUpdated,Requestor,CustomFields"}
FEED: Final = Search(
    path="transactions",
    where="ObjectType = 'RT::Ticket' AND (" + " OR ".join(f"Type = '{name}'" for name in TYPES) + ")",
    fields={"fields": "Type,Field,OldValue,NewValue,ObjectId,Created,Creator"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Facts about some tickets, and the transactions that they were made of."""

    tickets: tuple[Ticket, ...] = ()
    events: tuple[Event, ...] = ()
    bad: tuple[BadRow, ...] = ()
    transactions: frozenset[int] = frozenset()

    def __add__(self, other: "Told") -> "Told":
        return Told(
            tickets=self.tickets + other.tickets,
            events=self.events + other.events,
            bad=self.bad + other.bad,
            transactions=self.transactions | other.transactions,
        )


class Hydration:
    """Reads tickets of one RT during one poll."""

    def __init__(self, rest: Rest, options: Options) -> None:
        self._rest = rest
        self._options = options
        self._owners: dict[str, str | None] = {}

    def told(self, ids: Iterable[str]) -> Told:
        """Return everything about the tickets with these ids; those that the account doesn't see are left out."""
        result = Told()
        for some in _chunks(sorted(ids, key=int)):
            # The histories come second: they then know every change that the tickets show, and may know later ones.
            rows = self._tickets(some)
            for id_, history in self._histories(tuple(rows)).items():
                result += self._one(id_, rows[id_], history)
        return result

    @cached_property
    def _glossary(self) -> Glossary:
        fields = custom_fields(self._rest) if self._options.custom_fields else {}
        return Glossary(
            queues=self._rest.names("queues/all"),
            custom_fields={id_: name for id_, name in fields.items() if name in self._options.custom_fields},
            nobody=self._rest.user_id(NOBODY),
            person=pseudonyms(salt.reveal() if (salt := self._options.people_salt) else None),
        )

    def _tickets(self, ids: Sequence[str]) -> Mapping[str, Row]:
        where = " OR ".join(f"id = {id_}" for id_ in ids)
        found = {
            str(row["id"]): row for row in self._rest.some(Search(path="tickets", where=where, fields=TICKET_FIELDS))
        }
        # No search finds a ticket that is deleted or merged; asked for by its id, it is there.
        singles = {id_: self._rest.record(f"ticket/{id_}") for id_ in ids if id_ not in found}
        return {id_: row for id_ in ids if (row := found.get(id_) or singles.get(id_)) is not None}

    def _histories(self, ids: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        if not ids:
            return {}
        objects = " OR ".join(f"ObjectId = {id_}" for id_ in ids)
        search = FEED.narrowed(f"({objects})")
        histories: dict[str, list[Row]] = defaultdict(list)
        for page in self._rest.pages(search, after=0, through=self._rest.newest(search) or 0):
            for row in page:
                histories[str(row["ObjectId"])].append(row)
        return histories

    def _one(self, id_: str, row: Row, history: Sequence[Row]) -> Told:
        transactions = frozenset(row_ids({"items": history}))
        try:
            of = record(row, asked=id_, owner=self._owner(row))
            told = events(of, history, self._glossary)
            if not self._wanted(of, told):
                return Told(transactions=transactions)
            return Told(
                tickets=(ticket(of, history, url=self._options.url),),
                events=told,
                transactions=transactions,
            )
        except SkippableRow as error:
            digest = hashlib.sha256(json.dumps([row, history], sort_keys=True).encode()).hexdigest()
            return Told(bad=(BadRow(row_id=id_, reason=str(error), sha256=digest),), transactions=transactions)

    def _wanted(self, of: Record, told: Sequence[Event]) -> bool:
        """Tell whether it is a ticket (not a reminder or an approval) and was ever in a queue that is read.

        A ticket that was merged away is wanted always: its own queue is not shown any more, and it may be stored.
        """
        if of.type != "ticket":
            return False
        if not self._options.queues or of.merged:
            return True
        moves = (event for event in told if event.type is EventType.SCOPE and event.field == "queue")
        queues = {self._glossary.raw("queue", of.scalars["queue"])} | {event.old for event in moves}
        return not queues.isdisjoint(self._options.queues)

    def _owner(self, row: Row) -> str | None:
        """Return the number of the owner; RT shows the name, and numbers in histories."""
        name = str(row["Owner"]["id"]) if row.get("Owner") else NOBODY
        if name == NOBODY:
            return self._glossary.nobody
        if name not in self._owners:
            self._owners[name] = self._rest.user_id(name)
        return self._owners[name]


def custom_fields(rest: Rest) -> dict[str, str]:
    """Return the names of tickets' custom fields by id, those that the account sees."""
    return rest.names("customfields", '[{"field":"LookupType","value":"RT::Queue-RT::Ticket"}]')


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
