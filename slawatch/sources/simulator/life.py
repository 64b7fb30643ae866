"""The life of one simulated ticket, from its creation to its last event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from slawatch.calendars.calendar import Calendar
from slawatch.ingest.people import pseudonyms
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import from_epoch
from slawatch.model.ticket import Ticket
from slawatch.sources.simulator.draw import Draw, later
from slawatch.sources.simulator.world import DAY, HOUR, PACES, Pace, ServiceModel

LONGEST: Final = 75 * DAY
"""Nothing happens to a ticket later than this after its creation, so a poll looks back no further."""

RETURN_TO_WORK: Final = "In progress"
PERSON: Final = lru_cache(maxsize=None)(pseudonyms("nobody is simulated"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A ticket with everything that ever happens to it."""

    ticket: Ticket
    events: tuple[Event, ...]
    first_at: int
    last_at: int


@dataclass(slots=True)
class Story:
    """A ticket's events as they are made up, in the order of time."""

    ticket_id: str
    created_at: int
    now: int = 0
    status: str = "New"
    events: list[Event] = field(default_factory=list)

    def begin(self, fields: Mapping[str, str], actor: Actor) -> None:
        """Create the ticket."""
        self.now = self.created_at
        self.tell(EventType.CREATED, actor, fields={**fields, "status": self.status})

    def tell(self, kind: EventType, actor: Actor, **facts: object) -> None:
        """Add an event at the present moment of the story."""
        number = len(self.events)
        self.events.append(
            Event(
                ticket_id=self.ticket_id,
                native_id=f"{self.ticket_id}-{number}",
                type=kind,
                actor=actor,
                at=from_epoch(self.now),
                order=number,
                **facts,  # type: ignore[arg-type]
            ),
        )

    def become(self, status: str, actor: Actor = Actor.AGENT) -> None:
        """Change the status."""
        self.tell(EventType.STATUS, actor, field="status", old=self.status, new=status)
        self.status = status

    def change(self, raw_field: str, old: str, new: str) -> None:
        """Change another field."""
        kind = EventType.PRIORITY if raw_field == "priority" else EventType.SCOPE
        self.tell(kind, Actor.AGENT, field=raw_field, old=old, new=new)

    def life(self, key: str) -> Life:
        """Return what was told, without anything that would come after the longest life."""
        end = self.created_at + LONGEST
        events = tuple(event for event in self.events if event.at <= from_epoch(end))
        return Life(
            ticket=Ticket(id=self.ticket_id, key=key, created_at=from_epoch(self.created_at)),
            events=events,
            first_at=self.created_at,
            last_at=int(events[-1].at.timestamp()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who works on tickets, and when."""

    office: Calendar
    draw: Draw

    def work(self, story: Story, pace: Pace, seconds: float) -> None:
        """Let working time pass."""
        story.now = later(None if pace.always else self.office, story.now, max(1, round(seconds)))

    def person(self, team: str) -> str:
        """Return the pseudonym of somebody of a team."""
        return PERSON(f"{team} {self.draw.chance.randrange(1, 7)}")


def incident_or_request(desk: Desk, story: Story, fields: Mapping[str, str], service: ServiceModel) -> None:
    """Tell how the desk answers, works, waits and resolves."""
    draw, pace = desk.draw, PACES[fields["priority"]]
    story.begin(fields, Actor.AGENT if draw.happens(0.06) else Actor.REQUESTER)
    if draw.happens(0.02):
        desk.work(story, pace, draw.seconds(HOUR, 0.5))
        story.become("Cancelled", Actor.REQUESTER)
        return
    _take(desk, story, pace, fields)
    pace = _reconsider(desk, story, fields, pace)
    if draw.happens(0.55):
        story.change("team", fields["team"], service.team)
        story.tell(EventType.ASSIGNED, Actor.AGENT, new=desk.person(service.team))
    _solve(desk, story, pace, service)
    _after(desk, story, pace)


def _take(desk: Desk, story: Story, pace: Pace, fields: Mapping[str, str]) -> None:
    desk.work(story, pace, min(desk.draw.seconds(pace.assign, 0.7), 12 * pace.assign))
    story.tell(EventType.ASSIGNED, Actor.AGENT, new=desk.person(fields["team"]))
    story.become("Assigned")
    desk.work(story, pace, min(desk.draw.seconds(pace.respond - pace.assign, pace.spread), 8 * pace.respond))
    story.tell(EventType.PUBLIC_REPLY, Actor.AGENT)
    story.become(RETURN_TO_WORK)


def _reconsider(desk: Desk, story: Story, fields: Mapping[str, str], pace: Pace) -> Pace:
    """Change the priority of some tickets, mostly upwards."""
    ranks = list(PACES)
    here = ranks.index(fields["priority"])
    if here == 0 or not desk.draw.happens(0.05):
        return pace
    there = here - 1 if here == len(ranks) - 1 or desk.draw.happens(0.7) else here + 1
    desk.work(story, pace, desk.draw.seconds(900, 0.6))
    story.change("priority", fields["priority"], ranks[there])
    return PACES[ranks[there]]


def _solve(desk: Desk, story: Story, pace: Pace, service: ServiceModel) -> None:
    effort = min(desk.draw.seconds(pace.resolve, pace.spread), 10 * pace.resolve)
    parts = 1
    if desk.draw.happens(0.24):
        desk.work(story, pace, effort * 0.4)
        _wait_for_requester(desk, story)
        parts += 1
    if service.supplier and desk.draw.happens(0.35):
        desk.work(story, pace, effort * 0.3)
        _wait_for_vendor(desk, story)
        parts += 1
    desk.work(story, pace, effort / parts)
    story.tell(EventType.PUBLIC_REPLY, Actor.AGENT)
    story.become("Resolved")


def _wait_for_requester(desk: Desk, story: Story) -> None:
    story.tell(EventType.PUBLIC_REPLY, Actor.AGENT)
    story.become("Waiting for user")
    story.now = later(desk.office, story.now, min(desk.draw.seconds(4 * HOUR, 1.0), 60 * HOUR))
    story.tell(EventType.REQUESTER_REPLY, Actor.REQUESTER)
    story.become(RETURN_TO_WORK, Actor.SYSTEM)


def _wait_for_vendor(desk: Desk, story: Story) -> None:
    story.become("Waiting for vendor")
    story.now += min(desk.draw.seconds(5 * HOUR, 0.8), 6 * DAY)
    story.tell(EventType.PRIVATE_NOTE, Actor.AGENT)
    story.become(RETURN_TO_WORK)


def _after(desk: Desk, story: Story, pace: Pace) -> None:
    """Reopen some, ask for a rating, close."""
    if desk.draw.happens(0.05):
        story.now = later(desk.office, story.now, desk.draw.seconds(5 * HOUR, 0.9))
        story.tell(EventType.REQUESTER_REPLY, Actor.REQUESTER)
        story.become(RETURN_TO_WORK, Actor.REQUESTER)
        desk.work(story, pace, desk.draw.seconds(pace.resolve / 3, pace.spread))
        story.tell(EventType.PUBLIC_REPLY, Actor.AGENT)
        story.become("Resolved")
    if desk.draw.happens(0.28):
        story.now += desk.draw.seconds(5 * HOUR, 1.0)
        story.tell(EventType.RATED, Actor.REQUESTER, new=str(desk.draw.weighted(RATINGS)))
    story.now += 3 * DAY
    story.become("Closed", Actor.SYSTEM)


RATINGS: Final = ((5, 0.58), (4, 0.26), (3, 0.08), (2, 0.04), (1, 0.04))


def planned_work(desk: Desk, story: Story, fields: Mapping[str, str]) -> None:
    """Tell a problem or a change: approved or analysed, done, closed; some changes fail."""
    pace = PACES[fields["priority"]]
    story.begin(fields, Actor.AGENT)
    desk.work(story, pace, desk.draw.seconds(4 * HOUR, 0.6))
    story.tell(EventType.ASSIGNED, Actor.AGENT, new=desk.person(fields["team"]))
    story.become("Assigned")
    story.become(RETURN_TO_WORK)
    desk.work(story, pace, min(desk.draw.seconds(30 * HOUR, 0.7), 150 * HOUR))
    story.become("Cancelled" if desk.draw.happens(0.04) else "Resolved")
    if story.status == "Resolved":
        story.now += 3 * DAY
        story.become("Closed", Actor.SYSTEM)
