"""The source asks and the fake answers as Atlassian's own description of Jira Cloud has it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
from jira_reading import Reading, reading

from slawatch.ingest.source import Limits
from slawatch.testing.http_faults import Asked, Reply, json_reply

DOCUMENT = json.loads((Path(__file__).parents[1] / "schemas" / "jira_cloud.json").read_text(encoding="utf-8"))


class Watched:
    """Looks over every request and every answer."""

    def __init__(self, jira: Reading) -> None:
        self._answer = jira.system.answer
        self.operations: set[str] = set()
        self.wrong: list[str] = []

    def __call__(self, asked: Asked) -> Reply:
        reply = self._answer(asked)
        url = urlsplit(asked.path)
        if url.path.startswith("/rest/api/") and reply.status == 200:
            self._look(asked, reply, dict(parse_qsl(url.query)), url.path)
        return reply

    def _look(self, asked: Asked, reply: Reply, params: Mapping[str, str], path: str) -> None:
        name = f"{asked.method} " + re.sub(r"/issue/\d+", "/issue/{issueIdOrKey}", path)
        operation = DOCUMENT["operations"].get(name)
        if operation is None:
            self.wrong.append(f"{name} is not described")
            return
        self.operations.add(name)
        self.wrong += [f"{name} has no {each}" for each in params.keys() - set(operation["parameters"])]
        if asked.body:
            self._valid(name, json.loads(asked.body), operation["body"])
        self._valid(name, json.loads(reply.body), operation["response"])

    def _valid(self, name: str, value: object, schema: Mapping[str, Any]) -> None:
        checker = jsonschema.Draft202012Validator({**schema, "$defs": DOCUMENT["$defs"]})
        self.wrong += [f"{name}: {error.json_path} {error.message}" for error in checker.iter_errors(value)]


def worked_on(jira: Reading) -> None:
    """Ask everything that the source ever asks of the platform."""
    one, other = (jira.system.create() for _ in range(2))
    jira.system.set_status(one, "open")
    for _ in range(25):
        jira.system.reply(other)
    jira.check()
    jira.poll()
    jira.hydrate(one, other)
    list(jira.source.census(Limits(), open_only=True))


def test_all_that_is_asked_and_answered_is_as_the_document_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        watched = Watched(jira)
        jira.server.say(watched)
        worked_on(jira)
        jira.server.say(lambda asked: json_reply({}, status=404) if "bulkfetch" in asked.path else watched(asked))
        jira.cursor = None
        jira.poll()
    assert watched.wrong == []
    assert watched.operations == set(DOCUMENT["operations"])


def test_an_answer_that_the_document_does_not_know_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(monkeypatch) as jira:
        watched = Watched(jira)
        jira.server.say(watched)
        jira.system.platform.fields.append({"id": "customfield_10099", "name": "Strange", "schema": {"custom": 7}})
        jira.poll()
    assert sorted(watched.wrong) == [
        "GET /rest/api/3/field: $[3].schema 'type' is a required property",
        "GET /rest/api/3/field: $[3].schema.custom 7 is not of type 'string'",
    ]
