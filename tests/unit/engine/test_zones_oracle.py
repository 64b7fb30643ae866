"""Timers and availability where clocks change, in fourteen zones, against a look at every moment."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import availability_oracle, timer_oracle
from oracles.calendar_oracle import DAY, Oracle
from zones import CHANGES

from slawatch.calendars.calendar import compiled
from slawatch.engine.availability import Degradation, ServiceRecord, TimeAccount, time_account
from slawatch.engine.columns import NEVER
from slawatch.engine.judge import judged
from slawatch.engine.spans import Spans, covered
from slawatch.engine.timer import outcome
from slawatch.model.agreement import ExclusionMode, Indicator, Objective, ReopenPolicy
from slawatch.model.event import EventType
from slawatch.model.hours import Window, WorkingHours
from slawatch.model.result import Outcome
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement, definitions, planned

HOUR, HALF = 3600, 1800
GRAIN = timer_oracle.GRAIN
DAYS = 3
"""Histories and outages begin a day before the change and end two days after."""
PAUSES = ("pending_requester", "pending_supplier")

half_hours = st.integers(0, 47).map(lambda half: half * HALF)
windows = st.lists(
    st.one_of(
        st.tuples(half_hours, st.integers(1, 40).map(lambda half: half * HALF)).map(lambda w: (w[0], w[0] + w[1])),
        st.sampled_from([(0, DAY), (9 * HOUR, 17 * HOUR), (22 * HOUR, 30 * HOUR), (2 * HOUR, 3 * HOUR)]),
    ),
    max_size=2,
).map(tuple)


class Place:
    """A zone with hours, told to slawatch and to the oracle."""

    def __init__(self, zone: str, weekly: tuple[tuple[Window, ...], ...], closed: frozenset[int]) -> None:
        day = date.fromisoformat(CHANGES[zone])
        dates = frozenset(day + timedelta(days=n) for n in closed)
        self.hours = WorkingHours(id="office", timezone=zone, weekly=weekly, closed=dates)
        self.oracle = Oracle(zone, [list(own) for own in weekly], {each: [] for each in dates})
        self.start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - DAY

    def moments(self, _: str) -> list[int]:
        end = self.start + DAYS * DAY + timer_oracle.AHEAD
        return [at for at in range(self.start, end, GRAIN) if self.oracle.counts(at)]


def _is_due_in_sight(weekly: tuple[tuple[Window, ...], ...]) -> bool:
    """Tell whether the longest target (5 h) is used up, and passed, within what the oracle looks at: three weeks."""
    return sum(max((end - start for start, end in own), default=0) for own in weekly) >= 6 * HOUR


def places(zone: str) -> st.SearchStrategy[Place]:
    weekly = st.tuples(*[windows] * 7).filter(_is_due_in_sight)
    return st.builds(Place, st.just(zone), weekly, st.frozensets(st.integers(-1, 2), max_size=1))


moments = st.integers(0, DAYS * DAY // GRAIN).map(lambda grains: grains * GRAIN)
changes = st.lists(st.tuples(moments, st.sampled_from(["open", *PAUSES, "resolved", "closed"])), min_size=1, max_size=7)


@pytest.mark.parametrize("zone", CHANGES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_timer_across_a_change_of_clocks_counts_each_moment(zone: str, data: st.DataObject) -> None:
    place = data.draw(places(zone))
    told = sorted((place.start + at, status) for at, status in data.draw(changes))
    within, policy = data.draw(st.integers(1, 60)) * GRAIN, data.draw(st.sampled_from(ReopenPolicy))
    horizon = place.start + DAYS * DAY
    solve = Objective(
        id="solve",
        indicator=Indicator.RESOLUTION,
        target=Fraction(1, 2),
        within=within,
        pause=frozenset(map(StatusClass, PAUSES)),
        reopen=policy,
    )
    story = timer_oracle.Story(
        place.start, "new", "P1", "requester", [(at, "status", status, "agent") for at, status in told]
    )
    rule = timer_oracle.Rule("resolution", {"P1"}, within, "office", set(PAUSES), policy.value)
    expected = sorted(timer_oracle.timers(story, [rule], horizon, place.moments), key=lambda row: row["cycle"])
    ticket = TicketStory(
        created_at=place.start,
        fields={"status": "new", "priority": "P1", "service": "mail"},
        events=[Told(at, EventType.STATUS, status) for at, status in told],
    )
    plan = planned(definitions(agreement(solve), hours=(place.hours,)))
    rows = judged(facts([ticket]), plan, horizon=horizon).timers
    assert len(rows) == len(expected)
    for nth, row in enumerate(expected):
        for name in ("started_at", "stopped_at", "due_at", "breach_at", "elapsed", "paused"):
            found = int(getattr(rows, name)[nth])
            assert (None if found == NEVER else found) == row[name], name
        assert tuple(Outcome)[outcome(rows)[nth]] == row["outcome"]


MINUTES = DAYS * DAY // 60
stretches = st.tuples(st.integers(0, MINUTES), st.integers(0, MINUTES)).map(sorted).map(tuple)
lists = st.lists(stretches, max_size=3)
WEIGHT = Fraction(1, 3)


def spans(place: Place, minutes: list[tuple[int, int]]) -> Spans:
    return covered(np.array(minutes, np.int64).reshape(-1, 2) * 60 + place.start, times=1)


@pytest.mark.parametrize("zone", CHANGES)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_availability_across_a_change_of_clocks_is_the_count_of_every_minute(zone: str, data: st.DataObject) -> None:
    place, mode = data.draw(places(zone)), data.draw(st.sampled_from(ExclusionMode))
    down, bad, excluded, unknown = (data.draw(lists) for _ in range(4))
    (first, split, last) = sorted(data.draw(st.tuples(*[st.integers(0, MINUTES)] * 3)))
    record = ServiceRecord(
        down=spans(place, down),
        degraded=tuple(Degradation(stretches=spans(place, [each]), weight=WEIGHT) for each in bad),
        excluded=spans(place, excluded),
        unknown=spans(place, unknown),
    )
    oracle = availability_oracle.Oracle(
        lambda minute: place.oracle.counts(place.start + minute * 60),
        mode.value,
        down=down,
        degraded=[(each, WEIGHT) for each in bad],
        excluded=excluded,
        unknown=unknown,
    )

    def account(*edges: int) -> TimeAccount:
        window = (place.start + edges[0] * 60, place.start + edges[1] * 60)
        return time_account(record.layers(mode), compiled(place.hours), window)

    found, seconds = account(first, last), oracle.seconds(first, last)
    assert found.scheduled == 60 * (seconds.total() - seconds["closed"])
    for name in ("up", "down", "degraded", "excluded", "unknown"):
        assert getattr(found, name) == 60 * seconds[name], name
    assert found.lost == 60 * oracle.lost(first, last)
    parts = account(first, split), account(split, last)
    for name in ("scheduled", "up", "down", "degraded", "excluded", "unknown", "agreed", "lost"):
        assert sum(getattr(part, name) for part in parts) == getattr(found, name), name
