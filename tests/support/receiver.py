"""A webhook receiver: it answers at once and keeps what Alertmanager told it, with the time of arrival."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from daemon import CLOCK

Labels = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """An alert in a notification, as one receiver got it."""

    receiver: str
    at: float
    """Arrival by the monotonic clock, in seconds."""
    group: dict[str, str]
    """What its notification was grouped by."""
    status: str
    """firing or resolved"""
    labels: Labels
    annotations: dict[str, str]

    @property
    def name(self) -> str:
        """The alert's name."""
        return self.labels["alertname"]

    def tells(self, name: str, labels: Labels, *, status: str) -> bool:
        """Tell whether it is of an alert with these labels among others."""
        return (self.name, self.status) == (name, status) and labels.items() <= self.labels.items()


class Receiver:
    """Everything that arrived so far; a path per receiver."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.notified: list[Notified] = []

    def url(self, receiver: str) -> str:
        """Return where a receiver's notifications go."""
        return f"http://127.0.0.1:{self.port}/{receiver}"

    def take(self, path: str, told: dict[str, Any]) -> None:
        """Keep the alerts of a notification."""
        for alert in told["alerts"]:
            self.notified.append(
                Notified(
                    receiver=path.strip("/"),
                    at=CLOCK.monotonic(),
                    group=told["groupLabels"],
                    status=alert["status"],
                    labels=alert["labels"],
                    annotations=alert["annotations"],
                )
            )

    def got(self, name: str, labels: Labels, *, status: str = "firing", since: float = 0) -> list[Notified]:
        """Return what was told of an alert with these labels among others."""
        return [each for each in tuple(self.notified) if each.at >= since and each.tells(name, labels, status=status)]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen on a free port until the end of the block."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.take(self.path, told)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class calls it so
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    receiver = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
