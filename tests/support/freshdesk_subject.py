"""Freshdesk and its fake, for the conformance suite."""

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.freshdesk.options import Options
from slawatch.sources.freshdesk.source import Freshdesk
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.freshworks import SECRET, FreshdeskSystem

VARIABLE = "FRESHDESK_SUBJECT_KEY"
PAGE = 4


def source(url: str, clock: Clock, **more: object) -> Freshdesk:
    told = {"url": url, "api_key": f"env:{VARIABLE}", "page_size": PAGE, **more}
    return Freshdesk(Options.model_validate(told), clock=clock, observer=RequestCounts())


SUBJECT = Subject(
    system=FreshdeskSystem,
    source=source,
    page=PAGE,
    secret=SECRET,
    environment={VARIABLE: SECRET},
    seeds=SEEDS,
    remembers=False,
    without={
        "another_zone": "Freshdesk writes and reads UTC, whatever the account's zone",
        "repeated_hour": "Freshdesk writes and reads UTC, whatever the account's zone",
    },
)
