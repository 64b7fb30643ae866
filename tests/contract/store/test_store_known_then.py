"""What was told at an instant is told again from everything that was learnt since; on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telling import START, after, created, status, ticket
from three_promises import DAY, a_plan

from slawatch.app.planning import planned
from slawatch.config.identity import identified
from slawatch.ingest.source import Batch, Gone
from slawatch.model.correction import Correction, FieldHeld, NoOutage, OutageWas, TimerExcluded
from slawatch.model.definitions import Definitions
from slawatch.model.mapping import FieldMap
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.result import Snapshot
from slawatch.runtime.assessment import assessed
from slawatch.runtime.known import Known, known_then
from slawatch.runtime.listing import TimerLine, timer_lines
from slawatch.store.contract import OPERATOR
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.conformance.premises import premises

Step = Callable[[SqlStore, datetime], None]

PLAIN = identified(a_plan().definitions)
RESTED = FieldMap(field="status", values={**PLAIN.mappings["desk"].status.values, "open": "pending_requester"})
"""Another reading of the same word: what was work is a pause."""
OTHERWISE = identified(replace(PLAIN, mappings={"desk": replace(PLAIN.mappings["desk"], status=RESTED)}))

IDS = st.sampled_from("012")
SPAN = st.integers(0, 9 * DAY)


def news(id_: str, begun: int, moves: list[tuple[int, int, str]], watermark: int) -> Step:
    """A ticket, perhaps created at another instant than was told before, and events, perhaps edited ones."""

    def step(store: SqlStore, at: datetime) -> None:
        told = [
            status(id_, word, begun + seconds, native_id=f"{id_}/{number}")
            for number, seconds, word in moves
            if seconds > 0
        ]
        creation = created(id_, at=after(begun), fields={"status": "new", "service": "mail", "priority": "P2"})
        batch = Batch(
            cursor="1",
            tickets=(ticket(id_, created_at=after(begun)),),
            events=(creation, *told),
            complete_through=after(watermark),
        )
        store.commit("desk", batch, at=at, config_hash="")

    return step


def facts(**told: Any) -> Step:  # noqa: ANN401  any field of a batch
    return lambda store, at: store.commit("desk", Batch(cursor="1", **told), at=at, config_hash="") and None


def excluded(start: int, length: int, *, operator: bool) -> Step:
    times = {"started_at": after(start), "ended_at": after(start + length), "approved_at": START, "approved_by": "Bo"}
    told = Batch(cursor="", exclusions=(Exclusion(id="x", service="mail", reason="r", author="Ada", **times),))
    return lambda store, at: store.commit(OPERATOR if operator else "desk", told, at=at, config_hash="") and None


def corrected(id_: str, told: object, approved: bool, withdrawn: bool) -> Step:  # noqa: FBT001  drawn
    def step(store: SqlStore, at: datetime) -> None:
        correction = Correction(
            id=f"{id_}{told.kind}", source="desk", subject=id_, told=told, author="Ada", reason="r", stated_at=START
        )
        if approved:
            correction = replace(correction, approved_by="Bo", approved_at=at)
        if withdrawn:
            correction = replace(correction, withdrawn_by="Bo", withdrawn_at=at)
        store.correct(correction, at=at)

    return step


def reloaded(definitions: Definitions) -> Step:
    return lambda store, at: store.register(definitions.sha256, definitions.body, at=at)


MOVES = st.lists(
    st.tuples(st.integers(0, 2), SPAN, st.sampled_from(("open", "pending_requester", "resolved", "cancelled"))),
    max_size=4,
)
HELD = st.builds(
    lambda word, start, length: FieldHeld(
        field="status", value=word, starts_at=after(start), ends_at=after(start + length)
    ),
    st.sampled_from(("open", "resolved", "pending_requester")),
    SPAN,
    st.integers(1, DAY),
)
STEPS = st.one_of(
    st.builds(news, IDS, st.integers(0, DAY), MOVES, SPAN),
    st.builds(lambda watermark: facts(complete_through=after(watermark)), SPAN),
    st.builds(
        lambda id_, start, length: facts(
            outages=(Outage(id=id_, service="mail", started_at=after(start), ended_at=after(start + length)),)
        ),
        IDS,
        SPAN,
        st.integers(1, DAY),
    ),
    st.builds(lambda at: facts(gone=(Gone(ticket_id="0", why="deleted", at=after(at)),)), SPAN),
    st.builds(excluded, SPAN, st.integers(1, DAY), operator=st.booleans()),
    st.builds(corrected, IDS, HELD, st.booleans(), st.booleans()),
    st.builds(corrected, IDS, st.just(TimerExcluded(objective="resolution")), st.booleans(), st.booleans()),
    st.builds(corrected, IDS, st.just(OutageWas(ended_at=after(DAY))), st.booleans(), st.booleans()),
    st.builds(corrected, IDS, st.just(NoOutage()), st.booleans(), st.booleans()),
    st.builds(reloaded, st.sampled_from((PLAIN, OTHERWISE))),
)
STORIES = st.lists(st.tuples(st.integers(0, 3 * DAY), STEPS), min_size=2, max_size=9)


def figures(what: Known) -> tuple[Snapshot, list[TimerLine]]:
    """Return what is told, lists in one order."""
    plan = planned(what.definitions)
    snapshot = assessed(what.store, plan, what.clock, as_of=None)
    states = tuple(
        replace(state, open_tickets=tuple(sorted(state.open_tickets, key=repr))) for state in snapshot.states
    )
    lines = sorted(timer_lines(what.store, plan, as_of=None, objectives=frozenset()), key=repr)
    return replace(snapshot, states=states, unjudged=tuple(sorted(snapshot.unjudged, key=repr))), lines


def told_again(store: SqlStore, story: list[tuple[int, Step]]) -> None:
    """Assert that what is told after each step is told again, with the same words, after all of them."""
    at, judging, told = START, PLAIN, {}
    store.register(PLAIN.sha256, PLAIN.body, at=at)
    for pause, step in story:
        at = after(int((at - START).total_seconds()) + pause)
        step(store, at)
        sha256 = store.in_force(at)
        judging = PLAIN if sha256 == PLAIN.sha256 else OTHERWISE
        told[at] = figures(Known(store=store, definitions=judging, clock=ManualClock(at)))
    for then, expected in told.items():
        assert figures(known_then(store, PLAIN, at=then)) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=STORIES)
def test_figures_of_every_instant_are_told_again_by_sqlite(story: list[tuple[int, Step]]) -> None:
    with premises() as taken:  # a store that is emptied: its statements stay compiled
        told_again(taken.store("polled"), story)


def test_figures_of_every_instant_are_told_again_by_postgresql(request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgresql_server")

    @settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(STORIES)
    def told_by_postgresql(story: list[tuple[int, Step]]) -> None:
        store = open_for_writing(server.database())
        told_again(store, story)
        store.close()

    told_by_postgresql()
