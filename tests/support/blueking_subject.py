"""BlueKing ITSM, as its page in the documentation describes it, and the fake of its API."""

import re
from pathlib import Path
from typing import Any, Final

import yaml
from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.ingest.source import Source
from slawatch.sources.rest import KIND
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.blueking import SECRET, BlueKingSystem

PAGE: Final = Path(__file__).parents[2] / "docs" / "sources" / "blueking.md"
VARIABLE: Final = "BK_APP_SECRET"
OF_THE_RUNTIME: Final = frozenset({"kind", "map", "every"})


def documented(page: Path) -> dict[str, Any]:
    """Return the options that a page's example has, but for those that every source has."""
    block = re.search(r"```yaml\n(sources:.*?)```", page.read_text(), re.DOTALL)
    assert block is not None
    [said] = yaml.load(block[1], yaml.BaseLoader)["sources"].values()  # noqa: S506  texts only, as a configuration has
    return {name: value for name, value in said.items() if name not in OF_THE_RUNTIME}


def reader(url: str, clock: Clock) -> Source:
    """Return the source of the page's example, with pages of five."""
    said = documented(PAGE)
    said["list"]["page"]["size"] = "5"
    options = KIND.options.model_validate({**said, "url": f"{url}/api/c/compapi/v2/itsm"})
    return KIND.factory(options, clock=clock, observer=RequestCounts())


_NO_ZONE: Final = "the API tells no zone: the configuration names it"
_NO_FILTER: Final = "the API has no filter by change"
_NO_STAMP: Final = "without a history a change that shows late has the time of the look that finds it"
_NO_PAST: Final = "without a history what happened between two looks is lost"

SUBJECT: Final = Subject(
    system=BlueKingSystem,
    source=reader,
    page=5,
    secret=SECRET,
    environment={VARIABLE: SECRET},
    remembers=False,
    seeds=SEEDS,
    without={
        "another_zone": _NO_ZONE,
        "repeated_hour": _NO_ZONE,
        "ignored_filter": _NO_FILTER,
        "repeated_token": "pages are numbered",
        "empty_page_with_a_token": "pages are numbered",
        "late_row": _NO_STAMP,
        "interleaved_writers": _NO_STAMP,
        "changed_again_while_it_is_read": _NO_PAST,
        "more_work_than_can_be_read": _NO_PAST,
    },
)
