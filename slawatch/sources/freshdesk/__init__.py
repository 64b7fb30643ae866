"""Freshdesk through version 2 of its API."""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.freshworks.rows import STATUS_CLASSES
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.freshdesk.options import Options


def _freshdesk(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.freshdesk.source import Freshdesk  # noqa: PLC0415  brings requests; checks need none

    return Freshdesk(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="freshdesk",
    options=Options,
    factory=_freshdesk,
    status_classes=STATUS_CLASSES,
    summary="Freshdesk",
)
