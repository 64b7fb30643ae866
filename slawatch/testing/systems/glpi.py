"""A fake GLPI of version 10.

GET below /apirest.php: initSession (user_token, App-Token), killSession, getFullSession, getActiveEntities,
getGlpiConfig, search/Ticket (criteria, sort, order, range), Ticket/N, Ticket/N/Log, …/ITILFollowup, …/ITILSolution,
…/Ticket_User, …/Problem_Ticket, …/Change_Ticket. Times are those of the wall clock of a zone, without an offset.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import Entry, Ledger, Record, in_order

USER_TOKEN: Final = "glpi-user-token-91c0"  # noqa: S105  of the fake
APP_TOKEN: Final = "glpi-app-token-77e1"  # noqa: S105  of the fake
REQUESTER: Final = 12
AGENT: Final = 5
NUMBERS: Final = {"new": 1, "assigned": 2, "solved": 5}
OPTIONS: Final = {"2": "id", "12": "status", "19": "date_mod", "1": "name", "80": "entities_id"}
"""Search options and the columns that they show."""
PARTS: Final = frozenset({"Log", "ITILFollowup", "ITILSolution", "Ticket_User", "Problem_Ticket", "Change_Ticket"})

Json = dict[str, Any]
Query = Mapping[str, str]


class GlpiSystem(Ledger):
    """A System (see slawatch.testing.conformance)."""

    statuses: Mapping[str, str] = {"open": "assigned", "solved": "solved"}

    def __init__(self) -> None:
        super().__init__()
        self.sessions: set[str] = set()
        self.more: dict[str, Json] = {}
        """Columns of tickets that are sent beside or instead of the usual ones."""
        self.rows: dict[tuple[str, str], list[Json]] = {}
        """Rows of a ticket and a part of it that are sent beside those of the log."""
        self.refused: set[str] = set()
        """Kinds of row that the account may not see."""
        self.asked: list[str] = []
        self._begun = 0

    def id_of(self, number: int) -> str:
        """Return the id of the n-th ticket."""
        return f"Ticket/{1000 + number}"

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        self.asked.append(asked.path)
        url = urlsplit(asked.path)
        query = {name: each[-1] for name, each in parse_qs(url.query, keep_blank_values=True).items()}
        status, body, more = self._admitted(asked, url.path.removeprefix("/apirest.php/").strip("/").split("/"), query)
        headers = {"Date": format_datetime(self.now.astimezone(UTC), usegmt=True), **more}
        return json_reply(body, status=status, headers=headers)

    def _admitted(self, asked: Asked, path: Sequence[str], query: Query) -> tuple[int, Any, Json]:
        if asked.method != "GET" or asked.body or asked.headers.get("content-type") != "application/json":
            return _refusal(400, "ERROR_BAD_ARRAY")
        if asked.headers.get("app-token") != APP_TOKEN:
            return _refusal(400, "ERROR_WRONG_APP_TOKEN_PARAMETER")
        if path == ["initSession"]:
            return self._begin(asked.headers.get("authorization", ""))
        session = asked.headers.get("session-token")
        if session not in self.sessions:
            return _refusal(401, "ERROR_SESSION_TOKEN_INVALID")
        if path == ["killSession"]:
            self.sessions.discard(session)
            return 200, True, {}
        return self._resource(path, query)

    def _begin(self, authorization: str) -> tuple[int, Any, Json]:
        if authorization != f"user_token {USER_TOKEN}":
            return _refusal(401, "ERROR_GLPI_LOGIN_USER_TOKEN")
        self._begun += 1
        token = f"session-{self._begun}"
        self.sessions.add(token)
        return 200, {"session_token": token}, {}

    def _resource(self, path: Sequence[str], query: Query) -> tuple[int, Any, Json]:
        match path:
            case ["getFullSession"]:
                return 200, {"session": {"glpiname": "slawatch", "glpi_currenttime": self._wall(self.now)}}, {}
            case ["getActiveEntities"]:
                return 200, {"active_entity": {"id": 0}}, {}
            case ["getGlpiConfig"]:
                return 200, {"cfg_glpi": {"version": "10.0.16"}}, {}
            case ["search", "Ticket"]:
                return self._search(query)
            case ["ITILCategory" | "Entity" as kind]:
                return 200, [{"id": 1, "name": "Mail", "completename": f"{kind} &#62; Mail"}], {}
        return self._item(path, query)

    def _item(self, path: Sequence[str], query: Query) -> tuple[int, Any, Json]:
        match path:
            case ["Ticket", number] if (record := self.records.get(f"Ticket/{number}")) and not record.merged_into:
                return 200, self._shown(record), {}
            case ["Ticket", number, part] if part in PARTS and (record := self.records.get(f"Ticket/{number}")):
                return _refusal(403, "ERROR_RIGHT_MISSING") if part in self.refused else self._part(record, part, query)
        return _refusal(404, "ERROR_ITEM_NOT_FOUND")

    def _search(self, query: Query) -> tuple[int, Any, Json]:
        if "Ticket" in self.refused:
            return _refusal(403, "ERROR_RIGHT_MISSING")
        column = OPTIONS.get(query.get("sort", "1"))
        if column is None or query.get("order", "ASC") not in {"ASC", "DESC"}:
            return _refusal(400, "ERROR")
        rows = [self._shown(record) for record in self.records.values() if record.there]
        for test in self._criteria(query):
            rows = [row for row in rows if test(row)]
        rows.sort(key=lambda row: (self._really(row) if column == "date_mod" else row[column], row["id"]))
        if query.get("order") == "DESC":
            rows.reverse()
        first, last = map(int, query.get("range", "0-49").split("-"))
        if first > len(rows):
            return _refusal(400, "ERROR_RANGE_EXCEED_TOTAL")
        shown = [_columns(row, query) for row in rows[first : last + 1]]
        body = {"totalcount": len(rows), "count": len(shown), **({"data": shown} if shown else {})}
        return 206 if len(shown) < len(rows) else 200, body, _range(first, shown, len(rows))

    def _criteria(self, query: Query) -> list[Callable[[Json], bool]]:
        if Trap.IGNORED_FILTER in self.traps:
            return []
        tests: list[Callable[[Json], bool]] = []
        for nth in range(2):
            name = f"criteria[{nth}]"
            if f"{name}[field]" not in query:
                break
            how, value = query[f"{name}[searchtype]"], query[f"{name}[value]"]
            assert query[f"{name}[field]"] == "19", "only the last change is searched for"  # noqa: S101  a strict fake
            tests.append(partial(self._matches, how, value))
        return tests

    def _matches(self, how: str, value: str, row: Json) -> bool:
        shown = self._really(row)
        return shown > value if how == "morethan" else shown < value

    def _really(self, row: Json) -> str:
        """Return the last change as the database has it, also of a row that is shown garbled."""
        return self._wall(self.records[f"Ticket/{row['id']}"].updated_at)

    def _shown(self, record: Record) -> Json:
        number = int(record.id.removeprefix("Ticket/"))
        updated = "51502-03-02 09:00:00" if record.id in self.garbled else self._wall(record.updated_at)
        row = {
            "id": number,
            "name": "a secret subject",
            "content": "a secret text",
            "entities_id": "Root entity",
            "itilcategories_id": "&nbsp;",
            "status": NUMBERS[record.status],
            "priority": 3,
            "type": 1,
            "date": self._wall(record.created_at),
            "date_mod": updated,
            "is_deleted": int(record.deleted or record.merged_into is not None),
        }
        return {**row, **self.more.get(record.id, {})}

    def _part(self, record: Record, part: str, query: Query) -> tuple[int, Any, Json]:
        rows = [*self._of_log(record, part), *self.rows.get((record.id, part), [])]
        rows.sort(key=lambda row: int(row["id"]))
        first, last = map(int, query.get("range", "0-49").split("-"))
        if first > len(rows):
            return _refusal(400, "ERROR_RANGE_EXCEED_TOTAL")
        shown = rows[first : last + 1]
        return 206 if len(shown) < len(rows) else 200, shown, _range(first, shown, len(rows))

    def _of_log(self, record: Record, part: str) -> list[Json]:
        if part == "Ticket_User":
            return [{"id": 1, "users_id": REQUESTER, "type": 1}, {"id": 2, "users_id": AGENT, "type": 2}]
        if part == "Log":
            return [self._logged(record, entry) for entry in in_order(record) if entry.kind in {"created", "status"}]
        if part == "ITILFollowup":
            return [self._followup(record, entry) for entry in in_order(record) if entry.kind in {"reply", "note"}]
        return []

    def _logged(self, record: Record, entry: Entry) -> Json:
        change = {"linked_action": 20, "id_search_option": 0, "old_value": "", "new_value": ""}
        if entry.kind == "status":
            old, new = str(NUMBERS[entry.before]), str(NUMBERS[entry.value])
            change = {"linked_action": 0, "id_search_option": 12, "old_value": old, "new_value": new}
        return {"id": entry.id, **self._belongs(record), "user_name": "Ann Agent (5)", **self._dated(entry), **change}

    def _followup(self, record: Record, entry: Entry) -> Json:
        written = {"users_id": AGENT, "content": "a secret text", "is_private": int(entry.kind == "note")}
        return {"id": entry.id, **self._belongs(record), "date": self._wall(entry.at), **written}

    def _belongs(self, record: Record) -> Json:
        return {"itemtype": "Ticket", "items_id": int(record.id.removeprefix("Ticket/"))}

    def _dated(self, entry: Entry) -> Json:
        return {"date_mod": self._wall(entry.at)}

    def _wall(self, at: datetime) -> str:
        return at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M:%S")


def _columns(row: Json, query: Query) -> Json:
    named = {value for name, value in query.items() if name.startswith("forcedisplay")}
    return {option: row[OPTIONS[option]] for option in sorted({"1", "80", *named})}


def _range(first: int, shown: Sequence[Json], total: int) -> Json:
    return {"Content-Range": f"{first}-{first + max(len(shown) - 1, 0)}/{total}", "Accept-Range": "Ticket 990"}


def _refusal(status: int, code: str) -> tuple[int, Any, Json]:
    return status, [code, "see the documentation of the API"], {}
