"""What a source is told without sockets is what it is told over them."""

from random import Random

import pytest

from slawatch.errors import SlawatchError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, html, json_reply, redirect, reset, truncated_json
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.wire import short_cut

REPLIES = {
    "an answer": json_reply({"rows": [1, "ä"]}, headers={"Date": "Mon, 02 Mar 2026 09:00:00 GMT"}),
    "a refusal": Reply(status=403, body=b"{}"),
    "a busy server": Reply(status=429, headers={"Retry-After": "3600"}),
    "a broken server": Reply(status=502),
    "a reset connection": reset(),
    "a body that breaks off": truncated_json(),
    "a login page": html(),
    "a redirect": redirect("https://elsewhere.example/"),
}


def _told(url: str) -> tuple[str, object, dict[str, int]]:
    clock, counts = ManualClock(), RequestCounts()
    client = HttpClient(Endpoint(url=url, credentials=dict), clock=clock, observer=counts, rng=Random(1))
    try:
        answer = client.get("things", {"q": "a b&c", "n": 3}, budget=Budget(60, clock))
    except SlawatchError as error:
        return type(error).__name__, str(error), dict(counts.classes)
    return "answer", (answer.body, answer.headers.get("Date"), client.clock_skew_seconds), dict(counts.classes)


@pytest.mark.parametrize("name", REPLIES)
def test_a_source_can_not_tell_the_short_cut_from_a_socket(name: str) -> None:
    asked: list[Asked] = []

    def answer(request: Asked) -> Reply:
        asked.append(request)
        return REPLIES[name]

    with FaultyServer(answer) as server:
        over_socket = _told(server.url)
        times, first = len(asked), asked[0]
        with short_cut(server.url, answer):
            assert _told(server.url) == over_socket
        assert len(server.asked) == times, "it went over the socket"

    direct = asked[times]
    assert (direct.method, direct.path, direct.body) == (first.method, first.path, first.body)
    assert direct.headers.items() <= first.headers.items()
