"""Figures from what a ledger keeps are the figures from everything."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from figure_cases import MAIL, SHOP, a_plan, agreement, met, missed, outages, seconds, ticket_rows, timer_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.columns import ExclusionRows, OutageRows, Phase, WorkRows
from slawatch.engine.evaluate import evaluate
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.ledger import Ledger
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Judged, Rows, empty, no_rows
from slawatch.engine.windows import retention_start
from slawatch.model.agreement import Indicator, Objective, PeriodKind, ReopenPolicy
from slawatch.model.event import EventType
from slawatch.model.instant import from_epoch
from slawatch.model.mapping import FieldMap, OutageRule, SourceMapping
from slawatch.model.result import Snapshot
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts

JUNE = seconds("2026-06-10")
DAY = 86400


def snapshot(plan: Plan, rows: Rows, horizon: int) -> Snapshot:
    now = from_epoch(horizon)
    return evaluate(plan, rows, as_of=now, evaluated_at=now, known_through={}, watermarks={"desk": now})


def about(plan: Plan, ticket: int, *timers: dict, **more: Sequence[dict]) -> Judged:
    """What the kernel might say of one ticket."""
    return Judged(
        tickets=ticket_rows(plan, {"ticket": ticket, "created_at": JUNE}),
        timers=timer_rows(plan, *({**timer, "ticket": ticket} for timer in timers)),
        outages=outages(plan, *({**outage, "ticket": ticket} for outage in more.get("outages", ()))),
        work=empty(WorkRows),
    )


def test_a_ticket_told_again_replaces_what_was_said_of_it() -> None:
    plan = a_plan()
    ledger = Ledger(plan)
    ledger.restate("desk", about(plan, 1, {}, outages=[{"started_at": JUNE}]))
    ledger.restate("desk", about(plan, 2, {}))
    ledger.restate("desk", about(plan, 1, met(JUNE)))
    assert sorted(ledger.rows.tickets.ticket.tolist()) == [1, 2]
    assert sorted(zip(ledger.rows.timers.ticket.tolist(), ledger.rows.timers.phase.tolist(), strict=True)) == [
        (1, Phase.STOPPED),
        (2, Phase.RUNNING),
    ]
    assert len(ledger.rows.outages) == 0


def test_a_ticket_of_another_source_with_the_same_number_stays() -> None:
    plan = a_plan()
    ledger = Ledger(plan)
    ledger.restate("desk", about(plan, 1, {}))
    ledger.restate("other", about(plan, 1))
    assert len(ledger.rows.timers) == 1


def test_outage_facts_told_again_leave_the_outages_of_tickets() -> None:
    plan = a_plan()
    ledger = Ledger(plan)
    ledger.restate("desk", about(plan, 1, outages=[{"started_at": JUNE}]))
    exclusions = empty(ExclusionRows)
    ledger.restate_facts("desk", outages(plan, {"started_at": 1}, {"started_at": 2}), exclusions)
    ledger.restate_facts("desk", outages(plan, {"started_at": 3}), exclusions)
    assert sorted(ledger.rows.outages.started_at.tolist()) == [3, JUNE]


def test_open_timers_move_on_and_others_stand() -> None:
    plan = a_plan()
    ledger = Ledger(plan)
    waits = {"phase": Phase.PAUSED, "paused": 5, "counted_to": JUNE}
    ledger.restate("desk", about(plan, 1, {"elapsed": 10, "counted_to": JUNE}, waits, met(JUNE)))
    ledger.advance({"desk": JUNE + 90, "silent": JUNE + 900})
    rows = ledger.rows.timers
    assert sorted(zip(rows.elapsed.tolist(), rows.paused.tolist(), strict=True)) == [(0, 95), (60, 0), (100, 0)]


def test_what_is_over_is_forgotten_and_what_goes_on_is_not() -> None:
    plan = a_plan()
    ledger = Ledger(plan)
    ledger.restate(
        "desk", about(plan, 1, met(JUNE - 1), missed(JUNE - 9), met(JUNE), {}, {"elapsed": 9999, "breach_at": 7})
    )
    ledger.forget(JUNE)
    assert min(ledger.rows.timers.breach_at.tolist()) == 7
    assert sorted(ledger.rows.timers.phase.tolist()) == [Phase.RUNNING, Phase.RUNNING, Phase.STOPPED]


STATUSES = st.sampled_from(["open", "waiting", "done", "odd"])
MINUTES = st.integers(0, 70 * 24 * 60).map(lambda minute: seconds("2026-04-20") + minute * 60)


CHANGES = st.lists(st.tuples(st.integers(1, 20 * DAY), STATUSES), max_size=5)
FIELDS = st.fixed_dictionaries(
    {
        "status": st.just("open"),
        "service": st.sampled_from([MAIL, SHOP, "nobody"]),
        "priority": st.sampled_from(["P1", "P2", ""]),
        "impact": st.sampled_from(["high", "low"]),
    }
)


@st.composite
def stories(draw: st.DrawFn) -> TicketStory:
    created, changes = draw(MINUTES), draw(CHANGES)
    return TicketStory(
        created_at=created,
        fields=draw(FIELDS),
        events=[Told(created + after, EventType.STATUS, status, "status") for after, status in sorted(changes)],
    )


MAPPING = SourceMapping(
    attributes={"service": FieldMap(field="service", values={MAIL: MAIL, SHOP: SHOP})},
    status=FieldMap(field="status", values={"open": "open", "waiting": "pending_requester", "done": "resolved"}),
    outage=OutageRule(field="impact", equals=frozenset({"high"})),
)


def two_agreements() -> Plan:
    resolved = Objective(
        id="resolved",
        indicator=Indicator.RESOLUTION,
        target=agreement().objectives[0].target,
        within=2 * DAY,
        pause=frozenset({StatusClass.PENDING_REQUESTER}),
    )
    again = replace(resolved, id="again", within=DAY, hours="office", reopen=ReopenPolicy.NEW_CYCLE)
    available = agreement().objectives[0]
    weekly = agreement(id="weekly", objectives=(available, again), services=(MAIL, SHOP), period=PeriodKind.WEEK)
    return a_plan(agreement(objectives=(available, resolved)), weekly, sources={"desk": MAPPING})


PLAN = two_agreements()


def told_of(chosen: Sequence[int], every: Sequence[TicketStory]) -> Facts:
    return replace(facts([every[place] for place in chosen]), tickets=np.array(chosen, np.int64))


def of_everything(every: Sequence[TicketStory], horizon: int, told: OutageRows) -> Rows:
    found = judged(told_of(range(len(every)), every), PLAN, horizon=horizon)
    return replace(
        no_rows(),
        tickets=found.tickets,
        timers=found.timers,
        outages=told.joined((found.outages, told)),
    )


def changed(every: Sequence[TicketStory], since: int, until: int) -> list[int]:
    instants = [[story.created_at, *(event.at for event in story.events)] for story in every]
    return [place for place, own in enumerate(instants) if any(since < instant <= until for instant in own)]


@settings(max_examples=40, deadline=None)
@given(st.lists(stories(), min_size=1, max_size=8), st.lists(MINUTES, min_size=1, max_size=6))
def test_cycle_by_cycle_the_figures_are_those_of_a_full_recompute(
    every: list[TicketStory], instants: list[int]
) -> None:
    ledger, since = Ledger(PLAN), 0
    fact = outages(PLAN, {"started_at": JUNE, "ended_at": JUNE + 500}, {"started_at": JUNE + 500, "degraded": True})
    ledger.restate_facts("desk", fact, empty(ExclusionRows))
    for horizon in sorted(instants):
        if chosen := changed(every, since, horizon):
            ledger.restate("desk", judged(told_of(chosen, every), PLAN, horizon=horizon))
        ledger.advance({"desk": horizon})
        ledger.forget(retention_start(PLAN.definitions.agreements, from_epoch(horizon)))
        assert snapshot(PLAN, ledger.rows, horizon) == snapshot(PLAN, of_everything(every, horizon, fact), horizon)
        since = horizon


def test_a_ledger_that_never_advances_falls_behind() -> None:
    every = [TicketStory(created_at=JUNE, fields={"status": "open", "service": MAIL, "priority": "P1"})]
    ledger, horizon = Ledger(PLAN), JUNE + 5 * DAY
    ledger.restate("desk", judged(told_of([0], every), PLAN, horizon=JUNE))
    nothing = empty(OutageRows)
    assert snapshot(PLAN, ledger.rows, horizon) != snapshot(PLAN, of_everything(every, horizon, nothing), horizon)
    ledger.advance({"desk": horizon})
    assert snapshot(PLAN, ledger.rows, horizon) == snapshot(PLAN, of_everything(every, horizon, nothing), horizon)
