"""The pages over a store, served as the daemon serves them, and asked as a browser asks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from typing import Any

from slawatch.clock import StoppedClock
from slawatch.engine.plan import Plan
from slawatch.runtime.evaluator import Evaluator
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

    @property
    def document(self) -> Any:  # noqa: ANN401  JSON
        return json.loads(self.text)


@dataclass
class AskedSite:
    made: MadeDoors
    port: int

    def ask(self, path: str, **headers: str) -> Told:
        """Return the answer to GET, whatever its status; the path goes out as it is."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            said = {name.lower(): text for name, text in answer.getheaders()}
            return Told(answer.status, said, answer.read().decode())
        finally:
            connection.close()

    def api(self, path: str) -> Any:  # noqa: ANN401  likewise
        """Return the document under a path of the API; its status must be 200."""
        told = self.ask(f"/api/v1{path}")
        assert told.status == 200, told.text
        return told.document


@contextmanager
def serving(store: Store, plan: Plan, *, as_of: datetime) -> Iterator[AskedSite]:
    """Serve what a store says at an instant, which is also the present."""
    evaluator = Evaluator(plan, store, StoppedClock(as_of))
    snapshot = evaluator.evaluate(as_of)
    inquiry = Inquiry(store, snapshot, MadeOf(plan=plan, rows=evaluator.rows))
    made = MadeDoors(published=published(snapshot), now=as_of, inquiry=inquiry)
    server = WebServer(application(made.doors()), "127.0.0.1:0")
    server.start()
    try:
        yield AskedSite(made, server.port)
    finally:
        server.stop()
