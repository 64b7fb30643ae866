"""Series of 5, 50 and 200 services, lean and in full, against the bounds of the table, and what they weigh."""

from dataclasses import replace
from time import process_time

import pytest

from slawatch.exporters.bounds import Count, Installation
from slawatch.exporters.figure_names import PREPARED
from slawatch.exporters.prometheus import Form, rendered
from slawatch.model.agreement import Indicator
from slawatch.model.reliability import Standing
from slawatch.model.result import Relative, Snapshot
from slawatch.model.spread import Durations
from slawatch.testing.outlooks import outage_outlook, ticket_outlook
from slawatch.testing.snapshots import AS_OF, crowd

TOOK = Durations(n=247, median_seconds=600, p90_seconds=1500, max_seconds=9000, mean_seconds=720.0)
STANDINGS = tuple((standing, 1) for standing in Standing)
PROMISED = {
    Count.OBJECTIVES: 4,
    Count.SHARES: 4,
    Count.AVAILABILITIES: 1,
    Count.TIMERS: 3,
    Count.TIMES: 3,
    Count.AGREED_SERVICES: 1,
    Count.SERVICES: 1,
}
"""Of each service of a crowd."""


def busy(services: int) -> Snapshot:
    """Return services of which all that can be known is known: breached, with an open outage, overdue, forecast."""
    made = crowd(services)
    objectives = tuple(
        replace(each, breached_at=AS_OF, elapsed=TOOK if each.is_timer else None) for each in made.objectives
    )
    current = [each for each in objectives if each.period is Relative.CURRENT]
    return replace(
        made,
        objectives=objectives,
        outlooks=tuple(
            replace(
                outage_outlook(exhausted_at=AS_OF) if each.indicator is Indicator.AVAILABILITY else ticket_outlook(),
                service_id=each.service_id,
                sla=each.sla,
                objective=each.objective,
                forecast=outage_outlook().forecast,
            )
            for each in current
        ),
        services=tuple(replace(each, exclusions=STANDINGS, mtbsi_seconds=86_400.0) for each in made.services),
        states=tuple(replace(each, outage_active=True, outage_started_at=AS_OF) for each in made.states),
    )


def installed(services: int, *, full: bool) -> Installation:
    """Return the counts of a crowd: tickets of two kinds and two priorities, an agreement and a source for each."""
    own = {count: number * services for count, number in PROMISED.items()}
    common = {Count.AGREEMENTS: services, Count.SOURCES: 1, Count.KINDS: 2, Count.PRIORITIES: 2}
    return Installation(lean=common, full=own) if full else Installation(lean=common | own)


def timed(snapshot: Snapshot, full: set[str]) -> float:
    """Return the processor seconds of the fastest of three renderings, to two formats, checked, plain and gzip."""
    seconds = []
    for _ in range(3):
        began = process_time()
        rendered(snapshot, {}, limit=10_000_000, full=full)
        seconds.append(process_time() - began)
    return min(seconds)


@pytest.mark.benchmark
def test_series_of_5_50_and_200_services(capsys: pytest.CaptureFixture[str]) -> None:
    lines, first = [], None
    for services in (5, 50, 200):
        made = busy(services)
        for full in (False, True):
            names = {each.sla for each in made.services} if full else set()
            told, seconds = rendered(made, {}, limit=10_000_000, full=names), timed(made, names)
            first = first or seconds / told.series
            most = sum(family.bound.most(installed(services, full=full)) for family in PREPARED)
            body = told.bodies[Form.OPENMETRICS]
            lines.append(
                f"{services:4} services {'full' if full else 'lean'}: {told.series:7} series of at most {most:7}, "
                f"{told.series / services:5.0f} a service; {len(body.plain) / 1e3:6.0f} kB, gzip "
                f"{len(body.plain) / len(body.gzipped):4.1f} times smaller; rendering a series costs "
                f"{seconds / told.series / first:4.2f} of what it costs with 5 lean services"
            )
            assert told.series <= most
    with capsys.disabled():
        print("\n" + "\n".join(lines))
