"""A timer taken apart, worked by hand: a ticket of Friday evening under Shanghai office hours."""

from datetime import UTC, datetime
from fractions import Fraction

from slawatch.engine.explain import ExplainedTimer, StretchKind, explained
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import EventType
from slawatch.model.hours import Holidays, WorkingHours
from slawatch.model.instant import epoch
from slawatch.model.result import Outcome
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement, definitions, planned

HOUR = 3600
OFFICE = WorkingHours(
    id="office",
    timezone="Asia/Shanghai",
    weekly=(((9 * HOUR, 18 * HOUR),),) * 5 + ((), ()),
    holidays=Holidays(country="CN"),
)
SOLVE = Objective(
    id="solve",
    indicator=Indicator.RESOLUTION,
    target=Fraction(9, 10),
    within=8 * HOUR,
    pause=frozenset({StatusClass.PENDING_REQUESTER}),
)


def at(day: int, hour: int) -> int:
    return int(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp())


def taken_apart(*events: Told, horizon: int) -> tuple[ExplainedTimer, ...]:
    """Return the timers of a ticket of Friday 2026-11-06T09:00Z, an hour before the office closes."""
    story = TicketStory(created_at=at(6, 9), fields={"service": "mail", "status": "open"}, events=events)
    return explained(facts([story]), planned(definitions(agreement(SOLVE), hours=(OFFICE,))), horizon=horizon)


def test_each_stretch_says_what_it_is_and_why() -> None:
    waits = Told(at(9, 3), EventType.STATUS, "pending_requester")
    done = Told(at(9, 5), EventType.STATUS, "resolved")
    (timer,) = taken_apart(waits, done, horizon=at(10, 0))
    shown = [(s.kind, s.status, s.reason, s.working_seconds) for s in timer.stretches]
    assert shown == [
        (StretchKind.RUNNING, StatusClass.OPEN, "working hours", HOUR),
        (StretchKind.CLOSED, StatusClass.OPEN, "outside hours", 0),
        (StretchKind.RUNNING, StatusClass.OPEN, "working hours", 2 * HOUR),
        (StretchKind.PAUSED, StatusClass.PENDING_REQUESTER, "working hours", 2 * HOUR),
    ]
    assert (timer.elapsed_seconds, timer.paused_seconds) == (3 * HOUR, 2 * HOUR)
    assert timer.outcome is Outcome.MET
    assert timer.calendar == "office"


def test_the_gap_before_a_reopening_is_a_stretch_of_its_own() -> None:
    done = Told(at(9, 2), EventType.STATUS, "resolved")
    again = Told(at(9, 4), EventType.STATUS, "open")
    (timer,) = taken_apart(done, again, horizon=at(9, 5))
    gaps = [(s.status, s.working_seconds) for s in timer.stretches if s.kind is StretchKind.GAP]
    assert gaps == [(StatusClass.RESOLVED, 2 * HOUR)]
    assert timer.elapsed_seconds == 3 * HOUR


def test_a_running_timer_tells_when_it_reaches_shares_of_its_target() -> None:
    """Two of eight hours have run; four, six and 7.2 of them end on Monday at 12:00, 14:00 and 15:12 in Shanghai."""
    (timer,) = taken_apart(horizon=at(9, 2))
    assert [(percent, epoch(instant)) for percent, instant in timer.reaches] == [
        (50, at(9, 4)),
        (75, at(9, 6)),
        (90, at(9, 7) + 12 * 60),
    ]
    (later,) = taken_apart(horizon=at(9, 5))
    assert [percent for percent, _ in later.reaches] == [75, 90]


def test_a_timer_that_stands_reaches_nothing() -> None:
    (timer,) = taken_apart(Told(at(9, 2), EventType.STATUS, "pending_requester"), horizon=at(9, 3))
    assert timer.reaches == ()


def test_a_ticket_that_does_not_exist_yet_has_no_timers() -> None:
    assert taken_apart(horizon=at(6, 8)) == ()
