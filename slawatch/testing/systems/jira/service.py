"""What Service Management answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from slawatch.testing.systems.jira.platform import Refusal
from slawatch.testing.systems.jira.shown import Shown
from slawatch.testing.systems.jira.work import PROJECTS, Work

LARGEST: Final = 100

Json = Any


class ServiceManagement:
    """The lists of requests, as agents see them."""

    def __init__(self, work: Work, shown: Shown) -> None:
        self._work, self._shown = work, shown
        self.licensed = True
        """False: the account is no agent."""
        self.no_requests: set[str] = set()
        """Issues of service projects that have no request type."""

    def answered(self, path: Sequence[str], asked: Mapping[str, str]) -> Json:
        """Return what a path tells."""
        match path:
            case ["servicedesk"]:
                return _page([{"id": id_, "projectKey": key} for key, id_ in PROJECTS.items()], asked)
            case ["organization"]:
                return _page([{"id": "1", "name": "Acme"}], asked)
            case ["request", id_, what] if what in ("sla", "comment"):
                return _page(self._of_request(id_, what), asked)
        raise Refusal(404, "null for uri")

    def _of_request(self, id_: str, what: str) -> Sequence[Json]:
        record = self._work.records.get(id_)
        if record is None or not record.there or id_ in self.no_requests:
            raise Refusal(404, "The request does not exist, or you do not have permission to see it.")
        if not self.licensed:
            raise Refusal(403, "You are not an agent of this service desk.")
        if what == "comment":
            return list(self._shown.request_comments(record))
        return self._work.extras[id_].levels if id_ in self._work.extras else []


def _page(rows: Sequence[Json], asked: Mapping[str, str]) -> Json:
    start, limit = int(asked.get("start", "0")), min(int(asked.get("limit", "50")), LARGEST)
    values = rows[start : start + limit]
    last = start + limit >= len(rows)
    return {"size": len(values), "start": start, "limit": limit, "isLastPage": last, "values": values}
