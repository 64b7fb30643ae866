"""Issues and incidents of GitLab, gitlab.com or self-managed, through the REST API.

Issues are listed by their last change, each project a feed of its own. What happened to one is in three lists: events
of its state, events of its labels, and its notes. Whatever GitLab has no field for is read from labels.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.gitlab.options import Options

STATUS_CLASSES: Final = {"opened": "open", "closed": "resolved"}


def _gitlab(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.gitlab.source import GitLab  # noqa: PLC0415  brings requests; checks need none

    return GitLab(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="gitlab",
    options=Options,
    factory=_gitlab,
    status_classes=STATUS_CLASSES,
    summary="GitLab issues, incidents and Service Desk (gitlab.com and self-managed)",
)
