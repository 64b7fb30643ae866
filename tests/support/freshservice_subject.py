"""Freshservice and its fake, for the conformance suite."""

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.freshservice.options import Options
from slawatch.sources.freshservice.source import Freshservice
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.freshworks import SECRET, FreshserviceSystem

VARIABLE = "FRESHSERVICE_SUBJECT_KEY"
PAGE = 4


def source(url: str, clock: Clock, **more: object) -> Freshservice:
    told = {"url": url, "api_key": f"env:{VARIABLE}", "page_size": PAGE, **more}
    return Freshservice(Options.model_validate(told), clock=clock, observer=RequestCounts())


SUBJECT = Subject(
    system=FreshserviceSystem,
    source=source,
    page=PAGE,
    secret=SECRET,
    environment={VARIABLE: SECRET},
    seeds=SEEDS,
    orders_seconds=False,
    without={
        "another_zone": "Freshservice writes and reads UTC, whatever the account's zone",
        "repeated_hour": "Freshservice writes and reads UTC, whatever the account's zone",
    },
)
