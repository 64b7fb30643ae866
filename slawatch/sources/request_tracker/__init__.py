"""Request Tracker 5 through REST2.

Transactions are RT's append-only log and their ids grow, so the feed is read by id: no time zone, no stamp that two
changes share. A transaction only names its ticket; the ticket and its whole history are then read anew, and reading
twice changes nothing.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.request_tracker.options import Options

STATUS_CLASSES: Final = {
    "new": "new",
    "open": "open",
    "stalled": "pending_requester",
    "resolved": "resolved",
    "rejected": "cancelled",
    "deleted": "deleted",
}


def _request_tracker(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.request_tracker.source import RequestTracker  # noqa: PLC0415  brings requests; checks need none

    return RequestTracker(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="request_tracker",
    options=Options,
    factory=_request_tracker,
    status_classes=STATUS_CLASSES,
    summary="Request Tracker 5 (REST2)",
)
