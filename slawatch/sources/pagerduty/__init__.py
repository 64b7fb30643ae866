"""PagerDuty through its REST API v2.

Lists of incidents can only be filtered by their creation, so what happened is read from the account's log entries; each
names its incident, which is then read whole. Incidents that are open are looked at in every poll besides.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.pagerduty.options import Options

STATUS_CLASSES: Final = {"triggered": "new", "acknowledged": "open", "resolved": "resolved"}


def _pagerduty(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.pagerduty.source import PagerDuty  # noqa: PLC0415  brings requests; checks need none

    return PagerDuty(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="pagerduty",
    options=Options,
    factory=_pagerduty,
    status_classes=STATUS_CLASSES,
    summary="PagerDuty (REST API v2)",
)
