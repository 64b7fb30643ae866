"""iTop and its fake, for the conformance suite."""

from typing import Any, Final

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.itop.options import Options
from slawatch.sources.itop.source import Itop
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.itop import PASSWORD, USER, ItopSystem

VARIABLE: Final = "ITOP_PASSWORD"


def itop(url: str, clock: Clock, **options: Any) -> Itop:  # noqa: ANN401  as Options takes them
    written = {
        "url": url,
        "username": USER,
        "password": f"env:{VARIABLE}",
        "timezone": "UTC",
        "classes": ["UserRequest"],
        "page_size": 4,
    }
    return Itop(Options.model_validate({**written, **options}), clock=clock, observer=RequestCounts())


SUBJECT: Final = Subject(
    system=ItopSystem,
    source=itop,
    page=4,
    secret=PASSWORD,
    environment={VARIABLE: PASSWORD},
    seeds=SEEDS,
    without={
        "repeated_token": "iTop numbers its pages, and only first ones are asked for",
        "empty_page_with_a_token": "iTop's pages name no next one",
        "merged_ticket": "iTop merges no tickets",
    },
)
