"""The incidents of an account, by what its log entries name."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from slawatch.errors import SkippableRow
from slawatch.ingest.desk import Desk, Row, Told
from slawatch.ingest.people import Person
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.sources.pagerduty.history import events, is_merged, ticket
from slawatch.sources.pagerduty.rest import ALL, OPEN, Entry, Rest, TooManyError, time_or_none
from slawatch.sources.pagerduty.windows import ranges, windows

BEGINNING: Final = datetime(2009, 1, 1, tzinfo=UTC)
"""There was no PagerDuty before."""
TOGETHER: Final = 50
"""Incidents that are told in one batch."""
MEMORY: Final = timedelta(hours=26)
"""For so long it is kept which log entries were told: a re-scan then asks for nothing that is known."""
OVERLAP: Final = timedelta(minutes=3)
REQUIRED: Final = frozenset({"id", "created_at", "status"})
OPTIONAL: Final = frozenset(
    """
    acknowledgements alert_counts alert_grouping alerts assigned_via assignments basic_alert_grouping body
    conference_bridge custom_fields description escalation_policy external_references first_trigger_log_entry
    html_url impacted_services importance incident_key incident_number incident_responders incident_type
    incidents_responders is_mergeable last_status_change_at last_status_change_by log_entries occurrence
    pending_actions priority resolve_reason resolved_at responder_requests self service subscriber_requests
    summary teams title type updated_at urgency
    """.split()  # noqa: SIM905  forty lines otherwise
)


@dataclass(slots=True)
class Memory:
    """What was told and committed."""

    entries: dict[str, datetime] = field(default_factory=dict)
    """Log entries by id, each with its time."""
    looks: dict[str, str] = field(default_factory=dict)
    """How open incidents looked."""
    through: datetime | None = None
    """Up to where log entries were read, also those of other services, which move no cursor."""

    def since(self, asked: datetime) -> datetime:
        """Return where reading begins; what was read to its end a while ago is not read again."""
        return asked if self.through is None else max(asked, self.through - OVERLAP)

    def learn(self, entries: Mapping[str, datetime], *, now: datetime) -> None:
        """Keep what was committed and drop what no re-scan meets again."""
        self.entries = {id_: at for id_, at in self.entries.items() if at > now - MEMORY} | dict(entries)

    def forget(self) -> None:
        """Begin anew."""
        self.entries.clear()
        self.looks.clear()
        self.through = None


class Incidents(Desk):
    """One account during one pass. A row is an incident's id, when it changed, and the incident where it was listed."""

    def __init__(self, rest: Rest, memory: Memory, *, person: Person) -> None:
        self._rest, self._memory, self._person = rest, memory, person
        self._now: datetime | None = None
        self.shape = Shape(required=REQUIRED, optional=OPTIONAL)

    def server_time(self) -> datetime:
        """Return the server's own clock."""
        self._now = self._rest.server_time()
        return self._now

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield those that are open and look otherwise than before, then those that log entries name; None: all."""
        until = (self._now or self.server_time()) + timedelta(seconds=1)
        if since is None:
            self._memory.forget()
            for incidents in self._made(until, ALL):
                yield list(map(_listed, incidents))
                self._memory.looks |= {str(each["id"]): _look(each) for each in incidents if each.get("status") in OPEN}
            return
        yield from self._open()
        for entries, end in windows(self._rest.entries, self._memory.since(since), until):
            yield from self._named(entries, now=until)
            self._memory.through = end

    def newest(self) -> Stamp | None:
        """Return a log entry by a question without a filter on times."""
        entry = self._rest.newest_entry()
        return entry and Stamp(id=entry.id, updated_at=entry.at)

    def first(self, since: datetime) -> Sequence[Stamp]:
        """Return the log entries of the day that begins at an instant, for canaries."""
        entries = self._rest.entries(since, since + timedelta(days=1))
        return [Stamp(id=entry.id, updated_at=entry.at) for entry in entries]

    def stamp(self, row: Row) -> Stamp:
        """Return an incident's id, the time of the log entry that named it, and its status where it is known."""
        incident = row["incident"] or {}
        return Stamp(id=row["id"], updated_at=row["at"], status=incident.get("status"))

    def told(self, row: Row) -> Told:
        """Return an incident and its history."""
        incident = row["incident"] or self._rest.incident(row["id"])
        self.shape.look_over(incident, row_id=row["id"])
        one = ticket(incident)
        try:
            entries = self._rest.history(one.id)
        except TooManyError:
            raise SkippableRow("it has more than 10,000 log entries", row_id=one.id) from None
        return Told(ticket=one, events=events(incident, entries, person=self._person))

    def row(self, id_: str) -> Row:
        """Return an incident by its id."""
        incident = self._rest.incident(id_)
        return {"id": str(incident["id"]), "at": None, "incident": incident}

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the incidents that there are, with the status of each."""
        until = self.server_time() + timedelta(seconds=1)
        for incidents in self._made(until, OPEN if open_only else ALL):
            # A merged one stays listed as resolved; it would be taken for one that came back.
            there = (each for each in incidents if not is_merged(each))
            yield from (Stamp(id=str(each["id"]), status=each.get("status")) for each in there)

    def expected(self, since: datetime | None) -> int | None:
        """Return how many incidents the first reading will bring."""
        return self._rest.count() if since is None else None

    def _made(self, until: datetime, statuses: Sequence[str]) -> Iterator[Sequence[Row]]:
        oldest = self._rest.oldest()
        if oldest is None:
            return
        since = time_or_none(oldest.get("created_at")) or BEGINNING
        for begin, end in ranges(since, until):
            yield from self._rest.created(begin, end, statuses)

    def _open(self) -> Iterator[Sequence[Row]]:
        """Yield the open incidents that look otherwise than when they were told; their times move no cursor."""
        found: set[str] = set()
        for incidents in self._rest.open_incidents():
            looks = {str(each["id"]): _look(each) for each in incidents}
            found |= looks.keys()
            other = [each for each in incidents if self._memory.looks.get(str(each["id"])) != looks[str(each["id"])]]
            if other:
                yield [{"id": str(each["id"]), "at": None, "incident": each} for each in other]
                self._memory.looks |= looks
        self._memory.looks = {id_: look for id_, look in self._memory.looks.items() if id_ in found}

    def _named(self, entries: Collection[Entry], *, now: datetime) -> Iterator[Sequence[Row]]:
        """Yield the incidents of log entries that were not told yet, by the last of them."""
        fresh: dict[str, dict[str, datetime]] = {}
        for entry in entries:
            if entry.incident and entry.id not in self._memory.entries:
                fresh.setdefault(entry.incident, {})[entry.id] = entry.at or now
        last = {id_: max(told.values()) for id_, told in fresh.items()}
        ids = sorted(last, key=lambda id_: (last[id_], id_))
        for start in range(0, len(ids), TOGETHER):
            some = ids[start : start + TOGETHER]
            yield [{"id": id_, "at": last[id_], "incident": None} for id_ in some]
            self._memory.learn({key: at for id_ in some for key, at in fresh[id_].items()}, now=now)


def _listed(incident: Row) -> Row:
    return {"id": str(incident["id"]), "at": time_or_none(incident.get("created_at")), "incident": incident}


def _look(incident: Row) -> str:
    """Return what of an open incident may change; nobody's words are among it."""
    assigned = sorted(str((each.get("assignee") or {}).get("id")) for each in incident.get("assignments") or ())
    names = ("status", "urgency", "last_status_change_at", "updated_at")
    things = ("priority", "escalation_policy", "service")
    return repr([*map(incident.get, names), *((incident.get(name) or {}).get("id") for name in things), assigned])
