"""What the open tickets wait for now, against a replay written apart."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import person_oracle as oracle

from slawatch.engine.desk.waiting import waiting
from slawatch.engine.judge import judged
from slawatch.model.desk_figures import Dimension, Stage
from slawatch.model.event import EventType
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement, definitions, planned

START = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
NOW = START + 10 * 86400
STATUSES = ("new", "open", "pending_requester", "pending_supplier", "pending_other", "resolved", "cancelled", "odd")
CHANGES = st.lists(st.tuples(st.integers(0, 7 * 86400), st.sampled_from(STATUSES)), max_size=5)
STORIES = st.lists(
    st.builds(
        lambda created, kind, changes: oracle.Story(
            START + created, "new", kind, None, [(START + created + at, "status", to) for at, to in sorted(changes)]
        ),
        st.integers(0, 2 * 86400),
        st.sampled_from(("incident", "request")),
        CHANGES,
    ),
    max_size=10,
)


@given(STORIES)
@settings(max_examples=80, deadline=None)
def test_every_ticket_that_is_open_waits_in_the_stage_in_which_it_was_left(told: list[oracle.Story]) -> None:
    plan = planned(definitions(agreement()))
    tickets = [
        TicketStory(
            created_at=story.created,
            fields={"status": story.status, "kind": story.kind, "service": "mail"},
            events=[Told(at, EventType.STATUS, to, "status") for at, _, to in story.events],
        )
        for story in told
    ]
    desk = judged(facts(tickets), plan, horizon=NOW, desk=True).desk
    assert desk is not None
    lying: dict[tuple[str, str], list[int]] = {}
    for story in told:
        last = oracle.states(story)[-1]
        if last.is_open:
            stage = "open" if last.status == "odd" else last.status
            lying.setdefault((story.kind, stage), []).append(NOW - story.created)
    found = {(w.value, w.stage.value): w.age for w in waiting(desk.stages, Dimension.KIND, plan.words.words, as_of=NOW)}
    assert {key: (age.n, age.max_seconds) for key, age in found.items()} == {
        key: (len(ages), max(ages)) for key, ages in lying.items()
    }


@pytest.mark.parametrize("stage", [Stage.NEW, Stage.REQUESTER])
def test_an_age_is_counted_from_the_creation_whatever_came_since(stage: Stage) -> None:
    plan = planned(definitions(agreement()))
    moved = [Told(NOW - 60, EventType.STATUS, "open", "status"), Told(NOW - 30, EventType.STATUS, stage, "status")]
    story = TicketStory(created_at=NOW - 3600, fields={"status": "open", "service": "mail"}, events=moved)
    desk = judged(facts([story]), plan, horizon=NOW, desk=True).desk
    assert desk is not None
    (told,) = waiting(desk.stages, Dimension.SERVICE, plan.words.words, as_of=NOW)
    assert (told.value, told.stage, told.age.n, told.age.median_seconds) == ("mail", stage, 1, 3600)
