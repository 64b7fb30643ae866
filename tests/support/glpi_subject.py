"""GLPI and its fake, for the conformance suite."""

from typing import Any, Final

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.glpi.options import Options
from slawatch.sources.glpi.source import Glpi
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.glpi import APP_TOKEN, USER_TOKEN, GlpiSystem

ENVIRONMENT: Final = {"GLPI_USER_TOKEN": USER_TOKEN, "GLPI_APP_TOKEN": APP_TOKEN}


def glpi(url: str, clock: Clock, **options: Any) -> Glpi:  # noqa: ANN401  as Options takes them
    written = {
        "url": url,
        "user_token": "env:GLPI_USER_TOKEN",
        "app_token": "env:GLPI_APP_TOKEN",
        "timezone": "UTC",
        "kinds": ["Ticket"],
        "links": False,
        "page_size": 4,
    }
    return Glpi(Options.model_validate({**written, **options}), clock=clock, observer=RequestCounts())


SUBJECT: Final = Subject(
    system=GlpiSystem,
    source=glpi,
    page=4,
    secret=USER_TOKEN,
    environment=ENVIRONMENT,
    seeds=SEEDS,
    without={
        "repeated_token": "GLPI numbers its rows",
        "empty_page_with_a_token": "GLPI's pages name no next one",
    },
)
