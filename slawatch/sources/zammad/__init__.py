"""Zammad through its REST API.

Tickets are asked for by their last change: of the database where the search takes conditions, of the search index
otherwise, and by listing all of them where there is neither. Of each changed ticket the history and the articles
are read whole.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.zammad.options import Options

STATE_TYPES: Final = {
    "new": "new",
    "open": "open",
    "pending reminder": "pending_requester",
    "pending action": "pending_requester",
    "closed": "closed",
    "merged": "merged",
    "removed": "deleted",
}
"""What a state means by its type; states have names of their own."""
STATUS_CLASSES: Final = {**STATE_TYPES, "pending close": "pending_requester"}


def _zammad(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.zammad.source import Zammad  # noqa: PLC0415  brings requests; checks need none

    return Zammad(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="zammad",
    options=Options,
    factory=_zammad,
    status_classes=STATUS_CLASSES,
    summary="Zammad (REST API v1)",
)
