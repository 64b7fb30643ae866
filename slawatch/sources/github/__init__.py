"""Issues of GitHub, github.com or an Enterprise Server, through the REST API.

Issues are listed by their last change, each repository a feed of its own, and every changed issue is told whole by its
timeline. Whatever GitHub has no field for (priority, service, a status beyond open and closed) is read from labels.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.github.options import Options

STATUS_CLASSES: Final = {
    "open": "open",
    "closed": "resolved",
    "not_planned": "cancelled",
    "duplicate": "cancelled",
}


def _github(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.github.source import GitHub  # noqa: PLC0415  brings requests; checks need none

    return GitHub(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="github",
    options=Options,
    factory=_github,
    status_classes=STATUS_CLASSES,
    summary="GitHub issues (github.com and Enterprise Server)",
)
