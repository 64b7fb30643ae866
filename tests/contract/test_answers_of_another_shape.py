"""Whatever shape an answer has, a source reads on or tells an error that says who answered; none stumbles over it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.errors import SourceError
from slawatch.ingest.registry import installed
from slawatch.ingest.source import Limits, Source
from slawatch.sources import alertmanager, prometheus
from slawatch.testing.clock import ManualClock
from slawatch.testing.conformance import Subject
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.wire import short_cut

URL = "http://127.0.0.1:9"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DATE = {"Date": "Mon, 02 Mar 2026 09:00:00 GMT"}
DRAWS = len(SEEDS)
"""Shapes that are tried in the place of each resource's answers, of some forty to a hundred."""
MOST_REQUESTS = 400
MOST_BATCHES = 50
SUBJECTS: Mapping[str, Subject] = {
    path.stem.removesuffix("_subject"): import_module(path.stem).SUBJECT
    for path in sorted((Path(__file__).parents[1] / "support").glob("*_subject.py"))
}
SERIES = {"metric": {"service": "mail"}, "values": [[1772442000, "1"], [1772442060, "0"]]}
OUTAGES: Mapping[str, Mapping[str, Any]] = {
    "prometheus": {
        "/api/v1/query": {"status": "success", "data": {"resultType": "scalar", "result": [1772442000, "1772442000"]}},
        "/api/v1/query_range": {"status": "success", "data": {"resultType": "matrix", "result": [SERIES]}},
        "/api/v1/status/buildinfo": {"status": "success", "data": {"version": "2.42.0"}},
    },
    "alertmanager": {
        "/api/v2/alerts": [
            {
                "fingerprint": "f1",
                "labels": {"alertname": "Down", "service": "mail"},
                "status": {"state": "active"},
                "startsAt": "2026-03-02T08:00:00Z",
                "endsAt": "2026-03-02T09:05:00Z",
                "updatedAt": "2026-03-02T09:00:00Z",
            }
        ],
        "/api/v2/status": {"versionInfo": {"version": "0.25.0"}},
    },
}
KINDS = {"prometheus": prometheus.KIND, "alertmanager": alertmanager.KIND}
OPTIONS = {"prometheus": {"queries": [{"name": "p", "expr": "probe_success", "by": ["service"]}]}, "alertmanager": {}}

Answering = Callable[[Asked], Reply]
Spoil = Callable[[str, Reply], Reply]


def source(name: str, clock: Clock) -> Source:
    if name in SUBJECTS:
        return SUBJECTS[name].source(URL, clock)
    options = KINDS[name].options.model_validate({"url": URL, **OPTIONS[name]})
    return KINDS[name].factory(options, clock=clock, observer=RequestCounts())


def answering(name: str, clock: ManualClock) -> Answering:
    """Return what answers for a system in which something has happened."""
    if name in OUTAGES:
        return lambda asked: json_reply(OUTAGES[name][asked.path.partition("?")[0]], headers=DATE)
    system = SUBJECTS[name].system()
    for word in ("open", "solved"):
        system.now = clock.now()
        ticket = system.create()
        clock.advance(60)
        system.now = clock.now()
        system.set_status(ticket, word)
        system.reply(ticket)
        system.note(ticket)
    clock.advance(600)
    system.now = clock.now()
    return system.answer


def outcome(name: str, spoil: Spoil) -> list[str]:
    """Return what a check and a poll tell while some answers are spoilt; what is no SourceError goes through."""
    clock = ManualClock(START)
    answer, asked = answering(name, clock), iter(range(MOST_REQUESTS))

    def spoilt(request: Asked) -> Reply:
        if next(asked, None) is None:
            return Reply(status=500)
        reply = answer(request)
        return spoil(resource(request), reply) if reply.status < 300 else reply

    told: list[str] = []
    with short_cut(URL, spoilt):
        made = source(name, clock)
        for run in (made.check, lambda: list(islice(made.poll(None, Limits(seconds=60)), MOST_BATCHES))):
            try:
                run()
            except SourceError as error:
                told.append(str(error))
    return told


def resource(request: Asked) -> str:
    return re.sub(r"\d+", "N", request.path.partition("?")[0])


def bodies(name: str) -> Mapping[str, Any]:
    """Return an answer of each resource that a check and a poll ask for."""
    found: dict[str, Any] = {}

    def kept(what: str, reply: Reply) -> Reply:
        found.setdefault(what, json.loads(reply.body))
        return reply

    assert outcome(name, kept) == []
    return found


def shapes(body: object) -> Iterator[Any]:
    """Yield answers of another shape than this one."""
    yield from (None, "some text", 1, True, [], {}, [None], [{}], [[]], [body])
    yield from within(body)
    for name, value in body.items() if isinstance(body, dict) else ():
        yield from ({**body, name: other} for other in within(value))


def within(value: object) -> Iterator[Any]:
    """Yield a value of which one part has another shape, or is not there."""
    if isinstance(value, dict):
        for name in value:
            yield {each: kept for each, kept in value.items() if each != name}
            yield from ({**value, name: other} for other in (None, [], {}, "some text", 1, [None], {"x": None}))
    elif isinstance(value, list) and value:
        yield from ([other, *value[1:]] for other in (None, 1, {}, "some text"))
        yield from ([other, *value[1:]] for other in (within(value[0]) if isinstance(value[0], dict) else ()))


def instead(what: str, shape: object) -> Spoil:
    """Answer a resource with something else."""
    body = json.dumps(shape).encode()
    return lambda asked, reply: replace(reply, body=body) if asked == what else reply


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for subject in SUBJECTS.values():
        for variable, value in subject.environment.items():
            monkeypatch.setenv(variable, value)


@pytest.mark.parametrize("name", [*SUBJECTS, *OUTAGES])
def test_no_source_stumbles_over_an_answer_of_another_shape(name: str) -> None:
    for what, body in bodies(name).items():
        all_ = list(shapes(body))
        for shape in Random(f"{name} {what}").sample(all_, min(DRAWS, len(all_))):
            try:
                outcome(name, instead(what, shape))
            except Exception as error:
                raise AssertionError(f"{what} answers {json.dumps(shape)[:300]}") from error


def test_every_kind_that_asks_over_http_is_tried() -> None:
    tried = {SUBJECTS[name].source(URL, ManualClock(START)).kind for name in SUBJECTS} | OUTAGES.keys()
    assert tried == {name for name, kind in installed().kinds.items() if "url" in kind.options.model_fields} - {"sql"}


@pytest.mark.parametrize(
    ("name", "what", "shape"),
    [
        ("zendesk", "/api/vN/users/me", {"name": "Ann Agent"}),
        ("pagerduty", "/incidents", ["Ann Agent"]),
        ("freshdesk", "/api/vN/groups", [{"id": "Ann Agent", "name": "Network"}]),
        ("prometheus", "/api/vN/query_range", {"status": "success", "data": {"resultType": "matrix", "result": 7}}),
    ],
)
def test_the_error_names_the_request_and_repeats_nothing_of_the_answer(name: str, what: str, shape: object) -> None:
    told = outcome(name, instead(what, shape))
    assert told
    for text in told:
        assert what.replace("N", "1" if name == "prometheus" else "2") in text
        assert re.search(r"in slawatch[\w.]+, line \d+", text)
        assert "Ann" not in text


def test_a_ticket_of_another_shape_is_put_aside_and_the_others_are_told() -> None:
    clock = ManualClock(START)
    answer = answering("freshdesk", clock)

    def spoilt(request: Asked) -> Reply:
        odd = request.path.startswith("/api/v2/tickets/1001/conversations")
        return json_reply(["Ann Agent"]) if odd else answer(request)

    with short_cut(URL, spoilt):
        batches = list(source("freshdesk", clock).poll(None, Limits()))
    (bad,) = (each for batch in batches for each in batch.bad)
    assert bad.row_id == "1001"
    assert "Ann" not in bad.reason
    assert [ticket.id for batch in batches for ticket in batch.tickets] == ["1002"]
