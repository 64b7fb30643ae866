"""The declarative source, as its configuration describes the API of Example Desk, for the conformance suite."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import yaml
from seeds import SEEDS

from slawatch.clock import Clock
from slawatch.ingest.source import Source
from slawatch.sources.rest import KIND
from slawatch.testing.conformance import Subject
from slawatch.testing.conformance.example_api import SECRET, ExampleSystem
from slawatch.testing.request_counts import RequestCounts

VARIABLE: Final = "SLAWATCH_TEST_REST_TOKEN"
EXAMPLE_DESK: Final = f"""
auth: {{bearer: "env:{VARIABLE}"}}
account: {{path: api/me, timezone: timezone}}
list:
  path: api/tickets
  rows: tickets
  since: {{param: updated_since, format: "%Y-%m-%dT%H:%M:%S"}}
  page: {{style: token, param: token, next: next, size_param: limit, size: 4}}
  newest: {{order: newest}}
ticket: {{key: key, created: created_at, updated: updated_at}}
detail: "api/tickets/{{id}}"
history:
  path: "api/tickets/{{id}}/history"
  rows: entries
  at: at
  kind: type
  kinds: {{created: created, status: status, reply: reply}}
  new: value
  public: public
"""


def described(url: str, clock: Clock, text: str, **more: Any) -> Source:  # noqa: ANN401  options
    """Return the source of an API as YAML describes it."""
    options = KIND.options.model_validate({"url": url, **_options(text), **more})
    return KIND.factory(options, clock=clock, observer=RequestCounts())


@cache
def _options(text: str) -> Mapping[str, Any]:
    return yaml.safe_load(text)


SUBJECT: Final = Subject(
    system=ExampleSystem,
    source=lambda url, clock: described(url, clock, EXAMPLE_DESK),
    page=4,
    secret=SECRET,
    environment={VARIABLE: SECRET},
    seeds=SEEDS,
)
