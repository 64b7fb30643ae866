"""How fast the kernel judges: a million tickets with six events each under two timers, made up in columns."""

import json
import resource
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from time import process_time

import numpy as np
import pytest

from slawatch.engine.facts import ACTOR_CODE, EVENT, TYPE_CODE, Facts
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import Actor, EventType
from slawatch.model.hours import WorkingHours
from slawatch.model.ticket import StatusClass
from slawatch.testing.plans import agreement, definitions, planned

TICKETS = 1_000_000
CHUNK = 50_000
"""Tickets that a store yields at a time."""
DAY = 86400
START = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
HORIZON = START + 500 * DAY
OFFICE = WorkingHours(
    id="office",
    timezone="Europe/Berlin",
    weekly=(((9 * 3600, 17 * 3600),),) * 5 + ((), ()),
    closed=frozenset(date(2025, month, 1) for month in range(1, 13)),
)
TERMS = [
    "",
    *(json.dumps({"status": "new", "service": "mail", "priority": f"P{n}"}) for n in (1, 2, 3, 4)),
    *("open", "pending_requester", "resolved", "closed", "P1", "P2"),
]
CODE = {term: code for code, term in enumerate(TERMS)}


def life(tickets: int, seed: int) -> Facts:
    """Return tickets that are created, opened, answered, paused, resumed and resolved; some are still open."""
    random = np.random.default_rng(seed)
    created = np.sort(START + random.integers(0, 450 * DAY, tickets))
    events = np.zeros((tickets, 6), EVENT)
    steps = np.cumsum(random.exponential(5 * 3600, (tickets, 5)).astype(np.int64), axis=1)
    events["at"] = np.column_stack((created, created[:, None] + steps))
    events["type"] = TYPE_CODE[EventType.STATUS]
    events["type"][:, 0], events["type"][:, 2] = TYPE_CODE[EventType.CREATED], TYPE_CODE[EventType.PUBLIC_REPLY]
    events["actor"] = ACTOR_CODE[Actor.AGENT]
    events["actor"][:, 0] = ACTOR_CODE[Actor.REQUESTER]
    events["value"] = [0, CODE["open"], 0, CODE["pending_requester"], CODE["open"], CODE["resolved"]]
    events["value"][:, 0] = random.integers(1, 5, tickets)
    is_open = random.random(tickets) < 0.01
    events["type"][is_open, 5] = TYPE_CODE[EventType.PRIVATE_NOTE]
    return Facts(
        source="desk",
        tickets=np.arange(tickets),
        ids=range(tickets),  # type: ignore[arg-type]  nobody asks for them here
        created_at=created,
        offsets=np.arange(tickets + 1) * 6,
        events=events.ravel(),
        terms=TERMS,
    )


def two_timers() -> Plan:
    timers = (
        Objective(id="reply", indicator=Indicator.FIRST_RESPONSE, target=Fraction(9, 10), within=4 * 3600),
        Objective(
            id="solve",
            indicator=Indicator.RESOLUTION,
            target=Fraction(9, 10),
            within=16 * 3600,
            pause=frozenset({StatusClass.PENDING_REQUESTER}),
        ),
    )
    return planned(definitions(agreement(*timers), hours=(OFFICE,)))


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the least processor time of some runs: what else the machine does matters less to it."""
    taken = []
    for _ in range(times):
        started = process_time()
        work()
        taken.append(process_time() - started)
    return min(taken)


@pytest.mark.benchmark
def test_judging_costs_a_small_multiple_of_summing_the_columns() -> None:
    chunks = [life(CHUNK, seed) for seed in range(TICKETS // CHUNK)]
    plan = two_timers()
    columns = [
        column
        for chunk in chunks
        for column in (chunk.created_at, chunk.offsets, *(chunk.events[name] for name in EVENT.names or ()))
    ]
    floor = seconds(lambda: [column.sum() for column in columns])
    kernel = seconds(lambda: [judged(chunk, plan, horizon=HORIZON) for chunk in chunks])
    timers = sum(len(judged(chunk, plan, horizon=HORIZON).timers) for chunk in chunks)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\nkernel: {TICKETS:,} tickets, {6 * TICKETS:,} events, {timers:,} timers in {kernel:.2f} s "
        f"= {TICKETS / kernel:,.0f} tickets/s; summing the columns {floor:.4f} s; ratio {kernel / floor:.1f} (aim 40); "
        f"peak memory {peak:.0f} MB"
    )
    assert timers == 2 * TICKETS
