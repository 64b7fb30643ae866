"""Zendesk as the conformance suite puts it to the test."""

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.zendesk.options import Options
from slawatch.sources.zendesk.source import Zendesk
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.zendesk import EMAIL, TOKEN, ZendeskSystem

VARIABLE = "ZENDESK_TOKEN"


def zendesk(url: str, clock: Clock, **options: object) -> Zendesk:
    """Return the source for the address of a fake."""
    told = {"url": url, "email": EMAIL, "token": f"env:{VARIABLE}", "page_size": 4, **options}
    return Zendesk(Options.model_validate(told), clock=clock, observer=RequestCounts())


SUBJECT = Subject(
    system=ZendeskSystem,
    source=zendesk,
    page=4,
    secret=TOKEN,
    environment={VARIABLE: TOKEN},
    seeds=SEEDS,
    without={
        "more_work_than_can_be_read": "the tickets of the last minutes are listed the newest first: where several "
        "change with every request, one may keep ahead of the pages, and the export tells it a minute later"
    },
)
