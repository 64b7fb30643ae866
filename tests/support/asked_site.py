"""The pages over a store, served as the daemon serves them, and asked as a browser asks."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from http.client import HTTPConnection
from typing import Any

from starlette.routing import Route

from slawatch.clock import StoppedClock
from slawatch.config.access_section import AccessSettings
from slawatch.engine.plan import Plan
from slawatch.reports.archive.archive import Archive
from slawatch.reports.life.rounds import Rounds
from slawatch.runtime.evaluator import Evaluator
from slawatch.runtime.finding_history import FindingHistory
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.made_of import MadeOf
from slawatch.store.contract import Store
from slawatch.testing.pages import MadeDoors, published
from slawatch.web.application import application
from slawatch.web.server import WebServer


@dataclass
class Told:
    status: int
    headers: dict[str, str]
    text: str
    body: bytes = b""

    @property
    def document(self) -> Any:  # noqa: ANN401  JSON
        return json.loads(self.text)


@dataclass
class AskedSite:
    made: MadeDoors
    port: int
    paths: Sequence[str] = ()
    """Of all its routes that are asked by GET, with names in braces."""
    store: Store | None = None

    def ask(self, path: str, **headers: str) -> Told:
        """Return the answer to GET, whatever its status; the path goes out as it is."""
        return self.send("GET", path, None, **headers)

    def send(self, method: str, path: str, body: str | None, **headers: str) -> Told:
        """Return the answer to a request with a body, likewise."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): text for name, text in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            said = {name.lower(): text for name, text in answer.getheaders()}
            content = answer.read()
            return Told(answer.status, said, content.decode("utf-8", "replace"), content)
        finally:
            connection.close()

    def api(self, path: str) -> Any:  # noqa: ANN401  likewise
        """Return the document under a path of the API; its status must be 200."""
        told = self.ask(f"/api/v1{path}")
        assert told.status == 200, told.text
        return told.document


@contextmanager
def serving(
    store: Store, plan: Plan, *, as_of: datetime, access: AccessSettings | None = None, rounds: Rounds | None = None
) -> Iterator[AskedSite]:
    """Serve what a store says at an instant, which is also the present, and let in whom `access` lets in.

    With what looks after reports, these are served too.
    """
    evaluator = Evaluator(plan, store, StoppedClock(as_of))
    snapshot = evaluator.evaluate(as_of)
    found = FindingHistory(plan).found(snapshot, evaluator.rows)
    inquiry = Inquiry(store, snapshot, MadeOf(plan=plan, rows=evaluator.rows, findings=found))
    made = MadeDoors(published=published(snapshot), now=as_of, inquiry=inquiry)
    doors = made.doors()
    if access is not None:
        doors = replace(doors, access=lambda: access, store=store)
    if rounds is not None:
        archive = Archive.of(rounds, lambda: snapshot)
        doors = replace(doors, archive=lambda: archive)
    site = application(doors)
    server = WebServer(site, "127.0.0.1:0")
    server.start()
    paths = [route.path for route in site.routes if isinstance(route, Route) and "GET" in (route.methods or ())]
    try:
        yield AskedSite(made, server.port, paths, store)
    finally:
        server.stop()
