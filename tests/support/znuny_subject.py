"""Znuny and its fake, for the conformance suite."""

from typing import Any, Final

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.znuny.options import Options
from slawatch.sources.znuny.source import Znuny
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.znuny import SECRET, USER, ZnunySystem

VARIABLE: Final = "ZNUNY_PASSWORD"


def znuny(url: str, clock: Clock, **options: Any) -> Znuny:  # noqa: ANN401  as Options takes them
    chosen = {"url": f"{url}/znuny", "username": USER, "password": f"env:{VARIABLE}", "page_size": 4, **options}
    return Znuny(Options.model_validate(chosen), clock=clock, observer=RequestCounts())


SUBJECT: Final = Subject(
    system=ZnunySystem,
    source=znuny,
    page=4,
    secret=SECRET,
    environment={VARIABLE: SECRET},
    seeds=SEEDS,
    without={
        "repeated_token": "a search has no pages",
        "empty_page_with_a_token": "a search has no pages",
        "work_without_end": "a page costs four requests, in which as many tickets change as it holds here",
    },
)
