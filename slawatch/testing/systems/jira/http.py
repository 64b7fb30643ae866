"""The HTTP of a Jira: who may ask, and where each question is answered."""

import json
from base64 import b64encode
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.jira.jql import JqlError
from slawatch.testing.systems.jira.platform import Platform, Refusal
from slawatch.testing.systems.jira.service import ServiceManagement
from slawatch.testing.systems.jira.shown import Shown
from slawatch.testing.systems.jira.work import Work

USER: Final = "reader@example.org"
TOKEN: Final = "ATATT3xFfGF0-9c41"  # noqa: S105  of nobody
PAT: Final = "NjE2ODcwMzI4MTcx"

Params = Mapping[str, str]


class JiraSystem(Work):
    """A System (see `slawatch.testing.conformance.system`): a cloud site or a data center."""

    def __init__(self, *, cloud: bool = True) -> None:
        super().__init__()
        self.cloud = cloud
        shown = Shown(self, cloud=cloud)
        self.platform = Platform(self, shown, cloud=cloud)
        self.service = ServiceManagement(self, shown)

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        headers = {"Date": format_datetime(self.now, usegmt=True)}
        if asked.headers.get("authorization") != self._authorization():
            return self._to_nobody(asked, headers)
        try:
            status, body = 200, self._body(asked)
        except Refusal as refusal:
            status, body = refusal.status, {"errorMessages": [refusal.text], "errors": {}}
        except JqlError as error:
            status, body = 400, {"errorMessages": [str(error)], "errors": {}}
        return json_reply(body, status=status, headers=headers)

    def _to_nobody(self, asked: Asked, headers: Mapping[str, str]) -> Reply:
        """Answer who is not known: as to a guest, who may search and finds nothing."""
        path, headers = urlsplit(asked.path).path, {**headers, "X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
        if path.endswith("/serverInfo"):
            return json_reply(self.platform.server_info(), headers=headers)
        if path.endswith(("/field", "/status")):
            return json_reply(self.platform.answered([path.rpartition("/")[2]], {}), headers=headers)
        if path.endswith(("/search", "/search/jql")):
            return json_reply({"issues": [], "isLast": True, "startAt": 0, "total": 0}, headers=headers)
        return json_reply({"message": "Client must be authenticated"}, status=401, headers=headers)

    def _authorization(self) -> str:
        return "Basic " + b64encode(f"{USER}:{TOKEN}".encode()).decode() if self.cloud else f"Bearer {PAT}"

    def _body(self, asked: Asked) -> Any:  # noqa: ANN401  JSON
        url = urlsplit(asked.path)
        params = {name: each[0] for name, each in parse_qs(url.query).items()}
        match unquote(url.path).strip("/").split("/"):
            case ["rest", "api", "2", "serverInfo"]:
                return self.platform.server_info()
            case ["rest", "api", version, *path] if version in (("2", "3") if self.cloud else ("2", "latest")):
                if asked.method == "POST":
                    return self.platform.posted(path, json.loads(asked.body))
                return self.platform.answered(path, params)
            case ["rest", "servicedeskapi", *path]:
                return self.service.answered(path, params)
        raise Refusal(404, "null for uri")
