"""A plausible IT service desk as a function of seed and absolute time.

It shows slawatch at work where no ticketing system is at hand. Every day's tickets, outages and
maintenance follow from the seed and the day's number alone, so a restart changes no history and two
installations with one seed tell the same story.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.simulator.options import Options

STATUS_CLASSES: Final = {
    "New": "new",
    "Assigned": "open",
    "In progress": "open",
    "Waiting for user": "pending_requester",
    "Waiting for vendor": "pending_supplier",
    "Resolved": "resolved",
    "Closed": "closed",
    "Cancelled": "cancelled",
}


def _simulator(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.simulator.source import Simulator  # noqa: PLC0415  its calendars bring numpy; checks need none

    del observer  # it asks nobody
    return Simulator(options, clock)


KIND: Final = SourceKind(
    name="simulator",
    options=Options,
    factory=_simulator,
    status_classes=STATUS_CLASSES,
    summary="a made-up service desk that lives in real time",
    docs="docs/configuration.md#simulator-a-service-desk-that-lives-in-real-time",
    simulated=True,
)
