"""Limits, typical times and shares of answers: taken in bit by bit or all at once, the figures are the same."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from tempfile import TemporaryDirectory
from typing import NamedTuple

from empty_store import empty_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telling import START, after, created, status, ticket

from slawatch.engine.plan import Plan
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective, PeriodKind, Statistic
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.mapping import GOOD, POOR, FieldMap, Survey
from slawatch.model.outage import Outage
from slawatch.runtime.evaluator import Evaluator
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

DAY = 86400
STATUSES = ("open", "pending_requester", "resolved", "closed", "cancelled")
HALF = Fraction(1, 2)
LIMITS = (
    Objective(id="share", indicator=Indicator.RESOLUTION, target=HALF, within=DAY),
    Objective(id="median", indicator=Indicator.RESOLUTION, statistic=Statistic.MEDIAN, within=DAY),
    Objective(id="p90", indicator=Indicator.ACKNOWLEDGEMENT, statistic=Statistic.P90, within=DAY),
    Objective(id="mean", indicator=Indicator.RESOLUTION, statistic=Statistic.MEAN, within=2 * DAY),
    Objective(id="outages", indicator=Indicator.OUTAGES, at_most=1),
    Objective(id="longest", indicator=Indicator.LONGEST_OUTAGE, at_most=DAY),
    Objective(id="backlog", indicator=Indicator.BACKLOG, at_most=1),
    Objective(id="age", indicator=Indicator.BACKLOG_AGE, at_most=5 * DAY),
    Objective(id="workload", indicator=Indicator.WORKLOAD, at_most=1),
    Objective(id="satisfied", indicator=Indicator.SATISFACTION, target=HALF, minimum_responses=1),
    Objective(id="first", indicator=Indicator.FIRST_CONTACT, target=HALF),
    Objective(id="reopened", indicator=Indicator.REOPENED, target=HALF),
)


class News(NamedTuple):
    """What one batch tells of tickets (ticket, number, second, status), of an outage, of an answer; the way on."""

    changes: list[tuple[int, int, int, str]]
    answers: list[tuple[int, int, str]]
    outage: tuple[int, int] | None
    moves: int


SECONDS = st.integers(0, 60 * DAY)
NEWS = st.builds(
    News,
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), SECONDS, st.sampled_from(STATUSES)), max_size=4),
    st.lists(st.tuples(st.integers(0, 4), SECONDS, st.sampled_from(("1", "5", "?"))), max_size=1),
    st.none() | st.tuples(st.integers(0, 40 * DAY), st.integers(1, 3 * DAY)),
    st.integers(0, 20 * DAY),
)


def a_plan() -> Plan:
    answers = FieldMap(field="", values={"5": GOOD, "1": POOR})
    mapping = replace(PLAIN, survey=Survey(name="stars", answers=answers))
    weekly = replace(agreement(*LIMITS), period=PeriodKind.WEEK)
    return planned(replace(definitions(weekly, mapping=mapping), data_age_limits={"desk": 3600}))


def batch_of(news: News, nth: int) -> dict[str, object]:
    ids = {number for number, *_ in (*news.changes, *news.answers)}
    begun = {number: after(number * 9 * DAY) for number in ids}
    fields = {"status": "new", "service": "mail"}
    creations = [created(str(each), at=begun[each], native_id=f"{each}/created", fields=fields) for each in sorted(ids)]
    moves = [
        status(str(number), told, at, native_id=f"{number}/{place}")
        for number, place, at, told in news.changes
        if after(at) > begun[number]
    ]
    rated = [
        Event(
            ticket_id=str(number),
            type=EventType.RATED,
            at=max(after(at), begun[number]),
            new=answer,
            actor=Actor.REQUESTER,
            native_id=f"{number}/rated{at}",
        )
        for number, at, answer in news.answers
    ]
    outages = ()
    if news.outage is not None:
        begin, length = news.outage
        outages = (Outage(id=f"o{nth % 2}", started_at=after(begin), ended_at=after(begin + length), service="mail"),)
    tickets = tuple(ticket(str(each), created_at=begun[each]) for each in sorted(ids))
    return {"tickets": tickets, "events": (*creations, *moves, *rated), "outages": outages}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NEWS, min_size=1, max_size=6))
def test_what_is_kept_and_what_is_forgotten_gives_the_figures_of_everything(stories: list[News]) -> None:
    plan, clock, watermark = a_plan(), ManualClock(START), START
    with TemporaryDirectory() as folder:
        store = empty_store(folder)
        standing = Evaluator(plan, store, clock)
        for nth, news in enumerate(stories):
            watermark += timedelta(seconds=news.moves)
            told = Batch(cursor=str(nth), complete_through=watermark, **batch_of(news, nth))
            store.commit("desk", told, at=clock.now(), config_hash="h")
            clock.set(watermark + timedelta(seconds=60))
            fresh = Evaluator(plan, store, clock, forgets=False).evaluate()
            assert standing.evaluate().objectives == fresh.objectives
        store.close()


def test_an_answer_about_a_ticket_done_long_ago_counts_when_it_is_given() -> None:
    plan, clock = a_plan(), ManualClock(after(50 * DAY))
    done = [(0, 1, DAY, "resolved")]
    with TemporaryDirectory() as folder:
        store = empty_store(folder)
        told = batch_of(News(done, [(0, 49 * DAY, "5")], None, 0), 0)
        store.commit("desk", Batch(cursor="1", complete_through=after(50 * DAY), **told), at=START, config_hash="h")
        (satisfied, _) = (f for f in Evaluator(plan, store, clock).evaluate().objectives if f.objective == "satisfied")
        store.close()
    assert (satisfied.good, satisfied.events, satisfied.attained_ratio) == (1, 1, 1)
