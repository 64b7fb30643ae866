"""Freshservice through version 2 of its API."""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.freshworks.rows import STATUS_CLASSES
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.freshservice.options import Options


def _freshservice(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.freshservice.source import Freshservice  # noqa: PLC0415  brings requests; checks need none

    return Freshservice(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="freshservice",
    options=Options,
    factory=_freshservice,
    status_classes=STATUS_CLASSES,
    summary="Freshservice",
)
