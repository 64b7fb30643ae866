"""Changes by how they came to be made, worked by hand; and all their shares against a walk through their events."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from desk_cases import FULL, JULY, WINDOW, a_plan, at, histories, shares, solved, ticket
from hypothesis import given, settings

from slawatch.engine.judge import judged
from slawatch.model.desk_figures import ProcessIndicator
from slawatch.model.event import EventType
from slawatch.model.mapping import FieldMap
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import PLAIN


def way(day: float, raw: str | None) -> Told:
    return at(day, EventType.SCOPE, raw, "way")


CHANGES = (
    ticket("C1", "change", 1, solved(3), way="rush"),
    ticket("C2", "change", 1, solved(4), way="plan"),
    ticket("C3", "change", 1, way(2, "list A"), solved(4)),
    ticket("C4", "change", 1, solved(4), way="in between"),
    ticket("C5", "change", 1, solved(4)),
    ticket("C6", "change", 1, way="rush"),
    ticket("C7", "change", 1, at(2, EventType.STATUS, "cancelled", "status"), way="rush"),
    ticket("C8", "change", -9, solved(-2), way="rush"),
    ticket("I1", "incident", 1, solved(4), way="rush"),
)


def test_changes_first_resolved_in_the_period_count_by_how_they_came_to_be_made() -> None:
    found = shares(a_plan(), *CHANGES)[ProcessIndicator.CHANGE_EMERGENCY]
    # C1 of C1 to C3; what C4's word means and what C5 is, nobody knows. The others are open, void, of May or no change.
    assert (found.process, found.counted, found.n, found.unknown) == ("change", 1, 3, 2)
    assert found.ratio == pytest.approx(1 / 3)


def test_every_other_word_has_the_type_that_the_map_gives_by_default() -> None:
    types = FieldMap(field="way", values={"rush": "emergency"}, default="normal")
    found = shares(a_plan(replace(FULL, attributes={"change_type": types})), *CHANGES)
    assert (found[ProcessIndicator.CHANGE_EMERGENCY].counted, found[ProcessIndicator.CHANGE_EMERGENCY].n) == (1, 5)


def test_without_values_only_the_types_themselves_are_types() -> None:
    plan = a_plan(replace(FULL, attributes={"change_type": FieldMap(field="way")}))
    raws = ("emergency", "Emergency", "normal", "standard", "urgent")
    told = (ticket(f"C{nth}", "change", 1, solved(3), way=raw) for nth, raw in enumerate(raws))
    found = shares(plan, *told)[ProcessIndicator.CHANGE_EMERGENCY]
    assert (found.counted, found.n, found.unknown) == (1, 3, 2)


@pytest.mark.parametrize(
    ("later", "counted", "n"),
    [
        ((way(20, "plan"),), 0, 1),
        ((way(20, "plan"), way(25, "rush")), 1, 1),
        ((way(20, None),), 0, 0),
        ((way(40, "plan"),), 1, 1),  # in July, of which June's end knows nothing
    ],
)
def test_the_type_is_what_the_field_says_at_the_horizon(later: Sequence[Told], counted: int, n: int) -> None:
    found = shares(a_plan(), ticket("C1", "change", 1, solved(3), *later, way="rush"))
    share = found[ProcessIndicator.CHANGE_EMERGENCY]
    assert (share.counted, share.n, share.unknown) == (counted, n, 1 - n)


def test_a_change_whose_type_nothing_maps_is_told_with_its_word() -> None:
    tickets = judged(facts(CHANGES), a_plan(), horizon=JULY).tickets
    assert (tickets.unmapped & 8).tolist() == [0, 0, 0, 8, 8, 0, 0, 0, 0]
    plan = a_plan()
    rows = judged(facts(CHANGES), plan, horizon=JULY).tickets
    assert [plan.words.words[code] for code in rows.raw_change_type.tolist()] == ["", "", "", "in between"] + [""] * 5
    bare = judged(facts(CHANGES), a_plan(PLAIN), horizon=JULY).tickets
    assert not (bare.unmapped & 8).any()


MADE = (
    *(("resolved", EventType.STATUS, "status"),) * 3,
    ("T1", EventType.LINKED, "caused_by"),
    *((raw, EventType.SCOPE, "way") for raw in ("rush", "plan", "urgent", None)),
    *((raw, EventType.SCOPE, "outcome") for raw in ("bad", "good")),
)


@given(histories(kinds=("change", "change", "incident"), whats=MADE))
@settings(max_examples=150, deadline=None)
def test_shares_of_changes_are_what_a_walk_through_their_events_tells(told: list[TicketStory]) -> None:
    found = shares(a_plan(), *told)
    changes = [story for story in told if story.fields["kind"] == "change" and WINDOW[0] <= _solved(story) < WINDOW[1]]
    ways = [_last(story, "way") for story in changes]
    outcomes = [_last(story, "outcome") for story in changes]
    blamed = {
        each.new for story in told if story.fields["kind"] == "incident" for each in story.events if _blames(each)
    }
    expected = {
        ProcessIndicator.CHANGE_EMERGENCY: (ways.count("rush"), ways.count("rush") + ways.count("plan")),
        ProcessIndicator.CHANGE_FAILED: (outcomes.count("bad"), len(changes)),
        ProcessIndicator.CHANGE_CAUSED_INCIDENTS: (sum(story.id in blamed for story in changes), len(changes)),
    }
    counts = {name: (each.counted, each.n, each.unknown) for name, each in found.items() if name in expected}
    assert counts == {name: (*each, len(changes) - each[1]) for name, each in expected.items() if changes}


def _solved(story: TicketStory) -> int:
    """Return the instant of the first resolution before July; the end of time where there is none."""
    return next((each.at for each in story.events if each.new == "resolved" and each.at <= JULY), _NEVER)


_NEVER = 10**12


def _last(story: TicketStory, field: str) -> str | None:
    told = [each.new for each in story.events if each.field == field and each.at <= JULY]
    return told[-1] if told else story.fields.get(field)


def _blames(each: Told) -> bool:
    return each.type is EventType.LINKED and each.field == "caused_by" and each.at <= JULY
