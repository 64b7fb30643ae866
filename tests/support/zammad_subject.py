"""Zammad and its fake, for the conformance suite."""

from functools import partial
from typing import Any, Final

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.zammad.options import Options
from slawatch.sources.zammad.source import Zammad
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.zammad import TOKEN, ZammadSystem

VARIABLE: Final = "ZAMMAD_TOKEN"
WITHOUT: Final = {
    "repeated_token": "Zammad numbers its pages",
    "empty_page_with_a_token": "Zammad's pages name no next one",
    "another_zone": "Zammad's API speaks UTC, whatever the account's zone",
    "repeated_hour": "Zammad's API speaks UTC, whatever the account's zone",
}


def zammad(url: str, clock: Clock, **options: Any) -> Zammad:  # noqa: ANN401  as Options takes them
    chosen = Options.model_validate({"url": url, "token": f"env:{VARIABLE}", "page_size": 4, "links": False, **options})
    return Zammad(chosen, clock=clock, observer=RequestCounts())


SUBJECT: Final = Subject(
    system=ZammadSystem,
    source=zammad,
    page=4,
    secret=TOKEN,
    environment={VARIABLE: TOKEN},
    seeds=SEEDS,
    without=WITHOUT,
)
INDEXED: Final = Subject(
    system=partial(ZammadSystem, conditions=False),
    source=zammad,
    page=4,
    secret=TOKEN,
    environment={VARIABLE: TOKEN},
    seeds=SEEDS,
    without=WITHOUT,
)
"""An old one, whose search takes no conditions: its index is asked."""
LISTED: Final = Subject(
    system=partial(ZammadSystem, conditions=False, index_seconds=None),
    source=zammad,
    page=4,
    secret=TOKEN,
    environment={VARIABLE: TOKEN},
    seeds=SEEDS,
    without={**WITHOUT, "ignored_filter": "without a search nothing is filtered"},
)
"""An old one without a search index."""
