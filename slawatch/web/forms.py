"""What a form sends: read within bounds, taken once, and shown again with what is wrong beside each field."""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from slawatch.errors import SlawatchError
from slawatch.web.problem import Problem

LONGEST_BODY: Final = 64 * 1024
MOST_FIELDS: Final = 100
MOST_KEPT: Final = 4_096
"""Forms that are remembered, so that one that is sent twice is taken once."""
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"

Fields = Mapping[str, str]


@dataclass
class Refusal(SlawatchError):  # noqa: N818  an answer, too
    """What a form says can't be taken. Phrases are keys of speech."""

    faults: Mapping[str, str]
    """By field; under "" what is wrong with the whole."""

    def __post_init__(self) -> None:
        """Be an error in words, too."""
        super().__init__("; ".join(f"{name}: {text}" if name else text for name, text in self.faults.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that was refused, as a page shows it again."""

    form: str = ""
    """Which form of the page, by the path that it was sent to; empty: none was sent."""
    values: Fields = field(default_factory=dict)
    faults: Fields = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return what was written in a field."""
        return self.values.get(name, "")

    def fault(self, name: str) -> str:
        """Return what is wrong with it; empty where nothing is."""
        return self.faults.get(name, "")


async def fields_of(request: Request, *, is_json: bool) -> Fields:
    """Return the fields that a request sends, as a form or as a JSON object; a Problem where it does neither."""
    wanted = _JSON if is_json else _FORM
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != wanted:
        parts: dict[str, object] = {"type": wanted}
        raise Problem(415, "This can't be read", "Send it as {type}.", parts)
    body = await _body(request)
    try:
        told = _object(body) if is_json else dict(_pairs(body))
    except (ValueError, RecursionError) as error:
        raise Problem(400, "This can't be read", "{reason}", {"reason": str(error)}) from error
    return told


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise Problem(413, "This is too long", "A form holds at most {n} bytes.", {"n": LONGEST_BODY})
    return body


def _pairs(body: bytes) -> list[tuple[str, str]]:
    pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a field stands in it twice")
    return [(name, _told(value)) for name, value in pairs]


def _object(body: bytes) -> dict[str, str]:
    told: Any = json.loads(body)
    if not isinstance(told, dict) or not all(isinstance(value, str | None) for value in told.values()):
        raise ValueError("a JSON object of texts is needed")
    return {name: _told(value) for name, value in told.items() if value is not None}


def _told(text: str) -> str:
    """Return what somebody wrote: lines end alike, nothing stands around it, and nothing in it acts unseen."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "".join(sign if sign.isprintable() or sign in "\n\t\u200c\u200d" else "\ufffd" for sign in plain)


class Once:
    """Takes each form once: whoever sends it again, by a second click or a reload, gets the answer to the first."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._told: OrderedDict[tuple[str, bytes], str] = OrderedDict()

    def take(self, user: str, key: str, make: Callable[[], str]) -> str:
        """Return what was made of the form of a user under its key; without a key it is made each time."""
        if not key:
            return make()
        place = user, sha256(key.encode("utf-8", "surrogatepass")).digest()
        with self._turn:
            if place not in self._told:
                self._told[place] = make()
            told = self._told[place]
            while len(self._told) > MOST_KEPT:
                self._told.popitem(last=False)
            return told
