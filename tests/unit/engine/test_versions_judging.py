"""Which version of an agreement judges a timer, worked by hand: version 2 begins on 1 April 2026."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from slawatch.engine.explain import explained
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.agreement import Agreement, AgreementKind, ChangePolicy, Indicator, Objective, ReopenPolicy
from slawatch.model.event import Actor, EventType
from slawatch.model.service import ServiceId
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement, definitions, planned

HOUR = 3600
SECOND = datetime(2026, 4, 1, tzinfo=UTC)
EDGE = int(SECOND.timestamp())
FOUR = Objective(id="p1", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * HOUR)
TWO = replace(FOUR, within=2 * HOUR)


def versions(first: Objective, second: Objective, **both: object) -> tuple[Agreement, Agreement]:
    one = replace(agreement(first), versions=2, ends_at=SECOND, **both)
    two = replace(agreement(second), versions=2, version=2, starts_at=SECOND, **both)
    return one, two


def story(created_at: int, *events: Told, **fields: str) -> TicketStory:
    return TicketStory(created_at=created_at, fields={"service": "mail", "priority": "P1"} | fields, events=events)


def judges(plan: Plan, *stories: TicketStory, until: int = EDGE + 1000 * HOUR) -> list[tuple[int, int, int, int]]:
    """Ticket, cycle, version and target of every timer."""
    rows = judged(facts(stories), plan, horizon=until).timers
    told = zip(rows.ticket.tolist(), rows.cycle.tolist(), rows.promise.tolist(), rows.target.tolist(), strict=True)
    return sorted((ticket, cycle, plan.promises[n].agreement.version, target) for ticket, cycle, n, target in told)


def test_a_timer_is_judged_by_the_version_in_force_when_it_started() -> None:
    plan = planned(definitions(*versions(FOUR, TWO)))
    found = judges(plan, story(EDGE - 1), story(EDGE))
    assert found == [(1, 0, 1, 4 * HOUR), (2, 0, 2, 2 * HOUR)]


def test_a_ticket_that_is_reopened_in_the_next_version_stays_with_the_one_that_it_started_in() -> None:
    plan = planned(definitions(*versions(FOUR, TWO)))
    done, again = Told(EDGE - HOUR, EventType.STATUS, "resolved"), Told(EDGE + HOUR, EventType.STATUS, "open")
    assert judges(plan, story(EDGE - 2 * HOUR, done, again)) == [(1, 0, 1, 4 * HOUR)]


def test_a_new_cycle_is_judged_by_the_version_in_force_when_it_started() -> None:
    cycles = versions(replace(FOUR, reopen=ReopenPolicy.NEW_CYCLE), replace(TWO, reopen=ReopenPolicy.NEW_CYCLE))
    plan = planned(definitions(*cycles))
    done, again = Told(EDGE - HOUR, EventType.STATUS, "resolved"), Told(EDGE + HOUR, EventType.STATUS, "open")
    assert judges(plan, story(EDGE - 2 * HOUR, done, again)) == [(1, 0, 1, 4 * HOUR), (1, 1, 2, 2 * HOUR)]


def test_each_wait_for_a_reply_is_judged_by_the_version_in_force_when_it_began() -> None:
    first, second = (replace(each, indicator=Indicator.NEXT_REPLY) for each in (FOUR, TWO))
    plan = planned(definitions(*versions(first, second)))
    reply = Told(EDGE - HOUR, EventType.PUBLIC_REPLY, actor=Actor.AGENT)
    question = Told(EDGE + HOUR, EventType.REQUESTER_REPLY, actor=Actor.REQUESTER)
    assert judges(plan, story(EDGE - 2 * HOUR, reply, question)) == [(1, 0, 1, 4 * HOUR), (1, 1, 2, 2 * HOUR)]


def test_the_first_version_also_judges_what_started_before_it_and_the_last_what_started_after() -> None:
    """Downtime may have begun before the agreement; a wait may begin after the end of it."""
    restored = versions(*(replace(each, indicator=Indicator.RESTORATION) for each in (FOUR, TWO)))
    began = datetime(2026, 1, 1, tzinfo=UTC)
    one, two = replace(restored[0], starts_at=began), replace(restored[1], ends_at=datetime(2026, 5, 1, tzinfo=UTC))
    plan = planned(definitions(one, two))
    start, end = int(began.timestamp()), int(two.ends_at.timestamp()) if two.ends_at else 0
    assert judges(plan, story(start - 1), story(start), story(end - 1), story(end)) == [
        (2, 0, 1, 4 * HOUR),
        (3, 0, 2, 2 * HOUR),
    ]


def test_after_the_last_day_a_new_cycle_of_an_old_ticket_is_judged_by_the_last_version() -> None:
    one, two = versions(replace(FOUR, reopen=ReopenPolicy.NEW_CYCLE), replace(TWO, reopen=ReopenPolicy.NEW_CYCLE))
    end = datetime(2026, 5, 1, tzinfo=UTC)
    plan = planned(definitions(one, replace(two, ends_at=end)))
    last = int(end.timestamp())
    done, again = Told(last - HOUR, EventType.STATUS, "resolved"), Told(last + HOUR, EventType.STATUS, "open")
    assert judges(plan, story(last - 2 * HOUR, done, again)) == [(1, 0, 2, 2 * HOUR), (1, 1, 2, 2 * HOUR)]


@pytest.mark.parametrize(("created_at", "version"), [(EDGE - 9, 1), (EDGE, 2)])
def test_a_change_of_priority_takes_the_other_objective_of_the_version_in_which_the_timer_started(
    created_at: int, version: int
) -> None:
    """From the change on, the lowered ticket has 8 h in version 1 and 6 h in version 2, and starts at 0."""
    p1, p3 = frozenset({"P1"}), frozenset({"P3"})
    slow = replace(FOUR, id="p3", within=8 * HOUR, when={"priority": p3}, on_change=ChangePolicy.FROM_CHANGE)
    one, two = versions(replace(FOUR, when={"priority": p1}), replace(TWO, when={"priority": p1}))
    one = replace(one, objectives=(*one.objectives, slow))
    two = replace(two, objectives=(*two.objectives, replace(slow, within=6 * HOUR)))
    plan = planned(definitions(one, two))
    lowered = Told(EDGE + HOUR, EventType.PRIORITY, "P3")
    target = {1: 8 * HOUR, 2: 6 * HOUR}[version]
    (timer,) = explained(facts([story(created_at, lowered)]), plan, horizon=EDGE + 2 * HOUR)
    assert (timer.promise.agreement.title, timer.target_seconds) == (f"gold v{version}", target)
    assert (timer.elapsed_seconds, timer.started_at.hour) == (HOUR, 1)


def test_a_service_belongs_to_the_versions_that_promise_it() -> None:
    one, two = versions(FOUR, TWO)
    both = {"mail": "always", "erp": "always"}
    wider = replace(two, services=(*two.services, ServiceId("erp")))
    plan = planned(definitions(one, wider, services=both))
    found = judges(plan, story(EDGE - 1, service="erp"), story(EDGE, service="erp"))
    assert found == [(2, 0, 2, 2 * HOUR)]


def test_a_handover_belongs_to_the_version_in_which_the_ticket_first_stood_with_the_party() -> None:
    first, second = (replace(each, indicator=Indicator.HANDOVER) for each in (FOUR, TWO))
    below = {"kind": AgreementKind.CONTRACT, "party": "netco"}
    plan = planned(definitions(*versions(first, second, **below)))
    waits = Told(EDGE + HOUR, EventType.STATUS, "pending_supplier")
    early = Told(EDGE - HOUR, EventType.STATUS, "pending_supplier")
    found = judges(plan, story(EDGE - 2 * HOUR, waits), story(EDGE - 2 * HOUR, early))
    assert found == [(1, 0, 2, 2 * HOUR), (2, 0, 1, 4 * HOUR)]


def test_an_agreement_with_one_version_is_told_by_its_id() -> None:
    assert agreement(FOUR).title == "gold"
