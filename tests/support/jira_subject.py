"""The Jira source and the fakes of its two systems."""

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.ingest.source import Source
from slawatch.sources.jira import KIND
from slawatch.sources.jira.options import Options
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.jira import PAT, TOKEN, USER, JiraSystem

VARIABLE = "JIRA_TOKEN"
PAGE = 6


def source(url: str, clock: Clock, **options: object) -> Source:
    told = {"url": url, "token": f"env:{VARIABLE}", "page_size": PAGE, **options}
    return KIND.factory(Options.model_validate(told), clock=clock, observer=RequestCounts())


SUBJECT = Subject(
    system=JiraSystem,
    source=lambda url, clock: source(url, clock, user=USER),
    page=PAGE,
    secret=TOKEN,
    environment={VARIABLE: TOKEN},
    seeds=SEEDS,
)
DATA_CENTER = Subject(
    system=lambda: JiraSystem(cloud=False),
    source=source,
    page=PAGE,
    secret=PAT,
    environment={VARIABLE: PAT},
    seeds=SEEDS,
    without={
        "repeated_token": "a data center numbers its pages, and tells how many issues there are",
        "empty_page_with_a_token": "likewise",
        "work_without_end": "pages that overlap by a row are read back whenever a row before them moves: here at each",
        **dict.fromkeys(
            (
                *("another_zone", "repeated_hour", "clocks_that_differ", "slow_drip_ends", "truncated_body"),
                *("busy_with_a_time", "busy_without_a_time", "broken_server", "told_again", "year_51502"),
                *("stopped_in_the_middle", "reopened_ticket", "refused_credentials"),
            ),
            "nothing of it depends on which Jira answers; the cloud's run shows it",
        ),
    },
)
