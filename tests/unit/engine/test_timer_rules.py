"""The laws of timers, each worked by hand. Noon is 2026-11-02T12:00Z, a Monday; the hours are 24x7 unless named."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pytest

from slawatch.engine.advance import advanced, due_if_resumed
from slawatch.engine.columns import NEVER, Phase, TimerRows
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.engine.timer import OUTCOME_CODE, outcome
from slawatch.model.agreement import AgreementKind, ChangePolicy, Indicator, Objective, ReopenPolicy
from slawatch.model.event import Actor, EventType
from slawatch.model.hours import WorkingHours
from slawatch.model.result import Outcome
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

MINUTE, HOUR = 60, 3600
NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp())
WAITING = frozenset({StatusClass.PENDING_REQUESTER})
SOLVE = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * HOUR, pause=WAITING)
REPLY = Objective(id="reply", indicator=Indicator.FIRST_RESPONSE, target=Fraction(9, 10), within=HOUR)
NOTICE = Objective(id="notice", indicator=Indicator.ACKNOWLEDGEMENT, target=Fraction(9, 10), within=HOUR)
ANSWER = Objective(id="answer", indicator=Indicator.NEXT_REPLY, target=Fraction(9, 10), within=HOUR)
NEWS = Objective(id="news", indicator=Indicator.PERIODIC_UPDATE, target=Fraction(9, 10), within=2 * HOUR)
RESTORE = Objective(id="restore", indicator=Indicator.RESTORATION, target=Fraction(9, 10), within=2 * HOUR)
OFFICE = WorkingHours(id="office", timezone="Asia/Shanghai", weekly=(((9 * HOUR, 18 * HOUR),),) * 5 + ((), ()))


def status(after: int, name: str) -> Told:
    return Told(NOON + after, EventType.STATUS, name)


def replied(after: int, by: Actor = Actor.AGENT) -> Told:
    return Told(NOON + after, EventType.PUBLIC_REPLY, actor=by)


def asked(after: int, by: Actor = Actor.REQUESTER) -> Told:
    return Told(NOON + after, EventType.REQUESTER_REPLY, actor=by)


def ticket(*events: Told, creator: Actor = Actor.REQUESTER) -> TicketStory:
    fields = {"status": "new", "service": "mail", "priority": "P1"}
    return TicketStory(created_at=NOON, fields=fields, events=events, creator=creator)


def promised(*objectives: Objective, hours: WorkingHours | None = None) -> Plan:
    return planned(definitions(agreement(*objectives), **({"hours": (hours,)} if hours else {})))


def timers(objective: Objective, *events: Told, after: int, creator: Actor = Actor.REQUESTER) -> TimerRows:
    return judged(facts([ticket(*events, creator=creator)]), promised(objective), horizon=NOON + after).timers


def words(rows: TimerRows) -> list[Outcome]:
    return [tuple(Outcome)[code] for code in outcome(rows)]


def test_elapsed_equal_to_the_target_is_met() -> None:
    rows = timers(SOLVE, status(4 * HOUR, "resolved"), after=9 * HOUR)
    assert rows.elapsed.tolist() == [4 * HOUR]
    assert rows.breach_at.tolist() == [NEVER]
    assert words(rows) == [Outcome.MET]


def test_one_second_beyond_the_target_is_missed() -> None:
    rows = timers(SOLVE, status(4 * HOUR + 1, "resolved"), after=9 * HOUR)
    assert rows.breach_at.tolist() == [NOON + 4 * HOUR + 1]
    assert words(rows) == [Outcome.MISSED]


def test_a_running_timer_beyond_its_target_is_missed_though_open() -> None:
    rows = timers(SOLVE, after=5 * HOUR)
    assert words(rows) == [Outcome.MISSED]
    assert rows.phase.tolist() == [Phase.RUNNING]
    assert rows.stopped_at.tolist() == [NEVER]


def test_a_paused_timer_has_no_due_date_but_one_if_resumed_now() -> None:
    plan = promised(SOLVE)
    told = facts([ticket(status(HOUR, "pending_requester"))])
    rows = judged(told, plan, horizon=NOON + 3 * HOUR).timers
    assert (rows.due_at.tolist(), rows.breach_at.tolist()) == ([NEVER], [NEVER])
    assert (rows.elapsed.tolist(), rows.paused.tolist()) == ([HOUR], [2 * HOUR])
    assert due_if_resumed(rows, plan).tolist() == [NOON + 6 * HOUR]
    assert rows.since.tolist() == [NOON + HOUR]
    assert words(rows) == [Outcome.PAUSED]


def test_a_due_date_already_passed_never_moves() -> None:
    rows = timers(SOLVE, status(6 * HOUR, "pending_requester"), after=9 * HOUR)
    assert rows.due_at.tolist() == [NOON + 4 * HOUR]
    assert rows.breach_at.tolist() == [NOON + 4 * HOUR + 1]
    assert words(rows) == [Outcome.MISSED]


def test_due_at_closing_time_is_the_closing_and_the_breach_the_first_second_of_the_next_day() -> None:
    """Noon UTC is 20:00 in Shanghai: nothing runs until Tuesday 09:00 (01:00Z); nine hours end at 18:00 (10:00Z)."""
    day = replace(SOLVE, within=9 * HOUR)
    rows = judged(facts([ticket()]), promised(day, hours=OFFICE), horizon=NOON).timers
    assert rows.due_at.tolist() == [NOON + 22 * HOUR]
    assert rows.breach_at.tolist() == [NOON + 37 * HOUR + 1]


def test_a_pause_outside_hours_is_worth_nothing() -> None:
    events = (status(HOUR, "pending_requester"), status(5 * HOUR, "open"))
    rows = judged(facts([ticket(*events)]), promised(SOLVE, hours=OFFICE), horizon=NOON + 14 * HOUR).timers
    assert rows.paused.tolist() == [0]
    assert rows.elapsed.tolist() == [HOUR]


@pytest.mark.parametrize(
    ("policy", "elapsed"), [(ReopenPolicy.RESUME, [2 * HOUR]), (ReopenPolicy.CONTINUE, [5 * HOUR])]
)
def test_the_gap_between_done_and_reopened_counts_only_where_the_timer_continues(
    policy: ReopenPolicy, elapsed: list[int]
) -> None:
    events = (status(HOUR, "resolved"), status(4 * HOUR, "open"), status(5 * HOUR, "closed"))
    rows = timers(replace(SOLVE, reopen=policy), *events, after=9 * HOUR)
    assert rows.elapsed.tolist() == elapsed
    assert rows.reopens.tolist() == [1]
    assert rows.stopped_at.tolist() == [NOON + 5 * HOUR]


def test_a_new_cycle_leaves_the_verdict_of_the_finished_one_alone() -> None:
    events = (status(5 * HOUR, "resolved"), status(6 * HOUR, "open"), status(7 * HOUR, "closed"))
    rows = timers(replace(SOLVE, reopen=ReopenPolicy.NEW_CYCLE), *events, after=9 * HOUR)
    assert rows.cycle.tolist() == [0, 1]
    assert rows.started_at.tolist() == [NOON, NOON + 6 * HOUR]
    assert rows.elapsed.tolist() == [5 * HOUR, HOUR]
    assert rows.reopens.tolist() == [0, 1]
    assert words(rows) == [Outcome.MISSED, Outcome.MET]


def test_closing_a_resolved_ticket_does_not_move_its_stop() -> None:
    rows = timers(SOLVE, status(HOUR, "resolved"), status(50 * HOUR, "closed"), after=99 * HOUR)
    assert rows.stopped_at.tolist() == [NOON + HOUR]


def test_a_reopening_within_the_second_of_the_closing_counts_as_one() -> None:
    rows = timers(SOLVE, status(HOUR, "closed"), status(HOUR, "open"), after=2 * HOUR)
    assert rows.reopens.tolist() == [1]
    assert words(rows) == [Outcome.RUNNING]


@pytest.mark.parametrize("kind", [EventType.MERGED, EventType.DELETED, EventType.MOVED])
def test_a_ticket_that_is_merged_or_deleted_or_moved_away_cancels_its_timer(kind: EventType) -> None:
    rows = timers(SOLVE, Told(NOON + HOUR, kind), after=9 * HOUR)
    assert words(rows) == [Outcome.CANCELLED]
    assert rows.stopped_at.tolist() == [NOON + HOUR]


@pytest.mark.parametrize("kind", [EventType.MERGED, EventType.DELETED, EventType.MOVED])
def test_what_becomes_of_a_resolved_ticket_later_erases_no_verdict(kind: EventType) -> None:
    events = (status(5 * HOUR, "resolved"), Told(NOON + 6 * HOUR, kind))
    rows = timers(SOLVE, *events, after=9 * HOUR)
    assert rows.stopped_at.tolist() == [NOON + 5 * HOUR]
    assert words(rows) == words(timers(REPLY, *events, after=9 * HOUR)) == [Outcome.MISSED]


def test_closing_a_cancelled_ticket_makes_no_success() -> None:
    events = (status(600, "cancelled"), status(900, "closed"))
    assert words(timers(SOLVE, *events, after=9 * HOUR)) == [Outcome.CANCELLED]
    assert words(timers(REPLY, *events, after=9 * HOUR)) == [Outcome.CANCELLED]


def test_a_reply_to_a_cancelled_ticket_is_no_response() -> None:
    assert words(timers(REPLY, status(600, "cancelled"), replied(900), after=9 * HOUR)) == [Outcome.CANCELLED]


def test_a_paused_timer_moved_on_gains_pause_only() -> None:
    plan = promised(SOLVE)
    rows = judged(facts([ticket(status(HOUR, "pending_requester"))]), plan, horizon=NOON + 2 * HOUR).timers
    later = advanced(rows, plan, horizon=NOON + 5 * HOUR)
    assert (later.elapsed.tolist(), later.paused.tolist()) == ([HOUR], [4 * HOUR])


def test_a_status_that_nothing_maps_lets_the_timer_run_and_shows() -> None:
    told = judged(facts([ticket(status(HOUR, "on the moon"))]), promised(SOLVE), horizon=NOON + 2 * HOUR)
    assert told.timers.elapsed.tolist() == [2 * HOUR]
    assert told.tickets.unmapped.tolist() == [1]


def test_a_robot_and_the_requester_give_no_response() -> None:
    events = (replied(60, Actor.SYSTEM), replied(120, Actor.REQUESTER), replied(180))
    rows = timers(REPLY, *events, after=HOUR)
    assert rows.stopped_at.tolist() == [NOON + 180]


def test_resolution_stops_a_first_response_that_never_came() -> None:
    rows = timers(REPLY, status(600, "resolved"), status(700, "open"), replied(2 * HOUR), after=3 * HOUR)
    assert rows.stopped_at.tolist() == [NOON + 600]
    assert words(rows) == [Outcome.MET]


def test_a_ticket_that_an_agent_opened_waits_for_no_first_response() -> None:
    assert len(timers(REPLY, after=HOUR, creator=Actor.AGENT)) == 0


def test_a_first_response_is_unknown_where_the_source_tells_no_replies() -> None:
    silent = definitions(agreement(REPLY), mapping=replace(PLAIN, public_replies=False))
    rows = judged(facts([ticket(replied(60))]), planned(silent), horizon=NOON + 9 * HOUR).timers
    assert words(rows) == [Outcome.UNKNOWN]
    assert (rows.due_at.tolist(), rows.breach_at.tolist()) == ([NEVER], [NEVER])


def test_an_answer_given_outside_hours_has_elapsed_nothing() -> None:
    rows = judged(facts([ticket(replied(HOUR))]), promised(REPLY, hours=OFFICE), horizon=NOON + 9 * HOUR).timers
    assert rows.elapsed.tolist() == [0]
    assert words(rows) == [Outcome.MET]


@pytest.mark.parametrize(
    ("events", "after"),
    [
        ((Told(NOON + 50, EventType.ACKNOWLEDGED), Told(NOON + 20, EventType.ASSIGNED, "ann")), 50),
        ((Told(NOON + 10, EventType.ASSIGNED), Told(NOON + 20, EventType.ASSIGNED, "ann"), replied(15)), 20),
        ((Told(NOON + 5, EventType.ACKNOWLEDGED, actor=Actor.SYSTEM), replied(30)), 30),
        ((status(40, "resolved"), Told(NOON + 90, EventType.ACKNOWLEDGED)), 40),
    ],
    ids=["explicit", "to a person", "reply", "resolution"],
)
def test_an_acknowledgement_is_explicit_else_an_assignment_else_a_reply_and_resolution_ends_the_wait(
    events: tuple[Told, ...], after: int
) -> None:
    assert timers(NOTICE, *events, after=HOUR).stopped_at.tolist() == [NOON + after]


def test_events_dated_before_the_creation_count_from_it() -> None:
    rows = timers(SOLVE, status(-HOUR, "pending_requester"), after=HOUR)
    assert (rows.elapsed.tolist(), rows.paused.tolist()) == ([0], [HOUR])


def test_a_ticket_that_is_created_later_does_not_exist_yet() -> None:
    assert len(judged(facts([ticket()]), promised(SOLVE), horizon=NOON - 1).tickets) == 0
    assert len(judged(facts([ticket()]), promised(SOLVE), horizon=NOON).tickets) == 1


def test_no_tickets_give_no_rows() -> None:
    nothing = judged(facts([]), promised(SOLVE, REPLY, NOTICE), horizon=NOON)
    assert (len(nothing.tickets), len(nothing.timers), len(nothing.outages)) == (0, 0, 0)


def test_an_open_timer_moved_on_keeps_its_due_date() -> None:
    plan = promised(SOLVE)
    rows = judged(facts([ticket()]), plan, horizon=NOON + HOUR).timers
    later = advanced(rows, plan, horizon=NOON + 5 * HOUR)
    assert later.elapsed.tolist() == [5 * HOUR]
    assert later.due_at.tolist() == rows.due_at.tolist() == [NOON + 4 * HOUR]
    assert words(later) == [Outcome.MISSED]


def test_every_timer_has_exactly_one_outcome() -> None:
    stories = [
        ticket(status(HOUR, "resolved")),
        ticket(status(8 * HOUR, "resolved")),
        ticket(status(HOUR, "pending_requester")),
        ticket(status(HOUR, "cancelled")),
        ticket(),
    ]
    rows = judged(facts(stories), promised(replace(SOLVE, within=7 * HOUR)), horizon=NOON + 9 * HOUR).timers
    counts = np.bincount(outcome(rows), minlength=len(OUTCOME_CODE))
    assert counts.sum() == len(stories)
    assert words(rows) == [Outcome.MET, Outcome.MISSED, Outcome.PAUSED, Outcome.CANCELLED, Outcome.MISSED]


def test_each_wait_for_an_answer_runs_from_the_oldest_unanswered_message() -> None:
    events = (asked(600), replied(1800), replied(2000), asked(3 * HOUR), asked(4 * HOUR))
    rows = timers(ANSWER, *events, after=5 * HOUR)
    assert rows.cycle.tolist() == [0, 1]
    assert rows.started_at.tolist() == [NOON, NOON + 3 * HOUR]
    assert rows.elapsed.tolist() == [1800, 2 * HOUR]
    assert rows.due_at.tolist() == [NOON + HOUR, NOON + 4 * HOUR]
    assert rows.breach_at.tolist() == [NEVER, NOON + 4 * HOUR + 1]
    assert words(rows) == [Outcome.MET, Outcome.MISSED]


def test_resolution_answers_and_cancellation_does_not() -> None:
    rows = timers(ANSWER, status(600, "resolved"), status(HOUR, "open"), after=2 * HOUR)
    assert words(rows) == [Outcome.MET]
    rows = timers(ANSWER, status(600, "cancelled"), status(HOUR, "open"), after=2 * HOUR)
    assert words(rows) == [Outcome.CANCELLED, Outcome.RUNNING]
    assert rows.started_at.tolist() == [NOON, NOON + HOUR]


def test_a_message_to_a_ticket_that_is_done_waits_from_the_reopening() -> None:
    events = (replied(60), status(600, "closed"), asked(HOUR))
    assert words(timers(ANSWER, *events, after=2 * HOUR)) == [Outcome.MET]
    rows = timers(ANSWER, *events, status(2 * HOUR, "open"), after=3 * HOUR)
    assert rows.started_at.tolist() == [NOON, NOON + 2 * HOUR]


def test_a_message_and_the_reopening_that_it_causes_share_a_second() -> None:
    events = (replied(60), status(600, "closed"), asked(HOUR), status(HOUR, "open"))
    assert timers(ANSWER, *events, after=2 * HOUR).started_at.tolist() == [NOON, NOON + HOUR]


def test_a_ticket_that_an_agent_opened_owes_no_answer_until_the_requester_speaks() -> None:
    assert len(timers(ANSWER, replied(600), after=HOUR, creator=Actor.AGENT)) == 0
    rows = timers(ANSWER, asked(600), after=HOUR, creator=Actor.AGENT)
    assert rows.started_at.tolist() == [NOON + 600]


def test_a_robot_neither_asks_nor_answers() -> None:
    events = (replied(60, Actor.SYSTEM), replied(120), asked(180, Actor.SYSTEM))
    rows = timers(ANSWER, *events, after=HOUR)
    assert (rows.elapsed.tolist(), words(rows)) == ([120], [Outcome.MET])


def test_each_public_reply_of_an_agent_starts_the_wait_for_the_next_one() -> None:
    events = (replied(HOUR), asked(2 * HOUR), replied(4 * HOUR), status(5 * HOUR, "resolved"))
    rows = timers(NEWS, *events, after=9 * HOUR)
    assert rows.cycle.tolist() == [0, 1, 2]
    assert rows.elapsed.tolist() == [HOUR, 3 * HOUR, HOUR]
    assert words(rows) == [Outcome.MET, Outcome.MISSED, Outcome.MET]


def test_a_wait_that_begins_within_a_pause_is_paused_from_its_own_start() -> None:
    pausing = replace(ANSWER, pause=WAITING)
    events = (replied(60), status(600, "pending_requester"), asked(HOUR), status(2 * HOUR, "open"))
    rows = timers(pausing, *events, after=2 * HOUR + 1200)
    assert (rows.elapsed.tolist(), rows.paused.tolist()) == ([60, 1200], [0, HOUR])
    assert rows.due_at.tolist()[1] == NOON + 3 * HOUR
    waiting = timers(pausing, *events[:-1], after=2 * HOUR)
    assert waiting.since.tolist() == [NEVER, NOON + HOUR]


@pytest.mark.parametrize("objective", [ANSWER, NEWS], ids=["answer", "news"])
def test_waits_are_unknown_where_the_source_tells_no_replies(objective: Objective) -> None:
    silent = definitions(agreement(objective), mapping=replace(PLAIN, public_replies=False))
    rows = judged(facts([ticket(asked(60))]), planned(silent), horizon=NOON + 9 * HOUR).timers
    assert words(rows) == [Outcome.UNKNOWN]


URGENT = replace(SOLVE, id="urgent", within=4 * HOUR, when={"priority": frozenset({"P1"})})
USUAL = replace(SOLVE, id="usual", within=8 * HOUR, when={"priority": frozenset({"P2"})})


def raised(after: int, priority: str) -> Told:
    return Told(NOON + after, EventType.PRIORITY, priority)


def changed(policy: ChangePolicy, *events: Told, after: int) -> TimerRows:
    """Return the timer of a P1 ticket under objectives of 4 h for P1 and 8 h for P2."""
    plan = promised(*(replace(each, on_change=policy) for each in (URGENT, USUAL)))
    return judged(facts([ticket(*events)]), plan, horizon=NOON + after).timers


@pytest.mark.parametrize(
    ("policy", "started", "elapsed", "due"),
    [
        (ChangePolicy.RETROACTIVE, 0, 3 * HOUR, 8 * HOUR),
        (ChangePolicy.FROM_CHANGE, HOUR, 2 * HOUR, 9 * HOUR),
        (ChangePolicy.PRO_RATA, HOUR, 4 * HOUR, 7 * HOUR),
    ],
)
def test_a_change_of_objective_counts_all_or_none_or_the_used_share_of_the_time_before_it(
    policy: ChangePolicy, started: int, elapsed: int, due: int
) -> None:
    rows = changed(policy, raised(HOUR, "P2"), after=3 * HOUR)
    assert (rows.started_at.tolist(), rows.elapsed.tolist()) == ([NOON + started], [elapsed])
    assert rows.due_at.tolist() == [NOON + due]
    assert rows.target.tolist() == [8 * HOUR]


def test_a_share_is_taken_over_in_whole_seconds_rounded_down_at_each_change() -> None:
    """3601 s of 4 h are 7202 s of 8 h; with one more second, 7203 s of 8 h are 3601.5 s of 4 h."""
    rows = changed(ChangePolicy.PRO_RATA, raised(3601, "P2"), raised(3602, "P1"), after=2 * HOUR)
    assert rows.carried.tolist() == [3601]
    assert rows.elapsed.tolist() == [3601 + 2 * HOUR - 3602]


def test_a_share_already_beyond_the_target_is_missed_from_the_change_on() -> None:
    rows = changed(ChangePolicy.PRO_RATA, raised(5 * HOUR, "P2"), after=6 * HOUR)
    assert (rows.carried.tolist(), words(rows)) == ([10 * HOUR], [Outcome.MISSED])
    assert rows.due_at.tolist() == rows.breach_at.tolist() == [NOON + 5 * HOUR]


def test_a_miss_before_the_change_closes_without_a_verdict() -> None:
    rows = changed(ChangePolicy.FROM_CHANGE, raised(5 * HOUR, "P2"), status(6 * HOUR, "resolved"), after=9 * HOUR)
    assert (rows.elapsed.tolist(), words(rows)) == ([HOUR], [Outcome.MET])


def test_time_under_no_objective_uses_no_share() -> None:
    rows = changed(ChangePolicy.PRO_RATA, raised(HOUR, "P3"), raised(3 * HOUR, "P2"), after=3 * HOUR)
    assert (rows.started_at.tolist(), rows.carried.tolist()) == ([NOON + 3 * HOUR], [2 * HOUR])


def test_a_change_after_the_stop_does_not_judge_again() -> None:
    rows = changed(ChangePolicy.FROM_CHANGE, status(HOUR, "resolved"), raised(2 * HOUR, "P2"), after=9 * HOUR)
    assert (rows.elapsed.tolist(), rows.target.tolist()) == ([HOUR], [4 * HOUR])


def downtime(start: int, end: int | None = None) -> tuple[Told, ...]:
    begun = Told(NOON + start, EventType.DOWNTIME_START)
    return (begun,) if end is None else (begun, Told(NOON + end, EventType.DOWNTIME_END))


def test_a_restoration_runs_from_the_start_of_downtime_to_its_end() -> None:
    rows = timers(RESTORE, *downtime(600, 3 * HOUR), status(5 * HOUR, "resolved"), after=9 * HOUR)
    assert (rows.started_at.tolist(), rows.stopped_at.tolist()) == ([NOON + 600], [NOON + 3 * HOUR])
    assert (rows.elapsed.tolist(), words(rows)) == ([3 * HOUR - 600], [Outcome.MISSED])


def test_downtime_before_the_ticket_counts() -> None:
    rows = timers(RESTORE, *downtime(-HOUR), after=HOUR // 2)
    assert (rows.started_at.tolist(), rows.elapsed.tolist()) == ([NOON - HOUR], [HOUR + HOUR // 2])
    assert rows.due_at.tolist() == [NOON + HOUR]
    rows = timers(RESTORE, *downtime(-3 * HOUR, -HOUR // 2), after=HOUR)
    assert (rows.elapsed.tolist(), rows.breach_at.tolist()) == ([5 * HOUR // 2], [NOON - HOUR + 1])


def test_a_restoration_without_an_end_of_downtime_ends_with_the_ticket() -> None:
    rows = timers(RESTORE, status(HOUR, "resolved"), after=9 * HOUR)
    assert (rows.stopped_at.tolist(), words(rows)) == ([NOON + HOUR], [Outcome.MET])


def test_a_reopening_goes_on_with_the_restoration_without_the_closed_gap() -> None:
    rows = timers(RESTORE, status(HOUR, "resolved"), status(6 * HOUR, "open"), after=6 * HOUR + 600)
    assert (rows.elapsed.tolist(), rows.reopens.tolist()) == ([HOUR + 600], [1])
    assert words(rows) == [Outcome.RUNNING]


HANDS = Objective(id="hands", indicator=Indicator.HANDOVER, target=Fraction(9, 10), within=2 * HOUR, pause=WAITING)


def teamed(after: int, team: str) -> Told:
    return Told(NOON + after, EventType.SCOPE, team, "team")


def handed(kind: AgreementKind, *events: Told, after: int) -> TimerRows:
    """Return the handover timer of a ticket under an agreement with the party ops."""
    own = replace(agreement(HANDS), kind=kind, party="ops")
    return judged(facts([ticket(*events)]), planned(definitions(own)), horizon=NOON + after).timers


def test_a_team_is_charged_only_while_it_holds_the_ticket_and_nobody_is_waited_for() -> None:
    events = (
        teamed(HOUR, "ops"),
        status(HOUR + 1200, "pending_requester"),
        status(HOUR + 1800, "open"),
        teamed(2 * HOUR, "web"),
        teamed(5 * HOUR, "ops"),
        status(6 * HOUR, "resolved"),
    )
    rows = handed(AgreementKind.OLA, *events, after=9 * HOUR)
    assert (rows.started_at.tolist(), rows.stopped_at.tolist()) == ([NOON + HOUR], [NOON + 6 * HOUR])
    assert rows.elapsed.tolist() == [1200 + 1800 + HOUR]
    assert rows.paused.tolist() == [600 + 3 * HOUR]
    assert words(rows) == [Outcome.MET]
    away = handed(AgreementKind.OLA, *events[:4], after=4 * HOUR)
    assert (words(away), away.due_at.tolist()) == ([Outcome.PAUSED], [NEVER])


def test_a_supplier_is_charged_only_while_the_ticket_waits_for_it() -> None:
    events = (status(HOUR, "pending_supplier"), status(4 * HOUR, "open"), status(5 * HOUR, "closed"))
    rows = handed(AgreementKind.CONTRACT, *events, after=9 * HOUR)
    assert (rows.started_at.tolist(), rows.elapsed.tolist()) == ([NOON + HOUR], [3 * HOUR])
    assert rows.breach_at.tolist() == [NOON + 3 * HOUR + 1]
    assert words(rows) == [Outcome.MISSED]


@pytest.mark.parametrize("kind", [AgreementKind.OLA, AgreementKind.CONTRACT])
def test_a_ticket_that_never_stood_with_the_party_has_no_handover(kind: AgreementKind) -> None:
    assert len(handed(kind, teamed(HOUR, "web"), status(2 * HOUR, "resolved"), after=9 * HOUR)) == 0
