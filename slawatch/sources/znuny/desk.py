"""The tickets of a system as a feed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from slawatch.errors import FatalSourceError, RetriableSourceError, SkippableRow
from slawatch.ingest.desk import AbsentError, Desk, Told
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.people import Person
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.model.ticket import Ticket
from slawatch.sources.znuny.history import NOTES, Record, events
from slawatch.sources.znuny.local import Local
from slawatch.sources.znuny.options import Options
from slawatch.sources.znuny.rest import ENDLESS, Row, Service
from slawatch.sources.znuny.verdicts import verdicts

REQUIRED: Final = frozenset({"TicketID", "TicketNumber", "State", "Queue", "Priority", "Created", "Changed"})
_PLAIN: Final = """
    Age ArchiveFlag Article ChangeBy Closed CreateBy CustomerID CustomerUserID DynamicField FirstLock FirstResponse
    FirstResponseDiffInMin FirstResponseInMin GroupID Lock LockID Owner OwnerID PriorityID QueueID RealTillTimeNotUsed
    Responsible ResponsibleID SLA SLAID Service ServiceID SolutionDiffInMin SolutionInMin SolutionTime StateID
    StateType TimeUnit Title Type TypeID UnlockTimeout UntilTime EscalationDestinationDate EscalationDestinationIn
    EscalationDestinationTime EscalationResponseTime EscalationSolutionTime EscalationTime
    EscalationTimeWorkingTime EscalationUpdateTime
"""
_CLOCKS: Final = ("", "DestinationDate", "DestinationTime", "Escalation", "Notification", "WorkingTime")
KNOWN: Final = frozenset(_PLAIN.split()) | {
    f"{name}Time{what}" for name in ("FirstResponse", "Update", "Solution") for what in _CLOCKS
}
"""Attributes that a ticket may have beside."""
MOVED: Final = "slawatch:moved"
"""Marks a row that changed after the search which found it: its place in the order is no longer that of the search."""
MARGIN: Final = timedelta(seconds=5)
"""How far the clocks of the web server and the database may differ."""
ANOTHER_ZONE: Final = timedelta(minutes=10)
"""Zones differ by a quarter of an hour or more."""
MOST: Final = 1 << 17
"""Tickets of one second."""


class ZnunyDesk(Desk):
    """The tickets of one system during one pass."""

    def __init__(self, service: Service, options: Options, *, local: Local, person: Person) -> None:
        self._service, self._options, self._local, self._person = service, options, local, person
        self.shape = Shape(required=REQUIRED, optional=KNOWN | {MOVED})
        self._histories: dict[str, Sequence[Row]] = {}
        self._visible: dict[str, bool] = {}
        self._details = {"Extended": 1, "DynamicFields": 1 if options.dynamic_fields else 0}

    def server_time(self) -> datetime:
        """Return the web server's clock."""
        self._service.search(limit=1, newest_first=True)
        if self._service.told_at is None:
            raise FatalSourceError("the answers have no Date; the web server before the system must send one")
        return self._service.told_at

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages in the order of the last change; FatalSourceError where older ones come than were asked for."""
        first = None if since is None else self._local.at(self._local.write(since))
        for rows in keyset(self.page, self.stamp, since=since):
            if first is not None and any((at := self.stamp(row).updated_at) and at < first for row in rows):
                raise FatalSourceError("the search sends tickets that changed before the time it was asked for")
            yield rows

    def page(self, since: datetime | None, token: str | None) -> Page:
        """Return a page of what changed.

        A search has no pages: where a whole one is of one second, it is asked again for twice as many.
        """
        limit = int(token or self._options.page_size)
        if limit > MOST:
            raise RetriableSourceError(f"more than {MOST} tickets changed within a second")
        when: Mapping[str, Any] = {}
        if since is not None:
            when = {"TicketLastChangeTimeNewerDate": self._local.write(since)}
        asked_at = self._service.told_at or self.server_time()
        ids = self._service.search(limit=limit, **when)
        rows = [self._marked(row, asked_at) for row in self._rows(ids)]
        return Page(rows=rows, next=str(2 * limit) if len(ids) >= limit else None)

    def newest(self) -> Stamp | None:
        """Return what changed last."""
        rows = self._rows(self._service.search(limit=1, newest_first=True))
        return self.stamp(rows[0]) if rows else None

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and state of a row."""
        if not row.get("TicketID"):
            raise SkippableRow("it has no TicketID", row_id="")
        updated = None if row.get(MOVED) else self._time_or_none(row.get("Changed"))
        return Stamp(id=str(row["TicketID"]), updated_at=updated, status=row.get("State"))

    def prepare(self, rows: Sequence[Row]) -> None:
        """Ask for the histories, and for the articles of those with notes: only they tell who sees them."""
        ids = [str(row["TicketID"]) for row in rows if row.get("TicketID")]
        told = self._service.histories(ids)
        self._histories = {str(each["TicketID"]): each.get("History") or () for each in told}
        noted = [id_ for id_, lines in self._histories.items() if any(row.get("HistoryType") in NOTES for row in lines)]
        self._visible = {
            str(article["ArticleID"]): str(article.get("IsVisibleForCustomer")) == "1"
            for row in self._service.tickets(noted, AllArticles=1, ArticleSenderType=["agent"])
            for article in row.get("Article") or ()
        }

    def told(self, row: Row) -> Told:
        """Return a ticket whole, of what was prepared."""
        id_ = str(row["TicketID"])
        self.shape.look_over(row, row_id=id_)
        ticket = self._ticket(row, id_)
        if id_ not in self._histories:
            raise AbsentError("deleted")  # it went after its row was read
        record = Record(
            row=row,
            ticket=ticket,
            history=self._histories[id_],
            visible=self._visible,
            dynamic_fields=frozenset(self._options.dynamic_fields),
            local=self._local,
            person=self._person,
        )
        return Told(ticket=ticket, events=(*events(record), *verdicts(ticket, row, self._local)))

    def row(self, id_: str) -> Row:
        """Return a ticket by its id; AbsentError where there is none."""
        rows = self._rows([id_]) if id_.isdecimal() else []
        if not rows:
            raise AbsentError("deleted")
        return rows[0]

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the ids of the tickets that there are, of one search."""
        only: Mapping[str, Any] = {"StateType": "Open"} if open_only else {}
        for id_ in self._service.search(limit=ENDLESS, **only):
            yield Stamp(id=id_)

    def expected(self, since: datetime | None) -> int | None:
        """Return how many tickets a first reading will bring."""
        return len(self._service.search(limit=ENDLESS)) if since is None else None

    def _rows(self, ids: Sequence[str]) -> list[Row]:
        rows = list(self._service.tickets(ids, **self._details))
        for row in rows:
            self._refuse_zone(row)
        return rows

    def _refuse_zone(self, row: Row) -> None:
        """Hold a ticket's age against its creation: nothing else tells in which zone the times are."""
        created, age, now = row.get("Created"), row.get("Age"), self._service.told_at
        if now is None or age in (None, "") or self._time_or_none(created) is None:
            return
        off = self._local.at(str(created)) - (now - timedelta(seconds=int(float(str(age)))))
        if abs(off) > ANOTHER_ZONE and not self._local.is_ambiguous(str(created)):
            hours = off / timedelta(hours=1)
            raise FatalSourceError(
                f"the system's times are {hours:+.2f} h from those of {self._options.timezone}; "
                "set timezone to what its setting OTRSTimeZone (OTOBOTimeZone) holds"
            )

    def _marked(self, row: Row, asked_at: datetime) -> Row:
        changed = self._time_or_none(row.get("Changed"))
        moved = changed is not None and changed > asked_at - MARGIN
        return {**row, MOVED: True} if moved else row

    def _ticket(self, row: Row, id_: str) -> Ticket:
        try:
            return Ticket(
                id=id_,
                key=str(row["TicketNumber"]),
                created_at=self._local.at(str(row["Created"])),
                updated_at=self._local.at(str(row["Changed"])),
                url=f"{self._options.url}/index.pl?Action=AgentTicketZoom;TicketID={id_}",
            )
        except ValueError as error:
            raise SkippableRow(f"the ticket can't be read: {error}", row_id=id_) from error

    def _time_or_none(self, text: object) -> datetime | None:
        try:
            return self._local.at(str(text))
        except ValueError:
            return None
