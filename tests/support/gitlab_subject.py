"""GitLab and its fake, for the conformance suite."""

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.gitlab.options import Options
from slawatch.sources.gitlab.source import GitLab
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.gitlab import PATH, SECRET, GitLabSystem

VARIABLE = "GITLAB_SUBJECT_TOKEN"
PAGE = 4


def source(url: str, clock: Clock, **more: object) -> GitLab:
    told = {"url": url, "token": f"env:{VARIABLE}", "projects": [PATH], "page_size": PAGE, **more}
    return GitLab(Options.model_validate(told), clock=clock, observer=RequestCounts())


SUBJECT = Subject(
    system=GitLabSystem,
    source=source,
    page=PAGE,
    secret=SECRET,
    environment={VARIABLE: SECRET},
    seeds=SEEDS,
    without={
        "another_zone": "GitLab writes and reads UTC, whatever the account's zone",
        "repeated_hour": "GitLab writes and reads UTC, whatever the account's zone",
    },
)
