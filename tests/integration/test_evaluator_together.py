"""Services judged together: an evaluator that takes in what changed says what a fresh one says of everything."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from tempfile import TemporaryDirectory
from typing import NamedTuple

from empty_store import empty_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telling import START, after, created, status, ticket

from slawatch.engine.plan import Plan
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective, Scope, Statistic
from slawatch.model.hours import WorkingHours
from slawatch.model.mapping import FieldMap
from slawatch.model.outage import Outage
from slawatch.runtime.evaluator import Evaluator
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import ALWAYS, PLAIN, agreement, definitions, planned

DAY = 86400
OFFICE = WorkingHours(id="office", timezone="UTC", weekly=(((32400, 61200),),) * 5 + ((), ()))
SERVICES = ("mail", "shop")


class News(NamedTuple):
    """What one batch brings, and how far the watermark moves."""

    tickets: list[tuple[int, int]]
    """Number and how many seconds after its creation it is resolved."""
    outages: list[tuple[int, int, str]]
    moves: int


NEWS = st.builds(
    News,
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6 * DAY)), max_size=3),
    st.lists(st.tuples(st.integers(0, 60 * DAY), st.integers(60, 2 * DAY), st.sampled_from(SERVICES)), max_size=2),
    st.integers(0, 20 * DAY),
)


def a_plan() -> Plan:
    told = agreement(
        Objective(id="availability", indicator=Indicator.AVAILABILITY, target=Fraction(99, 100)),
        Objective(id="resolution", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=DAY),
        Objective(id="typical", indicator=Indicator.RESOLUTION, statistic=Statistic.MEDIAN, within=DAY),
        Objective(id="outages", indicator=Indicator.OUTAGES, at_most=1),
        Objective(id="backlog", indicator=Indicator.BACKLOG, at_most=2),
        services=SERVICES,
    )
    together = replace(told, scope=Scope.AGREEMENT, weights={"mail": Fraction(1), "shop": Fraction(5, 2)})
    mapping = replace(PLAIN, attributes={**PLAIN.attributes, "service": FieldMap(field="service")})
    hours = {"mail": "always", "shop": "office"}
    return planned(definitions(together, hours=(ALWAYS, OFFICE), mapping=mapping, services=hours))


def batch_of(news: News, watermark: datetime, nth: int) -> Batch:
    begun = {str(number): after(number * 9 * DAY) for number, _ in news.tickets}
    creations = [
        created(
            id_, at=begun[id_], native_id=f"{id_}/created", fields={"status": "new", "service": SERVICES[int(id_) % 2]}
        )
        for id_ in sorted(begun)
    ]
    ends = [
        status(str(number), "resolved", number * 9 * DAY + took, native_id=f"{number}/end")
        for number, took in news.tickets
    ]
    return Batch(
        cursor=str(nth),
        tickets=tuple(ticket(id_, created_at=begun[id_]) for id_ in sorted(begun)),
        events=(*creations, *ends),
        outages=tuple(
            Outage(id=f"o{nth}-{n}", started_at=after(begin), ended_at=after(begin + length), service=service)
            for n, (begin, length, service) in enumerate(news.outages)
        ),
        complete_through=watermark,
    )


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NEWS, min_size=1, max_size=5))
def test_after_any_news_the_common_figures_are_those_of_a_fresh_evaluation(stories: list[News]) -> None:
    plan, clock, watermark = a_plan(), ManualClock(START), START
    with TemporaryDirectory() as folder:
        store = empty_store(folder)
        standing = Evaluator(plan, store, clock)
        for nth, news in enumerate(stories):
            watermark += timedelta(seconds=news.moves)
            store.commit("desk", batch_of(news, watermark, nth), at=clock.now(), config_hash="h")
            clock.set(watermark + timedelta(seconds=60))
            told, fresh = standing.evaluate(), Evaluator(plan, store, clock).evaluate()
            assert {each.service_id for each in told.objectives} == {"gold"}
            assert told.objectives == fresh.objectives
            assert (told.outlooks, told.services) == (fresh.outlooks, fresh.services)
        store.close()
