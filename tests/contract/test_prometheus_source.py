"""Prometheus as a source of outages, against a real one that remembers a few hours written by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from past_prometheus import Prometheus, remember, remembering

from slawatch.clock import SystemClock
from slawatch.errors import FatalSourceError, SourceError
from slawatch.ingest.source import Batch, Limits, Source
from slawatch.model.instant import epoch
from slawatch.model.outage import UNWATCHED
from slawatch.sources.prometheus import KIND
from slawatch.testing.request_counts import RequestCounts

MINUTES = 180
SHOP = {"down": range(60, 70), "missing": range(100, 105)}
MAIL_FROM, MAIL_DOWN = 20, range(85, 95)
"""It is down when Prometheus stops looking and still is afterwards."""
AWAY = range(88, 92)
"""Less than the lookback of the server, which would repeat the last sample."""
ALERT = range(30, 40)


@dataclass(frozen=True)
class Recorded:
    prometheus: Prometheus
    began: int

    def minutes(self, at: datetime | None) -> int | None:
        return None if at is None else (epoch(at) - self.began) // 60


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    folder = tmp_path_factory.mktemp("prometheus")
    began = now() // 60 * 60 - (MINUTES + 60) * 60
    remember(lines(began), folder / "blocks")
    (server := folder / "server").mkdir()
    with remembering(folder / "blocks", server) as prometheus:
        yield Recorded(prometheus, began)


def now() -> int:
    return epoch(SystemClock().now())


def lines(began: int) -> Iterator[str]:
    for minute in range(MINUTES):
        if minute in AWAY:
            continue
        at = began + 60 * minute
        yield f'up{{job="prometheus"}} 1 {at}\n'
        if minute not in SHOP["missing"]:
            yield f'up{{job="shop",instance="a"}} {int(minute not in SHOP["down"])} {at}\n'
            yield f'up{{job="shop",instance="b"}} 1 {at}\n'
        if minute >= MAIL_FROM:
            yield f'up{{job="mail"}} {int(minute not in MAIL_DOWN)} {at}\n'
        if minute in ALERT:
            yield f'ALERTS{{alertname="Slow",alertstate="firing",service="web"}} 1 {at}\n'


QUERIES = [
    {"name": "up", "expr": 'up{job=~"shop|mail"}', "by": ["job"]},
    {
        "name": "slow",
        "expr": 'ALERTS{alertstate="firing"}',
        "by": ["service"],
        "down_when": "present",
        "severity": "slow",
    },
]


def source(recorded: Recorded, **changes: object) -> Source:
    basic: dict[str, Any] = {
        "url": recorded.prometheus.url,
        "queries": QUERIES,
        "watched": 'up{job="prometheus"}',
        "fresh": "59s",
        "since": datetime.fromtimestamp(recorded.began, UTC).isoformat(),
    }
    return KIND.factory(
        KIND.options.model_validate({**basic, **changes}), clock=SystemClock(), observer=RequestCounts()
    )


def facts(recorded: Recorded, batches: list[Batch]) -> set[tuple[str | None, int | None, int | None, str | None]]:
    newest = {outage.id: outage for batch in batches for outage in batch.outages}
    return {
        (each.service, recorded.minutes(each.started_at), recorded.minutes(each.ended_at), each.severity)
        for each in newest.values()
        if each.ended_at != each.started_at
    }


EXPECTED = {
    ("shop", 60, 70, None),
    ("shop", 100, 105, UNWATCHED),
    ("mail", 0, 20, UNWATCHED),
    ("mail", 85, 88, None),
    ("mail", 92, 95, None),
    (None, 88, 92, UNWATCHED),
    ("web", 30, 40, "slow"),
    (None, 180, None, UNWATCHED),
}


@pytest.mark.parametrize("points", [11_000, 50, 7])
def test_outages_and_gaps_are_told_as_they_were_whatever_is_asked_at_a_time(recorded: Recorded, points: int) -> None:
    batches = list(source(recorded, points=points).poll(None, Limits()))
    assert facts(recorded, batches) == EXPECTED
    last = batches[-1].complete_through
    assert last is not None
    assert 60 <= now() - epoch(last) < 150


def test_the_next_poll_goes_on_and_tells_nothing_else(recorded: Recorded) -> None:
    prometheus = source(recorded, lag="100m")  # up to within the recorded time
    first = list(prometheus.poll(None, Limits()))
    second = list(source(recorded).poll(first[-1].cursor, Limits()))
    assert facts(recorded, first) < {*EXPECTED, ("mail", 85, None, None)} or facts(recorded, first) < EXPECTED
    assert facts(recorded, [*first, *second]) == EXPECTED


def test_a_query_that_is_taken_out_leaves_no_outage_open(recorded: Recorded) -> None:
    lag = f"{now() - recorded.began - 65 * 60}s"  # while the shop is down
    first = list(source(recorded, lag=lag).poll(None, Limits()))
    assert ("shop", 60, None, None) in facts(recorded, first)
    other = source(recorded, queries=QUERIES[1:])
    second = list(other.poll(first[-1].cursor, Limits()))
    (ended,) = [
        end for service, start, end, _ in facts(recorded, [*first, *second]) if (service, start) == ("shop", 60)
    ]
    assert ended in (64, 65)


def test_a_query_of_another_name_leaves_what_was_known_as_it_was(recorded: Recorded) -> None:
    first = list(source(recorded, lag=f"{now() - recorded.began - 110 * 60}s").poll(None, Limits()))
    renamed = [{**QUERIES[0], "name": "renamed"}, QUERIES[1]]
    until = f"{now() - recorded.began - 130 * 60}s"
    second = list(source(recorded, queries=renamed, lag=until).poll(first[-1].cursor, Limits()))
    back = list(source(recorded).poll(second[-1].cursor, Limits()))
    assert facts(recorded, [*first, *second, *back]) == EXPECTED


def test_several_series_of_a_service_may_have_to_fail_together(recorded: Recorded) -> None:
    all_of_them = [{**QUERIES[0], "expr": 'up{job="shop"}', "down_if": "all"}]
    told = facts(recorded, list(source(recorded, queries=all_of_them).poll(None, Limits())))
    assert told == {(None, 88, 92, UNWATCHED), (None, 180, None, UNWATCHED), ("shop", 100, 105, UNWATCHED)}


def test_a_service_that_is_expected_and_never_seen_is_unknown(recorded: Recorded) -> None:
    expecting = source(recorded, queries=[{**QUERIES[0], "expect": ["mail", "ghost"]}])
    told = facts(recorded, list(expecting.poll(None, Limits())))
    assert {each for each in told if each[0] == "ghost"} == {
        ("ghost", 0, 88, UNWATCHED),
        ("ghost", 92, 180, UNWATCHED),
    }
    assert "query up does not find: ghost, mail" in [finding.text for finding in expecting.check().findings]


def test_time_before_the_first_reading_is_unknown_unless_it_is_said_to_be_nobodys(recorded: Recorded) -> None:
    (batch, *_) = source(recorded, since=None, history="4h").poll(None, Limits())
    (before,) = [outage for outage in batch.outages if outage.id.startswith("before")]
    assert (before.service, before.severity, before.started_at.year) == (None, UNWATCHED, 2000)
    assert before.ended_at is not None
    assert now() - epoch(before.ended_at) > 4 * 3600


def test_check_tells_the_services_and_what_is_wrong(recorded: Recorded) -> None:
    found = source(recorded).check()
    assert found.usable  # a source that is refused could not even tell that nobody looks
    assert "everything is unknown" in found.findings[0].text  # nothing was recorded in the last hour
    assert (found.timezone, found.version is not None) == ("UTC", True)


def test_an_expression_that_is_none_is_told_with_its_query(recorded: Recorded) -> None:
    broken = source(recorded, queries=[{"name": "odd", "expr": "up{", "service": "x"}])
    with pytest.raises(FatalSourceError, match=r"query odd: .* answers 400"):
        broken.check()
    with pytest.raises(SourceError):
        list(broken.poll(None, Limits()))
