"""Every timer is counted once: met + missed + running + paused + cancelled + unknown, over all periods, are all."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.calendars.periods import period_containing
from slawatch.engine.attainment import tallies, verdicts
from slawatch.engine.judge import judged
from slawatch.engine.timer import outcome
from slawatch.engine.windows import window
from slawatch.model.agreement import Indicator, Objective, PeriodKind, ReopenPolicy
from slawatch.model.event import Actor, EventType
from slawatch.model.instant import from_epoch
from slawatch.model.result import Outcome
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement, definitions, planned

HOUR, DAY = 3600, 86_400
START = 1_770_000_000 // DAY * DAY
SPAN = 60 * DAY
WEEKS = SPAN // (7 * DAY) + 2

instants = st.integers(START, START + SPAN)
events = st.one_of(
    st.builds(Told, instants, st.just(EventType.STATUS), st.sampled_from(list(StatusClass))),
    st.builds(Told, instants, st.just(EventType.PUBLIC_REPLY), st.none(), st.none(), st.just(Actor.AGENT)),
    st.builds(Told, instants, st.just(EventType.REQUESTER_REPLY), st.none(), st.none(), st.just(Actor.REQUESTER)),
)
stories = st.builds(
    TicketStory,
    created_at=instants,
    fields=st.fixed_dictionaries(
        {"status": st.just("new"), "priority": st.sampled_from(["P1", "P2"]), "service": st.just("mail")}
    ),
    events=st.lists(events, max_size=8).map(lambda told: sorted(told, key=lambda event: event.at)),
)
PROMISES = (
    Objective(
        id="solve",
        indicator=Indicator.RESOLUTION,
        target=Fraction(9, 10),
        within=30 * HOUR,
        pause=frozenset({StatusClass.PENDING_REQUESTER}),
        reopen=ReopenPolicy.NEW_CYCLE,
    ),
    Objective(id="reply", indicator=Indicator.NEXT_REPLY, target=Fraction(9, 10), within=4 * HOUR),
    Objective(id="first", indicator=Indicator.FIRST_RESPONSE, target=Fraction(9, 10), within=4 * HOUR),
)


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
@settings(max_examples=25, deadline=None)
@given(told=st.lists(stories, min_size=1, max_size=6), horizon=instants)
def test_over_all_periods_each_timer_is_counted_exactly_once(zone: str, told: list[TicketStory], horizon: int) -> None:
    own = agreement(*PROMISES)
    plan, as_of = planned(definitions(own)), from_epoch(horizon)
    timers = judged(facts(told), plan, horizon=horizon).timers
    counted: Counter[Outcome] = Counter()
    for nth in range(-2, WEEKS):
        week = period_containing(PeriodKind.WEEK, from_epoch(START) + timedelta(weeks=nth), timezone=zone)
        windows = [window(own, week, as_of=as_of)] * len(plan.promises)
        for tally in tallies(verdicts(timers).within(windows), plan.words.words).values():
            counted += tally.timers
    assert counted == Counter(tuple(Outcome)[code] for code in outcome(timers).tolist())
