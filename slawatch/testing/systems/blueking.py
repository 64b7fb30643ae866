"""BlueKing ITSM (bk-itsm) as its component API shows it.

    POST /api/c/compapi/v2/itsm/get_tickets/
    {"bk_app_code": "slawatch", "bk_app_secret": "…", "bk_username": "slawatch", "page": 1, "page_size": 1000}

Every answer has status 200; `result` tells whether it is one. Times are wall times of the server's zone without an
offset. Tickets can be asked for by the time of their creation, and not by that of their change. There is no page
behind the last one, at most 10000 rows stand on one, and the newest ticket comes first. Replies are in no list.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from slawatch.testing.conformance.system import Happening, Story
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import Entry, Kind, Ledger, Record

SECRET: Final = "b3d1f0aa-7c52"  # noqa: S105  of nobody
PATH: Final = "/api/c/compapi/v2/itsm/get_tickets/"
LARGEST_PAGE: Final = 10_000
USUAL_PAGE: Final = 10

Json = Any


class BlueKingSystem(Ledger):
    """A System (see slawatch.testing.conformance), of which no history is shown."""

    statuses: Mapping[str, str] = {"open": "RUNNING", "solved": "FINISHED"}
    first_status = "RUNNING"

    def __init__(self) -> None:
        super().__init__()
        self.zone = "Asia/Shanghai"

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        headers = {"Date": format_datetime(self.now, usegmt=True)}
        if asked.method != "POST" or urlsplit(asked.path).path != PATH:
            return json_reply(_refusal(1306404, "not found"), headers=headers)
        said = json.loads(asked.body)
        if said.get("bk_app_secret") != SECRET or not said.get("bk_app_code") or not said.get("bk_username"):
            return json_reply(_refusal(1306000, "App authentication failed"), headers=headers)
        return json_reply(self._page(said), headers=headers)

    def stories(self) -> Mapping[str, Story]:
        """Return creations and changes of status: an API that shows no replies can't be asked for them."""
        return {id_: tuple(each for each in story if _is_shown(each)) for id_, story in super().stories().items()}

    def enter(self, record: Record, kind: Kind, value: str = "", *, at: datetime | None = None) -> Entry:
        """Write into a ticket's log; a comment is no change of the ticket."""
        before = record.updated_at
        entry = super().enter(record, kind, value, at=at)
        if kind not in {"created", "status"}:
            record.updated_at = before
        return entry

    def _page(self, said: Mapping[str, Json]) -> Json:
        found = [record for record in reversed(self.records.values()) if record.there]
        size, number = min(int(said.get("page_size", USUAL_PAGE)), LARGEST_PAGE), int(said.get("page", 1))
        pages = max(1, -(-len(found) // size))
        if not 1 <= number <= pages:
            return _refusal(1306400, "invalid page")
        items = [self._row(record) for record in found[(number - 1) * size : number * size]]
        data = {"page": number, "total_page": pages, "count": len(found), "next": None, "previous": None}
        return {"result": True, "code": 0, "message": "success", "data": {**data, "items": items}}

    def _row(self, record: Record) -> Json:
        return {
            "id": record.number,
            "sn": f"REQ20260302{record.number:06}",
            "title": "打不开",
            "catalog_id": 3,
            "service_id": 6,
            "service_type": "request",
            "flow_id": 14,
            "current_status": record.status,
            "comment_id": "",
            "is_commented": False,
            "updated_by": "admin",
            "update_at": "51502-03-02 09:00:00" if record.id in self.garbled else self._local(record.updated_at),
            "end_at": None,
            "creator": "admin",
            "create_at": self._local(record.created_at),
            "bk_biz_id": -1,
        }

    def id_of(self, number: int) -> str:
        """Return the id of the n-th ticket."""
        return str(number)

    def _local(self, at: datetime) -> str:
        return at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M:%S")


def _is_shown(happening: Happening) -> bool:
    return happening.what in {"created", "status"}


def _refusal(code: int, message: str) -> Json:
    return {"result": False, "code": code, "message": message, "data": None}
