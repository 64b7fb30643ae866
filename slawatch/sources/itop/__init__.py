"""iTop through its REST service: user requests, incidents, problems and changes, each with what was changed in it."""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.itop.options import Options

STATUS_CLASSES: Final = {
    "new": "new",
    "waiting_for_approval": "pending_other",
    "approved": "open",
    "rejected": "cancelled",
    "assigned": "open",
    "dispatched": "open",
    "redispatched": "open",
    "escalated_tto": "new",
    "escalated_ttr": "open",
    "pending": "pending_requester",
    "resolved": "resolved",
    "closed": "closed",
    "validated": "open",
    "plannedscheduled": "open",
    "notapproved": "cancelled",
    "implemented": "resolved",
    "monitored": "resolved",
}
"""The codes of the stock data model's states, which are the same in every language."""


def _itop(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.itop.source import Itop  # noqa: PLC0415  brings requests; checks need none

    return Itop(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="itop",
    options=Options,
    factory=_itop,
    status_classes=STATUS_CLASSES,
    summary="iTop (REST service, rest.php)",
    example={"url": "https://itop.example", "token": "env:ITOP_TOKEN", "timezone": "UTC"},
)
