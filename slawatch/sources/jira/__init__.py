"""Jira Cloud and Jira Data Center, with Jira Service Management.

Issues are read by their last change, each with its whole changelog. What kind of Jira it is, the server itself tells.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.jira.options import Options
from slawatch.sources.jira.statuses import STATUS_CLASSES


def _jira(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.jira.source import Jira  # noqa: PLC0415  brings requests; checks of a configuration need none

    return Jira(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="jira",
    options=Options,
    factory=_jira,
    status_classes=STATUS_CLASSES,
    summary="Jira Cloud and Data Center, with Jira Service Management",
)
