"""What servers that speak Prometheus's API answer, and what is made of it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from slawatch.clock import SystemClock
from slawatch.errors import RetriableSourceError
from slawatch.ingest.source import Limits, Source
from slawatch.sources.prometheus import KIND
from slawatch.testing.http_faults import Asked, FaultyServer, Reply
from slawatch.testing.request_counts import RequestCounts

AT = 1_795_140_000
TIMES = [{"resultType": "scalar", "result": [AT + 0.5, f"{AT}.5"]}, {"resultType": "vector", "result": []}]


def answered(asked: Asked, scalar: Mapping[str, object], more: Mapping[str, object]) -> Reply:
    matrix = {"resultType": "matrix", "result": []}
    data = matrix if "query_range" in asked.path else scalar
    return Reply(body=json.dumps({"status": "success", "data": data, **more}).encode())


def source(url: str) -> Source:
    queries = [{"name": "up", "expr": "up", "service": "shop"}]
    options = KIND.options.model_validate({"url": url, "queries": queries, "history": "10m"})
    return KIND.factory(options, clock=SystemClock(), observer=RequestCounts())


def test_the_servers_clock_is_what_its_own_answer_says() -> None:
    with FaultyServer(lambda asked: answered(asked, TIMES[0], {})) as server:
        *_, last = source(server.url).poll(None, Limits())
    assert last.complete_through == datetime.fromtimestamp((AT - 60) // 60 * 60, UTC)


def test_where_time_is_no_scalar_the_header_tells_it() -> None:
    with FaultyServer(lambda asked: answered(asked, TIMES[1], {})) as server:
        *_, last = source(server.url).poll(None, Limits())
    assert last.complete_through is not None
    assert 60 <= (SystemClock().now() - last.complete_through).total_seconds() < 150


def test_an_answer_of_a_part_of_the_stores_is_not_taken_for_the_whole() -> None:
    with (
        FaultyServer(lambda asked: answered(asked, TIMES[0], {"isPartial": True})) as server,
        pytest.raises(RetriableSourceError, match="not whole"),
    ):
        list(source(server.url).poll(None, Limits()))
