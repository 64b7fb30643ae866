"""The tickets of an account."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from slawatch.errors import RetriableSourceError, SkippableRow
from slawatch.ingest.desk import Desk, Row, Told
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.model.event import Event
from slawatch.model.instant import epoch
from slawatch.sources.zendesk.history import changes, events, is_merged, rated, text, ticket, unaudited
from slawatch.sources.zendesk.lists import Lists
from slawatch.sources.zendesk.memory import METRICS
from slawatch.sources.zendesk.native import verdicts
from slawatch.sources.zendesk.options import Options
from slawatch.sources.zendesk.rest import LARGEST_LIST, Rest, time_or_none

DELETED: Final = "deleted"
MISSING: Final = 404
REQUIRED: Final = frozenset({"id", "created_at", "updated_at", "status", "requester_id"})
OPTIONAL: Final = frozenset(
    """
    allow_attachments allow_channelback assignee_id brand_id collaborator_ids comment custom_fields custom_status_id
    deleted_ticket_form_id description due_at email_cc_ids encoded_id external_id fields follower_ids followup_ids
    forum_topic_id from_messaging_channel generated_timestamp group_id has_incidents is_public metric_events
    organization_id priority problem_id raw_subject recipient result_type satisfaction_probability satisfaction_rating
    sharing_agreement_ids slas subject submitter_id support_type tags ticket_form_id type url via
    """.split()  # noqa: SIM905  forty lines otherwise
)


class Tickets(Desk):
    """One account during one pass."""

    def __init__(self, rest: Rest, lists: Lists, options: Options) -> None:
        self.rest, self.options, self.lists = rest, options, lists
        self.shape = Shape(required=REQUIRED, optional=OPTIONAL)

    @property
    def start(self) -> int:
        """Since when tickets are read at all, in epoch seconds."""
        since = self.options.since
        return 0 if since is None else epoch(datetime.fromisoformat(f"{since}T00:00:00+00:00"))

    @property
    def include(self) -> str:
        """What is wanted beside tickets."""
        return "" if self.lists.policies == 0 else METRICS

    def server_time(self) -> datetime:
        """Return the server's own clock."""
        return self.rest.server_time()

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield the tickets that changed since, but for the last minute; deleted ones are left out."""
        start = max(self.start, 0 if since is None else epoch(since))
        for page in self.rest.export(after=None, start=start, size=self.options.page_size, include=self.include):
            yield [row for row in page.rows if row.get("status") != DELETED]

    def newest(self) -> Stamp | None:
        """Return the ticket that people changed last."""
        rows = next(self.rest.latest(1), [])
        return self.stamp(rows[0]) if rows else None

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and status of a ticket."""
        try:
            id_ = str(row["id"])
        except (KeyError, TypeError) as error:
            raise SkippableRow("it has no id", row_id="?") from error
        status = self.lists.status(text(row.get("status")), text(row.get("custom_status_id")))
        return Stamp(id=id_, updated_at=time_or_none(row.get("updated_at")), status=status)

    def told(self, row: Row) -> Told:
        """Return a ticket and what its audits tell."""
        id_ = str(row.get("id"))
        self.shape.look_over(row, row_id=id_)
        one = ticket(row, url=self.options.url)
        audits, roles = self.rest.audits(id_)
        self.lists.roles |= roles
        self._learn(row, audits)
        native = verdicts(id_, row[METRICS]) if self.include and row.get(METRICS) else ()
        found = events(row, audits, self.lists)
        return Told(ticket=one, events=(*found, *self._rated(row, found), *native))

    def row(self, id_: str) -> Row:
        """Return a ticket by its id."""
        body = self.rest.get(f"tickets/{id_}", {"include": self.include} if self.include else None).body
        if not isinstance(body, Mapping) or not isinstance(body.get("ticket"), Mapping):
            raise RetriableSourceError("Zendesk's answer holds no ticket")
        row = dict(body["ticket"])
        if self.include and METRICS not in row and METRICS in body:
            row[METRICS] = body[METRICS]
        return row

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the tickets that there are; archived ones, which are all closed, where closed ones are asked for."""
        for rows in self._there() if open_only else self.changed(None):
            yield from (self.stamp(row) for row in rows if not is_merged(row))

    def _rated(self, row: Row, found: Sequence[Event]) -> Sequence[Event]:
        """Return the rating that a ticket has where its audits tell of none."""
        rating = unaudited(row, found)
        told = self.rest.rating(rating) if rating else None
        return (rated(row, told),) if told else ()

    def _there(self) -> Iterator[Sequence[Row]]:
        """Yield the tickets of the list, which costs less than an export of all; that where the list is missing."""
        size = {"page[size]": min(self.options.page_size, LARGEST_LIST)}
        try:
            yield from self.rest.listed("tickets", "tickets", size)
        except HttpStatusError as error:
            if error.status != MISSING:
                raise
            yield from self.changed(None)

    def _learn(self, row: Row, audits: Sequence[Row]) -> None:
        named = [row.get("organization_id")]
        for entry in changes(audits, "organization_id"):
            named += [entry.get("previous_value"), entry.get("value")]
        self.lists.learn_organizations(self.rest, {str(id_) for id_ in named if id_})
        authors = {str(each.get("author_id")) for audit in audits for each in (audit, *(audit.get("events") or ()))}
        self.lists.learn_roles(self.rest, {id_ for id_ in authors if id_.isdecimal()})
