"""Alertmanager as a witness of outages: an alert that fires is one. It only knows what fires now.

What fired and ended between two polls is never seen, and the end of an alert is known as well as polls are close.
Where Prometheus can be asked, it knows more.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.alertmanager.options import Options


def _alertmanager(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.alertmanager.source import Alertmanager  # noqa: PLC0415  brings requests; checks need none

    return Alertmanager(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="alertmanager",
    options=Options,
    factory=_alertmanager,
    public_replies=False,
    summary="outages by the alerts that fire in Alertmanager",
)
