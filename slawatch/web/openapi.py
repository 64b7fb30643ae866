"""The OpenAPI document of /api/v1, put together from the table of pages and what is said of each here."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from slawatch import __version__
from slawatch.web.errand import Form
from slawatch.web.openapi_words import ANSWERS, PARAMETERS, PATH_PARTS, QUERIES, SUMMARIES
from slawatch.web.page_table import FORMS, PAGES

Json = dict[str, Any]

API: Final = "/api/v1"
DOCUMENT: Final = f"{API}/openapi.json"
_PART: Final = re.compile(r"\{(\w+)(?::\w+)?\}")


@cache
def openapi() -> bytes:
    """Return the document as JSON."""
    return json.dumps(document(), ensure_ascii=False, indent=1).encode()


def document() -> Json:
    """Return the document: OpenAPI 3.1."""
    schemas = _schemas()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "slawatch",
            "version": __version__,
            "description": "Service level figures, what they are made of, and reports. Instants are ISO 8601 in UTC, "
            "lengths are seconds, what is not known is null.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"basic": []}],
        "paths": _paths(schemas["answers"]),
        "components": {
            "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}},
            "schemas": {**schemas["components"], **_OWN},
            "responses": {name: _error(text) for name, text in _ERRORS.items()},
        },
    }


def _schemas() -> Json:
    text = files("slawatch.web").joinpath("api_schemas.json").read_text("utf-8")
    found: Json = json.loads(text)
    return found


def _paths(answers: Mapping[str, Json]) -> Json:
    told: Json = {f"{API}/objectives": {"get": _get("/objectives", answers)}, DOCUMENT: {"get": _itself()}}
    for page in PAGES:
        told[API + plain(page.path)] = {"get": _get(plain(page.path), answers)}
    for form in FORMS:
        told.setdefault(API + plain(form.path), {})["post"] = _post(form)
    return dict(sorted(told.items()))


def plain(path: str) -> str:
    """Return a path as OpenAPI writes it: without the kinds of its parts."""
    return _PART.sub(r"{\1}", path)


def _get(path: str, answers: Mapping[str, Json]) -> Json:
    content = ANSWERS.get(path) or {"application/json": {"schema": answers.get(path, {"type": "object"})}}
    return {
        "summary": SUMMARIES[path],
        "operationId": _name("get", path),
        "parameters": [*_in_path(path), *(_in_query(name) for name in QUERIES.get(path, ()))],
        "responses": {"200": {"description": "The answer.", "content": content}, **_responses("400", "404", "503")},
    }


def _post(form: Form) -> Json:
    body = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}
    done = {"description": "It is done.", "content": {"application/json": {"schema": _ref("Done")}}}
    refused = {"description": "What is wrong, by field.", "content": {"application/json": {"schema": _ref("Refused")}}}
    path = plain(form.path)
    roles = " or ".join(sorted(form.roles))
    return {
        "summary": SUMMARIES.get(f"POST {path}", f"What the form of {form.page.partition('{')[0].rstrip('/')} sends"),
        "description": f"Takes the role {roles}. Fields are those of the page's form, as texts.",
        "operationId": _name("post", path),
        "parameters": _in_path(path),
        "security": [{"basic": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": done, "422": refused, **_responses("400", "403", "404", "413", "415", "503")},
    }


def _itself() -> Json:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "summary": "This document",
        "operationId": "getOpenapi",
        "responses": {"200": {"description": "OpenAPI 3.1.", "content": content}},
    }


def _name(verb: str, path: str) -> str:
    words = (each for each in re.split(r"\W+", path.replace("{", "by_").replace("_", " ")) if each)
    return verb + "".join(each.capitalize() for each in words)


def _in_path(path: str) -> Sequence[Json]:
    return [
        {"name": name, "in": "path", "required": True, "description": PATH_PARTS[name], "schema": {"type": "string"}}
        for name in _PART.findall(path)
    ]


def _in_query(name: str) -> Json:
    text, schema = PARAMETERS[name]
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _responses(*statuses: str) -> Json:
    return {each: {"$ref": f"#/components/responses/{each}"} for each in ("401", *statuses)}


def _error(text: str) -> Json:
    kind = "text/plain" if text is _ERRORS["401"] else "application/json"
    schema = {"type": "string"} if kind == "text/plain" else _ref("Error")
    return {"description": text, "content": {kind: {"schema": schema}}}


_ERRORS: Final = {
    "400": "A value can't be meant; the answer says what is allowed.",
    "401": "Log in.",
    "403": "You may not do this.",
    "404": "There is no such thing, or you may not know of it.",
    "413": "Too long.",
    "415": "Send JSON.",
    "503": "Nothing can be told yet, or too many ask; Retry-After tells when to come again.",
}
_TEXT: Final = {"type": "string"}
_OWN: Final[Json] = {
    "Error": {
        "type": "object",
        "properties": {"error": _TEXT},
        "required": ["error"],
        "additionalProperties": False,
    },
    "Refused": {
        "type": "object",
        "properties": {"error": _TEXT, "fields": {"type": "object", "additionalProperties": _TEXT}},
        "required": ["error", "fields"],
        "additionalProperties": False,
    },
    "Done": {
        "type": "object",
        "properties": {"done": _TEXT, "id": _TEXT},
        "required": ["done", "id"],
        "additionalProperties": False,
    },
}
