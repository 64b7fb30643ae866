"""PagerDuty as the conformance suite puts it to the test."""

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.pagerduty.options import Options
from slawatch.sources.pagerduty.source import PagerDuty
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.pagerduty import TOKEN, PagerDutySystem

VARIABLE = "PAGERDUTY_TOKEN"


def pagerduty(url: str, clock: Clock, **options: object) -> PagerDuty:
    """Return the source for the address of a fake."""
    told = {"url": url, "token": f"env:{VARIABLE}", "page_size": 6, **options}
    return PagerDuty(Options.model_validate(told), clock=clock, observer=RequestCounts())


SUBJECT = Subject(
    system=PagerDutySystem,
    source=pagerduty,
    page=6,
    secret=TOKEN,
    environment={VARIABLE: TOKEN},
    seeds=SEEDS,
    without={"repeated_token": "PagerDuty has no tokens: pages are asked for by offsets"},
)
