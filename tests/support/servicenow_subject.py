"""ServiceNow and its fake, for the conformance suite."""

from typing import Any, Final

from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.sources.servicenow.options import Options
from slawatch.sources.servicenow.source import ServiceNow
from slawatch.testing.conformance import Subject
from slawatch.testing.request_counts import RequestCounts
from slawatch.testing.systems.servicenow import SECRET, USER, ServiceNowSystem

VARIABLE: Final = "SERVICENOW_PASSWORD"
SIGNED_IN: Final = {"username": USER, "password": f"env:{VARIABLE}"}


def servicenow(url: str, clock: Clock, **options: Any) -> ServiceNow:  # noqa: ANN401  as Options takes them
    chosen = {"url": url, "tables": ["incident"], "page_size": 4, **(SIGNED_IN if "api_key" not in options else {})}
    return ServiceNow(Options.model_validate({**chosen, **options}), clock=clock, observer=RequestCounts())


SUBJECT: Final = Subject(
    system=ServiceNowSystem,
    source=servicenow,
    page=4,
    secret=SECRET,
    environment={VARIABLE: SECRET},
    seeds=SEEDS,
    ended_words=frozenset({"incident:8", "deleted", "merged"}),
    without={
        "repeated_token": "pages are asked for by sys_id and offset; a next page is never named by the instance",
        "another_zone": "raw values and conditions are UTC, whatever the account's zone",
        "repeated_hour": "raw values and conditions are UTC, whatever the account's zone",
    },
)
