"""Time that change tickets take out of agreed time, worked by hand and against a walk through their events."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.engine.columns import NEVER, ExclusionRows
from slawatch.engine.judge import judged
from slawatch.engine.ledger import Ledger
from slawatch.engine.rows import empty
from slawatch.model.event import EventType
from slawatch.model.mapping import ExclusionRule
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

HOUR = 3600
NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp())
HORIZON = NOON + 9 * HOUR
RULE = ExclusionRule(
    field="kind",
    equals=frozenset({"change"}),
    started_at="from",
    ended_at="to",
    approval="approval",
    approved=frozenset({"yes", "sure"}),
    approver="by",
)


def clock(hours: float) -> str:
    return (datetime.fromtimestamp(NOON, UTC) + timedelta(hours=hours)).isoformat()


CHANGE = {"service": "mail", "kind": "change", "from": clock(4), "to": clock(6)}


def plan(rule: ExclusionRule = RULE):  # noqa: ANN201  a plan
    return planned(definitions(agreement(), mapping=replace(PLAIN, exclusion=rule)))


def told(fields: Mapping[str, str], *events: Told, rule: ExclusionRule = RULE) -> ExclusionRows:
    story = TicketStory(created_at=NOON, fields=fields, events=events)
    return judged(facts([story]), plan(rule), horizon=HORIZON).exclusions


def sets(hours: float, field: str, new: str | None) -> Told:
    kind = EventType.STATUS if field == "status" else EventType.SCOPE
    return Told(NOON + int(hours * HOUR), kind, new, field)


def shown(rows: ExclusionRows) -> list[tuple[float, float, float | None, bool]]:
    return [
        ((start - NOON) / HOUR, (end - NOON) / HOUR, None if at == NEVER else (at - NOON) / HOUR, later)
        for start, end, at, later in zip(
            rows.started_at.tolist(),
            rows.ended_at.tolist(),
            rows.approved_at.tolist(),
            rows.retrospective.tolist(),
            strict=True,
        )
    ]


def test_a_change_is_approved_when_its_field_first_says_so() -> None:
    assert shown(told(CHANGE, sets(1, "approval", "yes"), sets(2, "approval", "sure"))) == [(4, 6, 1, False)]


def test_a_change_that_is_approved_when_it_comes_is_approved_from_its_creation() -> None:
    assert shown(told(CHANGE | {"approval": "yes"})) == [(4, 6, 0, False)]


def test_a_change_that_nobody_approved_is_told_without_an_approval() -> None:
    assert shown(told(CHANGE)) == [(4, 6, None, False)]


def test_an_approval_that_was_taken_back_is_none_and_one_given_again_counts_from_then() -> None:
    back = sets(1, "approval", "yes"), sets(2, "approval", "no")
    assert shown(told(CHANGE, *back)) == [(4, 6, None, False)]
    assert shown(told(CHANGE, *back, sets(3, "approval", "yes"))) == [(4, 6, 3, False)]


def test_a_window_made_longer_after_its_approval_is_approved_no_earlier_than_that() -> None:
    longer = sets(1, "approval", "yes"), sets(5, "to", clock(8))
    assert shown(told(CHANGE, *longer)) == [(4, 8, 5, False)]
    assert shown(told(CHANGE | {"by": "Ada"}, *longer)) == [(4, 8, 5, True)]


def test_a_cancelled_change_excludes_nothing() -> None:
    assert shown(told(CHANGE, sets(1, "approval", "yes"), sets(2, "status", "cancelled"))) == []


def test_a_change_that_is_done_still_excludes_its_window() -> None:
    assert shown(told(CHANGE, sets(1, "approval", "yes"), sets(6, "status", "resolved"))) == [(4, 6, 1, False)]


@pytest.mark.parametrize(
    "fields",
    [
        CHANGE | {"kind": "incident"},
        CHANGE | {"to": clock(4)},
        CHANGE | {"to": clock(3)},
        CHANGE | {"from": "soon"},
        {"service": "mail", "kind": "change", "from": clock(4)},
    ],
)
def test_what_is_no_change_or_tells_no_window_excludes_nothing(fields: Mapping[str, str]) -> None:
    assert shown(told(fields)) == []


def test_without_a_rule_no_ticket_excludes_anything() -> None:
    story = TicketStory(created_at=NOON, fields=CHANGE)
    assert not len(judged(facts([story]), planned(definitions(agreement())), horizon=HORIZON).exclusions)


def test_a_change_told_again_replaces_its_window_and_leaves_stated_exclusions() -> None:
    own = plan()
    ledger = Ledger(own)
    for end in (6, 8):
        story = TicketStory(created_at=NOON, fields=CHANGE | {"to": clock(end)})
        ledger.restate("desk", judged(facts([story]), own, horizon=HORIZON))
    assert shown(ledger.rows.exclusions) == [(4, 8, None, False)]
    ledger.restate_facts("desk", ledger.rows.outages.take(ledger.rows.outages.ticket < 0), empty(ExclusionRows))
    assert shown(ledger.rows.exclusions) == [(4, 8, None, False)]


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.one_of(
            st.tuples(st.just("approval"), st.sampled_from(["yes", "no", "sure", None])),
            st.tuples(st.sampled_from(["from", "to"]), st.integers(0, 9).map(clock)),
        ),
    ),
    max_size=7,
).map(lambda events: sorted(events, key=lambda event: event[0]))


def walked(events: Sequence[tuple[int, tuple[str, str | None]]]) -> tuple[str, str, int | None]:
    """Return the window and its approval by going through the events one by one."""
    fields: dict[str, str | None] = {**CHANGE, "approval": None}
    approved, moved = None, 0
    for at, (field, new) in events:
        was = fields["approval"] in RULE.approved
        fields[field] = new
        if field != "approval":
            moved = at
        elif new not in RULE.approved:
            approved = None
        elif not was:
            approved = at
    return fields["from"], fields["to"], None if approved is None else max(approved, moved)


@given(CHANGES)
def test_a_window_and_its_approval_are_what_a_walk_through_the_events_gives(
    events: list[tuple[int, tuple[str, str | None]]],
) -> None:
    start, end, approved = walked(events)
    found = shown(told(CHANGE, *(sets(at, field, new) for at, (field, new) in events)))
    if start >= end:
        assert found == []
    else:
        assert [(clock(a), clock(b), at) for a, b, at, _ in found] == [(start, end, approved)]
