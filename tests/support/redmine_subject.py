"""The Redmine source and the fake of its API, for the conformance suite."""

from typing import Final

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.ingest.source import Source
from slawatch.sources.redmine import KIND
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.redmine import KEY, RedmineSystem

VARIABLE: Final = "SLAWATCH_TEST_REDMINE_KEY"


def reader(url: str, clock: Clock, **options: object) -> Source:
    """Return a source that reads pages of five with the key of VARIABLE."""
    said = {"url": url, "api_key": f"env:{VARIABLE}", "page_size": 5, **options}
    return KIND.factory(KIND.options.model_validate(said), clock=clock, observer=RequestCounts())


SUBJECT: Final = Subject(
    system=RedmineSystem,
    source=reader,
    page=5,
    secret=KEY,
    environment={VARIABLE: KEY},
    seeds=SEEDS,
    without={
        "merged_ticket": "Redmine knows no merging",
        "repeated_token": "Redmine numbers its rows, and names no next page",
        "empty_page_with_a_token": "likewise",
    },
)
