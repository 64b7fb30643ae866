"""Any REST API that lists tickets as JSON, described in the configuration."""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.rest.options import Options


def _rest(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.rest.source import source  # noqa: PLC0415  brings requests; checks need none

    return source(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="rest",
    options=Options,
    factory=_rest,
    summary="any REST API that lists tickets as JSON",
)
