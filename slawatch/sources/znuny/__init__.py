"""Znuny, OTOBO and ((OTRS)) Community Edition 6 through their generic interface.

The interface has no address of its own: an administrator imports the web service that is shipped with the
documentation. Tickets are found by their last change and told by their history.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.znuny.options import Options

STATUS_CLASSES: Final = {
    "new": "new",
    "open": "open",
    "pending reminder": "pending_requester",
    "pending auto close+": "pending_requester",
    "pending auto close-": "pending_requester",
    "closed successful": "closed",
    "closed unsuccessful": "closed",
    "closed with workaround": "closed",
    "merged": "merged",
    "removed": "deleted",
}
"""Of the states that a new installation has."""


def _znuny(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.znuny.source import Znuny  # noqa: PLC0415  brings requests; checks need none

    return Znuny(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="znuny",
    options=Options,
    factory=_znuny,
    status_classes=STATUS_CLASSES,
    summary="Znuny, OTOBO, OTRS 6 (generic interface)",
)
