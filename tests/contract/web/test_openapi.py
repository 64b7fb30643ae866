"""The OpenAPI document: it is valid, it knows every address, and the answers are what it says they are."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from asked_site import AskedSite, serving
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from report_world import CONFIGURATION, ticket, utc, world

from slawatch.app.planning import planned
from slawatch.model.outage import Exclusion
from slawatch.runtime.operator_facts import state_exclusion
from slawatch.web.openapi import document, plain

NAMES = {
    "source": "desk", "ticket": "1", "service_id": "mail", "sla": "gold", "objective": "fast",
    "report": "agreement-gold-2026-10", "restatement": "1", "file": "agreement-gold-2026-10.json",
    "draft": "agreement/gold/2026-11",
}  # fmt: skip
MORE = ("/api/v1/objectives/mail/gold/uptime", "/api/v1/objectives/mail/gold/uptime?period=previous",
        "/api/v1/objectives/mail/gold/fast?period=2026-10", "/api/v1/tickets?state=breached",
        "/api/v1/tickets/desk/2", "/api/v1/outages?period=previous", "/api/v1/exclusions?period=previous",
        "/api/v1/services/mail?period=previous", "/api/v1/reports/organisation-2026-10")  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    text = CONFIGURATION + "  further: {organisation: {formats: json}}\n"
    made = world(tmp_path_factory.mktemp("openapi"), text=text)
    edges = {"started_at": utc(10, 9, 9), "ended_at": utc(10, 9, 10)}
    state_exclusion(made.store, Exclusion(id="", service="mail", reason="r", author="a", **edges), at=utc(11, 1, 12))
    made.at(utc(11, 4, 18))
    made.tell(ticket("4", utc(11, 3, 9), None), through=utc(11, 4, 18))
    list(made.rounds.seal())
    made.at(utc(11, 6))
    made.tell(ticket("late", utc(10, 12, 9), utc(10, 14, 12)), through=utc(11, 6))
    list(made.rounds.restate())
    plan = planned(made.configuration.definitions)
    with serving(made.store, plan, as_of=utc(11, 6), rounds=made.rounds) as site:
        yield site
    made.store.close()


def served(told: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(told))  # type: ignore[no-any-return]


def test_the_document_is_openapi_and_is_served_as_it_is(desk: AskedSite) -> None:
    told = desk.ask("/api/v1/openapi.json")
    validate(told.document)
    assert told.document == served(document())
    assert told.headers["content-type"] == "application/json"


def test_a_fault_in_the_document_would_be_found() -> None:
    told = served(document())
    del told["paths"]["/api/v1/tickets"]["get"]["responses"]
    told["paths"]["/api/v1/tickets"]["get"]["parameters"][0]["in"] = "moon"
    with pytest.raises(Exception, match="moon"):
        validate(told)


def test_every_address_of_the_application_is_in_it_and_no_other(desk: AskedSite) -> None:
    told = document()["paths"]
    asked = {plain(path) for path in desk.paths if path.startswith("/api/v1")}
    assert {path for path, verbs in told.items() if "get" in verbs} == asked
    names = [verb["operationId"] for verbs in told.values() for verb in verbs.values()]
    assert len(names) == len(set(names))


def addresses() -> list[tuple[str, str]]:
    """Return every address that is asked by GET, with names in the place of its parts, and its path."""
    found = [
        (re.sub(r"\{(\w+)\}", lambda part: quote(NAMES.get(part[1], "none")), path), path)
        for path, verbs in document()["paths"].items()
        if "get" in verbs
    ]
    paths = {re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))): path for _, path in found}
    more = [(each, next(p for form, p in paths.items() if form.fullmatch(each.partition("?")[0]))) for each in MORE]
    return [*found, *more]


@pytest.mark.parametrize(("address", "path"), addresses())
def test_the_answer_is_what_the_document_says(desk: AskedSite, address: str, path: str) -> None:
    told = document()
    operation = told["paths"][path]["get"]
    answer = desk.ask(address)
    assert (answer.status == 404) is ("/actions/none" in address), answer.text
    response = operation["responses"][str(answer.status)]
    if "$ref" in response:
        response = told["components"]["responses"][response["$ref"].rpartition("/")[2]]
    kind = answer.headers["content-type"].partition(";")[0]
    schema = (response["content"].get(kind) or response["content"]["*/*"])["schema"]
    if kind == "application/json" and schema:
        faults = Draft202012Validator({**served(schema), "components": told["components"]}).iter_errors(answer.document)
        assert [f"{'/'.join(map(str, each.path))}: {each.message[:300]}" for each in faults] == []


def test_an_answer_of_another_shape_would_be_found(desk: AskedSite) -> None:
    told = document()
    schema = told["paths"]["/api/v1/tickets"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    check = Draft202012Validator({**schema, "components": told["components"]})
    right = desk.api("/tickets")
    assert list(check.iter_errors(right)) == []
    assert list(check.iter_errors({**right, "more": 1}))
    assert list(check.iter_errors({key: value for key, value in right.items() if key != "total"}))
