"""What records are called that tickets refer to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from slawatch.ingest.http import HttpStatusError
from slawatch.sources.servicenow.rest import Instance
from slawatch.sources.servicenow.rows import Row, text

REFUSED: Final = frozenset({400, 403, 404})
"""No such table, or none that the account may read."""


def logins(instance: Instance, ids: Collection[str]) -> Mapping[str, str]:
    """Return the logins of users; those that may not be read are left out."""
    if not ids:
        return {}
    try:
        rows = list(instance.of("sys_user", "sys_id", ids, fields="sys_id,user_name"))
    except HttpStatusError as error:
        if error.status not in REFUSED:
            raise
        return {}
    return {row["sys_id"]: login for row in rows if (login := text(row, "user_name"))}


class Names:
    """Names of groups, services and the like, each asked for once in a pass."""

    def __init__(self, instance: Instance, references: Mapping[str, str]) -> None:
        self._instance, self._references = instance, references
        self._known: dict[str, dict[str, str]] = defaultdict(dict)
        self.refused: set[str] = set()
        """Tables of which the account may read nothing; what they hold goes by its sys_id."""

    def learn(self, rows: Iterable[Row], changes: Iterable[Row]) -> None:
        """Ask for the names of all that rows, and rows of the audit log, refer to."""
        met: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for column, table in self._references.items():
                met[table].add(text(row, column) or "")
        for row in changes:
            column = row.get("fieldname", "")
            if column in self._references:
                met[self._references[column]] |= {text(row, "oldvalue") or "", text(row, "newvalue") or ""}
        for table, ids in met.items():
            self._ask(table, {id_ for id_ in ids if id_} - self._known[table].keys())

    def name(self, column: str, value: str | None) -> str | None:
        """Return the name of what a column refers to; the value itself where it is no reference or shows no name."""
        table = self._references.get(column)
        return value if table is None or value is None else self._known[table].get(value) or value

    def _ask(self, table: str, ids: set[str]) -> None:
        self._known[table] |= dict.fromkeys(ids, "")
        if table in self.refused:
            return
        try:
            for row in self._instance.of(table, "sys_id", ids, fields="sys_id,name"):
                self._known[table][row["sys_id"]] = text(row, "name") or ""
        except HttpStatusError as error:
            if error.status not in REFUSED:
                raise
            self.refused.add(table)
