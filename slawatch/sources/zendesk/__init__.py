"""Zendesk Support.

The feed is the cursor-based incremental export, which tells every ticket that changed, archived and deleted ones among
them, but nothing of the last minute; what changed since is looked up in the list of tickets. What happened to a ticket
is told by its audits.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.zendesk.options import Options

CATEGORIES: Final = {
    "new": "new",
    "open": "open",
    "pending": "pending_requester",
    "hold": "pending_supplier",
    "solved": "resolved",
}
STATUS_CLASSES: Final = {
    **CATEGORIES,
    "closed": "closed",
    "deleted": "deleted",
    **{f"{category}: *": means for category, means in CATEGORIES.items()},
}
"""A status of one's own is told with its category: `pending: Waiting for parts`."""


def _zendesk(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.zendesk.source import Zendesk  # noqa: PLC0415  brings requests; checks need none

    return Zendesk(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="zendesk",
    options=Options,
    factory=_zendesk,
    status_classes=STATUS_CLASSES,
    summary="Zendesk Support",
)
