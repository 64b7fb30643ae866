"""What a Redmine is asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from slawatch.errors import RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Answer, HttpClient
from slawatch.sources.redmine.options import LARGEST_PAGE
from slawatch.sources.redmine.rows import Row

ME: Final = "users/current.json"
LISTS: Final = {
    "status": ("issue_statuses.json", "issue_statuses"),
    "priority": ("enumerations/issue_priorities.json", "issue_priorities"),
    "type": ("trackers.json", "trackers"),
}
"""By raw field: the path of the list of its words, and the key under which they stand."""
Params = Mapping[str, str | int]


class Rest:
    """What is asked of a Redmine within a budget."""

    def __init__(self, http: HttpClient, budget: Budget) -> None:
        self._http, self._budget = http, budget

    def ask(self, path: str, params: Params | None = None) -> Answer:
        """Return the answer about a path below Redmine's start page."""
        return self._http.get(path, params, budget=self._budget)

    def listed(self, path: str, key: str) -> Sequence[Row]:
        """Return the rows of a list that comes whole."""
        return rows_of(self.ask(path).body, key)

    def paged(self, path: str, key: str) -> Iterator[Row]:
        """Yield the rows of a list that comes in pages."""
        offset = 0
        while True:
            body = self.ask(path, {"limit": LARGEST_PAGE, "offset": offset}).body
            rows = rows_of(body, key)
            yield from rows
            offset += len(rows)
            if not rows or offset >= int(body.get("total_count", 0)):
                return

    def names(self, field: str) -> dict[str, str]:
        """Return the words of a field by number."""
        return {str(row["id"]): str(row["name"]) for row in self.listed(*LISTS[field])}

    def projects(self) -> dict[str, str]:
        """Return the names of the projects that the account sees, by number."""
        return {str(row["id"]): str(row["name"]) for row in self.paged("projects.json", "projects")}


def rows_of(body: Any, key: str) -> Sequence[Row]:  # noqa: ANN401  whatever was sent
    """Return the rows of an answer; RetriableSourceError where it holds none."""
    rows = body.get(key) if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise RetriableSourceError(f"Redmine's answer holds no {key}")
    return rows
