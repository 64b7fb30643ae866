"""What an iTop is asked."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import Row
from slawatch.ingest.http import Answer, HttpClient
from slawatch.ingest.wall_clock import WallClock

PATH: Final = "webservices/rest.php?version=1.3"
AT_ONCE: Final = 5_000
"""Tickets whose last changes are asked for in one question."""
BROKEN: Final = 100
"""The code of what went wrong inside iTop; others say that the question or the account is at fault."""
UNAUTHORIZED: Final = 1
STAMPS: Final = "id,last_update,status"
WORDS: Final = 160
"""Of a message that is shown."""


class ItopError(FatalSourceError):
    """iTop refuses a question, with status 200 and a code."""

    def __init__(self, message: str, *, code: int) -> None:
        super().__init__(message)
        self.code = code


class ItopBrokenError(RetriableSourceError):
    """Something went wrong inside iTop, or it knows no such class; that is one code to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Fields of the form that tell who asks, where the headers do not."""

    fields: Mapping[str, str]


class Rest:
    """One iTop during one pass."""

    def __init__(self, http: HttpClient, budget: Budget, wall: WallClock, login: Login) -> None:
        self._http, self._budget, self.wall, self._login = http, budget, wall, login
        self._began: datetime | None = None

    def ask(self, **question: str | int) -> Answer:
        """Return the answer to an operation; ItopError where its code is not 0."""
        fields = {**self._login.fields, "json_data": json.dumps(question)}
        answer = self._http.form(PATH, fields, budget=self._budget)
        code = answer.body.get("code") if isinstance(answer.body, dict) else None
        if not isinstance(code, int):
            raise RetriableSourceError("iTop answers without a code; is url that of its start page?")
        if code:
            _refuse(code, str(answer.body.get("message")))
        return answer

    def server_time(self) -> datetime:
        """Return the server's clock at the beginning of the pass."""
        if self._began is None:
            self._began = self.ask(operation="list_operations").server_time
        if self._began is None:
            raise FatalSourceError("iTop's answers have no Date; the web server before it must send one")
        return self._began

    def get(self, class_: str, where: str = "", *, fields: str, limit: int = 0) -> Sequence[Row]:
        """Return the objects that a condition finds, in no order; 0: all of them.

        iTop can't be asked for an order, so a question is whole or its pages are worth nothing.
        """
        query = f"SELECT {class_}" + (f" WHERE {where}" if where else "")
        pages: dict[str, int] = {"limit": limit, "page": 1} if limit else {}
        told = {"operation": "core/get", "class": class_, "key": query, "output_fields": fields}
        objects = self.ask(**told, **pages).body.get("objects") or {}
        if not isinstance(objects, dict):
            raise RetriableSourceError(f"iTop answers a question for {class_} without objects")
        return [{**each["fields"], "id": str(each["key"]), "class": each["class"]} for each in objects.values()]

    def by_ids(self, class_: str, ids: Iterable[str], *, fields: str, column: str = "id") -> Sequence[Row]:
        """Return the objects whose id (or key) is among some."""
        some = sorted({int(id_) for id_ in ids})
        if not some:
            return ()
        return self.get(class_, f"{column} IN ({','.join(map(str, some))})", fields=fields)

    def since(self, at: datetime) -> str:
        """Return the condition that finds what changed at an instant or later."""
        return f"last_update >= '{self.wall.write(at)}'"

    def stamps(self, class_: str, since: datetime | None) -> Iterator[Row]:
        """Yield id, last change and status of what changed since, in no order.

        One question where it is small enough; else one for each range of ids, each whole in itself.
        """
        changed = [self.since(since)] if since else []
        found = self.get(class_, " AND ".join(changed), fields=STAMPS, limit=AT_ONCE)
        if len(found) < AT_ONCE:
            yield from found
            return
        low = 0
        while self.get(class_, f"id >= {low}", fields="id", limit=1):
            within = [*changed, f"id >= {low}", f"id < {low + AT_ONCE}"]
            yield from self.get(class_, " AND ".join(within), fields=STAMPS)
            low += AT_ONCE


def _refuse(code: int, message: str) -> None:
    text = f"iTop answers code {code}: {message[:WORDS]}"
    if code == BROKEN:
        raise ItopBrokenError(text)
    raise ItopError(text, code=code)


def names(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
    """Return the names of objects by their ids."""
    return {str(row["id"]): str(row["friendlyname"]) for row in rows}
