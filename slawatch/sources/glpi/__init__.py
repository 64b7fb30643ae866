"""GLPI through its REST API (apirest.php): tickets, problems and changes, each with its log."""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.glpi.options import Options

STATUS_CLASSES: Final = {
    "new": "new",
    "assigned": "open",
    "planned": "open",
    "pending": "pending_requester",
    "solved": "resolved",
    "closed": "closed",
    "accepted": "open",
    "observed": "open",
    "evaluation": "open",
    "approval": "pending_other",
    "testing": "open",
    "qualification": "open",
    "refused": "cancelled",
    "cancelled": "cancelled",
}
"""GLPI sends numbers; these are their English names, whatever the account's language."""


def _glpi(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.glpi.source import Glpi  # noqa: PLC0415  brings requests; checks need none

    return Glpi(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="glpi",
    options=Options,
    factory=_glpi,
    status_classes=STATUS_CLASSES,
    summary="GLPI (REST API v1, apirest.php)",
)
