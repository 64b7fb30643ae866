"""A service's page: how it stands, what is promised of it, its days, its outages, its parts, what is planned."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from slawatch.calendars.maintenance import occurrences
from slawatch.engine.outage_list import ListedOutage
from slawatch.engine.period_segments import DayTotal, TimeClass
from slawatch.model.instant import from_epoch
from slawatch.model.result import ObjectiveFigure, ServiceFigure, ServiceState
from slawatch.model.service import Capacity, Quorum, Service
from slawatch.runtime.service_record import ServiceRecord
from slawatch.speech.hours import hours_in_words
from slawatch.speech.signs import standing
from slawatch.web.documents import list_head
from slawatch.web.figure_row import Row, rows
from slawatch.web.periods import asked_period
from slawatch.web.problem import Problem
from slawatch.web.question import Answer, Question

MOST_OUTAGES: Final = 20
MOST_WINDOWS: Final = 10
AHEAD: Final = timedelta(days=60)
"""How far maintenance is told that comes."""
_WORST_FIRST: Final = (TimeClass.DOWN, TimeClass.DEGRADED, TimeClass.UNKNOWN, TimeClass.EXCLUDED, TimeClass.UP)


SYMBOLS: Final[Mapping[str, str]] = {
    "up": "✓", "down": "✕", "degraded": "▲", "unknown": "?", "excluded": "—", "closed": "·", "ahead": "",
}  # fmt: skip
"""Of the kinds of days; colour only repeats them."""
KIND_WORDS: Final[Mapping[str, str]] = {
    "up": "up",
    "down": "down",
    "degraded": "degraded",
    "unknown": "unknown",
    "excluded": "excluded",
    "closed": "outside hours",
    "ahead": "to come",
}


class Day(NamedTuple):
    """A day of the strip."""

    day: date
    kind: str
    """down, degraded, unknown, excluded, up, closed or ahead; the worst that happened on it."""
    says: str
    """In words, with its length."""


class Ahead(NamedTuple):
    """A window of maintenance that comes, or that is open."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    approved_by: str
    timezone: str


@dataclass(frozen=True)
class Record:
    """The days and outages under one agreement."""

    question: Question
    told: ServiceRecord

    @property
    def zone(self) -> str:
        """The agreement's zone."""
        return self.told.agreement.timezone

    @cached_property
    def days(self) -> Sequence[Day]:
        """Every day of the period; those that are not over yet or lie ahead tell no more than is known."""
        seen = {each.day: each for each in self.told.days}
        return [self._day(day, seen.get(day)) for day in self._dates()]

    def _dates(self) -> Iterator[date]:
        zone = ZoneInfo(self.zone)
        last = self.told.ends_at - timedelta(seconds=1)
        day, end = (at.astimezone(zone).date() for at in (self.told.starts_at, last))
        while day <= end:
            yield day
            day += timedelta(days=1)

    def _day(self, day: date, told: DayTotal | None) -> Day:
        say, working = self.question.speech.say, self.question.speech.working
        if told is None:
            as_of = self.question.snapshot.as_of.astimezone(ZoneInfo(self.zone)).date()
            if day > as_of:
                return Day(day, "ahead", self._said(day, [say("to come")]))
            return Day(day, "closed", self._said(day, [say("the agreement was not in force")]))
        kind = next((each for each in _WORST_FIRST if told.seconds.get(each)), None)
        if kind is None:
            return Day(day, "closed", self._said(day, [say("outside hours"), *map(say, told.reasons)]))
        parts = [f"{say(each)} {working(told.seconds[each])}" for each in _WORST_FIRST if told.seconds.get(each)]
        return Day(day, str(kind), self._said(day, [*parts, *map(say, told.reasons)]))

    def _said(self, day: date, parts: Sequence[str]) -> str:
        say = self.question.speech.say
        return f"{day}{say(': ')}{say(', ').join(parts)}"

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of days that there are."""
        there = {each.kind for each in self.days}
        return [each for each in (*map(str, _WORST_FIRST), "closed", "ahead") if each in there]


@dataclass(frozen=True)
class ServicePage:
    """The page."""

    question: Question
    service: Service
    period: str

    @property
    def symbols(self) -> Mapping[str, str]:
        """Of the kinds of days."""
        return SYMBOLS

    @property
    def kind_words(self) -> Mapping[str, str]:
        """The kinds of days in words."""
        return KIND_WORDS

    @property
    def name(self) -> str:
        """Its name in the page's language."""
        return self.question.service(self.service.id)

    @property
    def state(self) -> ServiceState | None:
        """How it stands now."""
        states = self.question.snapshot.states
        return next((each for each in states if each.service_id == self.service.id), None)

    def state_of(self, service: str) -> ServiceState | None:
        """Return how another service stands now."""
        return next((each for each in self.question.snapshot.states if each.service_id == service), None)

    @property
    def sign(self) -> tuple[str, str, str]:
        """Symbol, word and colour of how it stands now."""
        return standing(self.state, self.question.now)

    @property
    def hours(self) -> str:
        """Its service hours in words."""
        calendars = self.question.inquiry.definitions.calendars
        return hours_in_words(calendars[self.service.hours], self.question.speech)

    @property
    def rows(self) -> Sequence[Row]:
        """Its objectives, also those that it shares with others."""
        id_ = self.service.id
        return rows(each for each in self.question.snapshot.objectives if id_ in (each.service_id, *each.services))

    @cached_property
    def promise(self) -> Callable[[ObjectiveFigure], str]:
        """What puts the promise of a figure into words."""
        return self.question.promises()

    @cached_property
    def records(self) -> Sequence[Record]:
        """Its days, by agreement."""
        return [Record(self.question, each) for each in self.question.inquiry.service(self.service.id, self.period)]

    @property
    def figures(self) -> Sequence[ServiceFigure]:
        """Its reliability, the current period of an agreement before the previous one."""
        return [each for each in self.question.snapshot.services if each.service_id == self.service.id]

    @property
    def strips(self) -> Sequence[Sequence[Record]]:
        """Its days; agreements under which every day reads the same stand together."""
        found: dict[tuple[object, ...], list[Record]] = {}
        for record in self.records:
            found.setdefault((record.zone, *record.days), []).append(record)
        return list(found.values())

    @cached_property
    def outages(self) -> Sequence[tuple[Record, ListedOutage, Sequence[str]]]:
        """Its outages of the period, the latest first, each with the agreements under which it costs the same."""
        found: dict[tuple[object, ...], tuple[Record, ListedOutage, list[str]]] = {}
        for record in self.records:
            for each in record.told.outages:
                key = (each.started_at, each.ended_at, each.severity, each.lost_seconds, record.zone)
                found.setdefault(key, (record, each, []))[2].append(each.sla)
        return sorted(found.values(), key=lambda told: told[1].started_at, reverse=True)

    @property
    def shown(self) -> Sequence[tuple[Record, ListedOutage, Sequence[str]]]:
        """Those that are shown."""
        return self.outages[:MOST_OUTAGES]

    @property
    def parts(self) -> Sequence[tuple[str, str]]:
        """The services that it is made of, each with what it carries."""
        say = self.question.speech.say
        match self.service.state:
            case Quorum(needed=needed, parts=parts):
                return [(part, say("{k} of {n} needed", k=needed, n=len(parts))) for part in parts]
            case Capacity(shares=shares):
                told = {part: float(share * 100) for part, share in shares.items()}
                return [(part, say("carries {percent} %", percent=percent)) for part, percent in told.items()]
        return []

    @property
    def wholes(self) -> Sequence[str]:
        """The services that it is a part of."""
        services = self.question.inquiry.definitions.services.values()
        return [each.id for each in services if each.state is not None and self.service.id in each.state.parts]

    @cached_property
    def ahead(self) -> Sequence[Ahead]:
        """Maintenance that is open or comes within two months."""
        return sorted(self._ahead())[:MOST_WINDOWS]

    def _ahead(self) -> Iterator[Ahead]:
        now = self.question.now
        for each in self.question.inquiry.definitions.maintenance:
            if self.service.id in each.services:
                for start, end in occurrences(each, (now + AHEAD).date()):
                    if end > now.timestamp():
                        yield Ahead(from_epoch(start), from_epoch(end), each.reason, each.approved_by, each.timezone)

    def other(self, period: str) -> str:
        """Return the address of the page with another period."""
        more = {} if period == "current" else {"period": period}
        return self.question.links.service(self.service.id, **more)

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        service, state = self.service, self.state
        return {
            **list_head(self.question.snapshot),
            "service_id": service.id,
            "names": dict(service.names),
            "hours": service.hours,
            "owner": service.owner,
            "users": service.users,
            "parts": [part for part, _ in self.parts],
            "part_of": self.wholes,
            "state": None if state is None else asdict(state),
            "objectives": [asdict(each) for row in self.rows for each in (row.current, row.previous) if each],
            "reliability": [asdict(each) for each in self.figures],
            "period": self.period,
            "agreements": [_document(each.told) for each in self.records],
            "maintenance": [each._asdict() for each in self.ahead],
        }


def answer(question: Question) -> Answer:
    """Return the page of the service that an address names."""
    services, asked = question.inquiry.definitions.services, question.path["service_id"]
    if asked not in services:
        known = ", ".join(sorted(services)[:40])
        parts: dict[str, object] = {"asked": asked, "known": known}
        raise Problem(404, "There is no such service", 'No service is called "{asked}"; there are: {known}.', parts)
    told = ServicePage(question, services[asked], asked_period(question))
    return Answer(template="service.html", title=told.name, view=told, document=told.document)


def _document(record: ServiceRecord) -> Mapping[str, Any]:
    return {
        "sla": record.agreement.id,
        "version": record.agreement.version,
        "timezone": record.agreement.timezone,
        "starts_at": record.starts_at,
        "ends_at": record.ends_at,
        "days": [{"day": each.day, "seconds": dict(each.seconds), "reasons": each.reasons} for each in record.days],
        "outages": [asdict(each) for each in record.outages],
    }
