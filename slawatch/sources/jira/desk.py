"""One Jira during one pass: which issues changed, and all that is known of each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Final

from slawatch.errors import FatalSourceError, SkippableRow
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.people import Person, pseudonyms
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.model.event import Event
from slawatch.model.ticket import Ticket
from slawatch.sources.jira.changelog import changes
from slawatch.sources.jira.fields import Fields, fields
from slawatch.sources.jira.history import Reading, Statuses, history
from slawatch.sources.jira.links import links
from slawatch.sources.jira.literals import milliseconds
from slawatch.sources.jira.native import rated, verdicts
from slawatch.sources.jira.options import Options
from slawatch.sources.jira.past import Past
from slawatch.sources.jira.people import Party, person_id
from slawatch.sources.jira.replies import replies
from slawatch.sources.jira.rest import Json, Rest, mapping
from slawatch.sources.jira.search import BAD_REQUEST, NOT_DONE, Search, by_minute, count, newest, pages
from slawatch.sources.jira.times import moment
from slawatch.sources.jira.trial import tried

ROW: Final = frozenset({"id", "key", "fields"})
KNOWN: Final = frozenset({"self", "expand", "changelog"})
NEEDED: Final = ("created", "updated", "status", "project")
COUNTED: Final = 1000
"""Issues asked for at a time in a census; a Jira that gives fewer says so by a next page."""


class JiraDesk(Desk):
    """All issues of one Jira that the configuration wants."""

    def __init__(self, rest: Rest, options: Options) -> None:
        self._rest, self._options = rest, options
        self._past = Past(rest)
        self._renewed = False
        self._began: datetime | None = None
        """The server's time when it was asked for last."""
        self.shape = Shape(required=ROW, optional=KNOWN)

    def server_time(self) -> datetime:
        """Return the server's clock, asked before anything that is read afterwards.

        It is asked who we are: with a token that expired, Jira answers searches as to nobody, with success and nothing.
        """
        told, kept = self._rest.myself(), self._rest.kept
        if kept.literal is not milliseconds and mapping(told.body).get("timeZone") != kept.zone:
            kept.in_doubt = True  # its wall clock is another one now
        at = self._rest.server_time(told)
        if at is None:
            raise FatalSourceError("Jira tells no time; the web server before it must send a Date")
        self._began = at
        return at

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages of the issues that changed since the minute of an instant."""
        if self._rest.kept.in_doubt:
            tried(self._rest.kept, self, zone=mapping(self._rest.myself().body).get("timeZone"))
        return pages(self._rest, self._search, self.stamp, since=since, began=self._began or self.server_time())

    def newest(self) -> Stamp | None:
        """Return the issue that changed last."""
        row = newest(self._rest, self._census())
        return None if row is None else self.stamp(row)

    def first(self, since: datetime) -> Sequence[Stamp]:
        """Return the first page of the issues that changed since the minute of an instant, by minutes."""
        found = pages(self._rest, self._census(size=self._options.page_size), self.stamp, since=since)
        return [by_minute(self.stamp(row)) for row in next(found, ())]

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and status of an issue."""
        id_ = row.get("id")
        if not id_:
            raise SkippableRow("it has no id", row_id="?")
        told = row.get("fields") or {}
        try:
            updated = moment(told.get("updated"), id_).at
        except SkippableRow:
            updated = None
        status = told.get("status") or {}
        return Stamp(id=str(id_), updated_at=updated, status=Statuses.now(status) if status.get("name") else None)

    def prepare(self, rows: Sequence[Row]) -> None:
        """Ask for the changelogs of several issues at once."""
        self._past.prepare(rows)

    def told(self, row: Row) -> Told:
        """Return an issue whole."""
        id_ = str(row.get("id"))
        self.shape.look_over(row, row_id=id_)
        try:
            ticket = self._ticket(row, id_)
            return Told(ticket=ticket, events=tuple(self._events(row)))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SkippableRow(f"it can't be read: {type(error).__name__}", row_id=id_) from error

    def _ticket(self, row: Row, id_: str) -> Ticket:
        told = row["fields"]
        lacking = [name for name in NEEDED if not told.get(name)]
        if lacking:
            raise SkippableRow(f"it lacks {', '.join(lacking)}", row_id=id_)
        if self._options.projects and told["project"]["key"] not in self._options.projects:
            raise AbsentError("moved")
        return Ticket(
            id=id_,
            key=row["key"],
            created_at=moment(told["created"], id_).at,
            updated_at=moment(told["updated"], id_).at,
            url=f"{self._rest.site.base_url or self._options.url}/browse/{row['key']}",
        )

    def row(self, id_: str) -> Row:
        """Return an issue by its id; AbsentError where it left the projects that are read."""
        params = {"fields": ",".join(self._search.fields), **({} if self._rest.site.cloud else {"expand": "changelog"})}
        row = mapping(self._rest.api(f"issue/{id_}", params))
        project = ((row.get("fields") or {}).get("project") or {}).get("key")
        if self._options.projects and project not in self._options.projects:
            raise AbsentError("moved")
        return row

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the issues that there are, without more than their status."""
        self._rest.myself()  # to nobody, all issues would seem to be gone
        search = self._census(where=NOT_DONE if open_only else "", size=COUNTED)
        try:
            yield from self._stamps(search)
        except HttpStatusError as error:
            if error.status != BAD_REQUEST or not open_only:
                raise
            yield from self._stamps(replace(search, where=""))  # told twice is no harm; no category may be one there

    def _stamps(self, search: Search) -> Iterator[Stamp]:
        for rows in pages(self._rest, search, self.stamp, since=None):
            yield from map(self.stamp, rows)

    def expected(self, since: datetime | None) -> int | None:
        """Return how many issues a first reading will bring; later ones are short."""
        return count(self._rest, self._census()) if since is None else None

    def _events(self, row: Row) -> Iterator[Event]:
        id_, told = str(row["id"]), row["fields"]
        created, party = moment(told["created"], id_), self._party(told)
        past = changes(self._past.histories(row), id_)
        read = Reading(statuses=self._statuses_of(told), customs=self._fields.customs, party=party, named=self._named)
        yield from history(id_, created, told, past, read=read)
        yield from replies(id_, self._past.comments(row), party)
        yield from links(id_, told, past, created=created, own=self._options.relations)
        if self._options.native_sla:
            yield from verdicts(id_, self._past.service_levels(row, self._fields.levels))
        if self._fields.rating:
            rated_at = told.get(self._fields.rated_at) if self._fields.rated_at else None
            yield from rated(id_, told.get(self._fields.rating), rated_at, created=created)

    def _statuses_of(self, told: Json) -> Statuses:
        """Return the statuses, asked for anew where an issue has one that was not there when they were asked last."""
        status, id_ = told["status"], str(told["status"].get("id"))
        if id_ not in self._statuses.raw and not self._renewed:
            self._renewed = True
            self._rest.forget("status")
            del self._statuses
        return self._statuses.knowing(status)

    def _party(self, told: Json) -> Party:
        asked = told.get(self._fields.participants) if self._fields.participants else None
        people = (told.get("reporter"), *(asked or ()))
        return Party(
            requesters=frozenset(id_ for each in people if (id_ := person_id(each))),
            agents=self._agents,
            person=self._person,
        )

    @property
    def _search(self) -> Search:
        return Search(
            fields=self._fields.asked,
            projects=self._options.projects,
            history=True,
            size=self._options.page_size,
            literal=self._rest.kept.literal,
        )

    def _census(self, *, where: str = "", size: int = 1) -> Search:
        return Search(
            fields=("status", "updated"),
            projects=self._options.projects,
            where=where,
            size=size,
            literal=self._rest.kept.literal,
        )

    @cached_property
    def _fields(self) -> Fields:
        return fields(self._rest.rows("field"), self._options.custom_fields)

    @cached_property
    def _statuses(self) -> Statuses:
        return Statuses.of(self._rest.rows("status"))

    def _named(self, field: str, number: str) -> str | None:
        return next((row.get("name") for row in self._rest.rows(field) if str(row.get("id")) == number), None)

    @cached_property
    def _person(self) -> Person:
        return pseudonyms(salt.reveal() if (salt := self._options.people_salt) else None)

    @cached_property
    def _agents(self) -> frozenset[str] | None:
        return members(self._rest, self._options.agent_groups)


def members(rest: Rest, groups: Sequence[str]) -> frozenset[str] | None:
    """Return the ids of everybody in some groups, None where no group is named."""
    if not groups:
        return None
    people = (person for group in groups for person in rest.listed("group/member", "values", {"groupname": group}))
    return frozenset(id_ for person in people if (id_ := person_id(person)))
