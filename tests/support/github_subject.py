"""GitHub and its fake, for the conformance suite."""

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.github.options import Options
from slawatch.sources.github.source import GitHub
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.github import NAME, SECRET, GitHubSystem

VARIABLE = "GITHUB_SUBJECT_TOKEN"
PAGE = 4


def source(url: str, clock: Clock, **more: object) -> GitHub:
    told = {"url": url, "token": f"env:{VARIABLE}", "repositories": [NAME], "page_size": PAGE, **more}
    return GitHub(Options.model_validate(told), clock=clock, observer=RequestCounts())


SUBJECT = Subject(
    system=GitHubSystem,
    source=source,
    page=PAGE,
    secret=SECRET,
    environment={VARIABLE: SECRET},
    seeds=SEEDS,
    without={
        "another_zone": "GitHub writes and reads UTC, whatever the account's zone",
        "repeated_hour": "GitHub writes and reads UTC, whatever the account's zone",
    },
)
