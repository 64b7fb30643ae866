"""What the web service is asked, and how its answers are taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import AbsentError
from slawatch.ingest.http import Answer, HttpClient
from slawatch.sources.znuny.options import Options

Row = Mapping[str, Any]
Ask = Mapping[str, Any]

TOGETHER: Final = 20
"""Tickets asked for in one request."""
ENDLESS: Final = 10_000_000
"""A limit above the number of tickets of any installation; without one, a search ends after 500."""


class Service:
    """The web service of one system, asked within one budget."""

    def __init__(self, http: HttpClient, options: Options, budget: Budget) -> None:
        self._http, self._options, self._budget = http, options, budget
        self.told_at: datetime | None = None
        """The server's clock, by the last answer."""

    def search(self, *, limit: int, newest_first: bool = False, **conditions: Any) -> Sequence[str]:  # noqa: ANN401  JSON
        """Return ids of tickets in the order of their last change."""
        queues = {"Queues": list(self._options.queues)} if self._options.queues else {}
        order = {"SortBy": "Changed", "OrderBy": "Down" if newest_first else "Up", "SearchInArchive": "AllTickets"}
        body = self.ask("TicketSearch", {**order, "Limit": limit, **queues, **conditions})
        return [str(id_) for id_ in _listed(body.get("TicketID"))]

    def tickets(self, ids: Sequence[str], **more: Any) -> Iterator[Row]:  # noqa: ANN401  JSON
        """Yield tickets as they are now; those that are gone or may not be seen are left out."""
        for some in _chunks(ids):
            yield from self._present("TicketGet", "Ticket", some, more)

    def histories(self, ids: Sequence[str]) -> Iterator[Row]:
        """Yield the histories of tickets, likewise."""
        for some in _chunks(ids):
            yield from self._present("TicketHistoryGet", "TicketHistory", some, {})

    def ask(self, operation: str, ask: Ask) -> Row:
        """Return the answer of an operation; AbsentError where a ticket is refused."""
        account = {"UserLogin": self._options.username, "Password": self._options.password.reveal()}
        path = f"nph-genericinterface.pl/Webservice/{self._options.webservice}/{operation}"
        answer = self._http.post(path, {**account, **ask}, budget=self._budget)
        self.told_at = answer.server_time
        if not isinstance(answer.body, dict):
            raise RetriableSourceError(f"{operation} answers without an object")
        if "Error" in answer.body:
            raise _refusal(operation, answer)
        return answer.body

    def _present(self, operation: str, key: str, ids: Sequence[str], more: Ask) -> Iterator[Row]:
        """Ask for tickets at once; one that is refused has all of them refused, and they are asked for singly."""
        try:
            yield from _listed(self.ask(operation, {"TicketID": ",".join(ids), **more}).get(key))
        except AbsentError:
            if len(ids) > 1:
                for id_ in ids:
                    yield from self._present(operation, key, [id_], more)


def _refusal(operation: str, answer: Answer) -> Exception:
    error = answer.body["Error"]
    code = str(error.get("ErrorCode", "")) if isinstance(error, dict) else ""
    if code.endswith((".AccessDenied", ".NotValidTicketID", ".NotTicketData")):
        return AbsentError("deleted")
    if code.endswith(".AuthFail"):
        return FatalSourceError(f"{operation} refuses name and password ({code}); is it an agent, and valid?")
    return FatalSourceError(f"{operation} answers with the error {code or 'that it does not name'}")


def _listed(told: Any) -> Iterable[Any]:  # noqa: ANN401  whatever was sent
    """Return a list; a single element is sent without one by some versions."""
    if told is None:
        return []
    return told if isinstance(told, list) else [told]


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(ids), TOGETHER):
        yield ids[first : first + TOGETHER]
