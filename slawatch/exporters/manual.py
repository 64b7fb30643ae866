"""The table of metrics as a page of the manual: `python -m slawatch.exporters.manual > docs/metrics.md`."""

import sys
from collections.abc import Iterable, Iterator
from typing import Final

from slawatch.exporters.daemon_names import LIVE
from slawatch.exporters.family import Family
from slawatch.exporters.figure_names import PREPARED

_HEAD: Final = """# Metrics

Served at `/metrics` as OpenMetrics 1.0.0 or text 0.0.4, plain or gzip, whichever the client asks for. This page is
made from the tables in `slawatch/exporters`.

Seconds and ratios (0..1) are the only units. What is not known has no series: an absent figure is neither 0 nor all
of it. `period` is `current` or `previous`, in the agreement's own kind of period. Labels come from the configuration.
Only a kind, a priority or a team that a source's `map` takes as it stands (no `values`) is a ticket's own word: where
the field may hold anything, or a person's name, give it `values`. `service_id` of what an agreement judges of all its
services together (`scope: agreement`) is the agreement's id, which no service has. `process_*` and `python_*` come
with the client library.

## How many series there are

By default an agreement is lean: everything that an alert needs, and of the previous period what was attained. With
`metrics: full` it and its services tell priorities, typical times, histograms and all of the previous period. A lean
service with an availability and three timer objectives has about 150 series, and at most 161; its tickets add some
ten for each of their kinds. The column *series at most* names what limits each family: `x 12 in full` counts for what
agreements in full promise.

`web.series_limit` (100,000) is a ceiling. Beyond it whole families are left out, from the end of the first table
below: details go first, what alerts are made of last. `slawatch_series_dropped` tells what is left out at present, so
an alert on it ends when everything is told again; `slawatch_series` stays near the ceiling then and would tell
nothing.

## From a histogram to a ticket

`slawatch_timer_target_used_ratio` is a histogram whose counts may fall: corrections, reopenings and a new period
lower it, so `rate()` of it means nothing. Its value now is the share of tickets: `..._bucket{le="1.0"}` divided by
`..._bucket{le="+Inf"}` is what an objective attained. OpenMetrics calls its sum and its count `_gsum` and `_gcount`,
the old text `_sum` and `_count`; Prometheus asks for OpenMetrics.

With `web.exemplars: true` each bucket points at the ticket that was decided last in it (in OpenMetrics only) by
its label `ticket`, which is `<source>/<id>`. Prometheus keeps exemplars with `--enable-feature=exemplar-storage`.
Grafana makes a link of them to the ticket's page, in the data source:

```yaml
datasources:
  - name: Prometheus
    type: prometheus
    url: http://127.0.0.1:9090
    jsonData:
      exemplarTraceIdDestinations:
        - name: ticket
          url: http://127.0.0.1:10720/tickets/$${__value.raw}
          urlDisplayLabel: The ticket in slawatch
```
"""
_COLUMNS: Final = ("| name | type | unit | labels | meaning | series at most |", "|---|---|---|---|---|---|")


def manual() -> str:
    """Return the page."""
    figures = ("## Figures", "Made with each evaluation; a scrape copies them.", PREPARED)
    daemon = ("## The daemon", "Read at each scrape.", LIVE)
    return "\n".join(
        [_HEAD, *(line for title, text, families in (figures, daemon) for line in _part(title, text, families))]
    )


def _part(title: str, text: str, families: Iterable[Family]) -> Iterator[str]:
    yield from (title, "", text, "", *_COLUMNS)
    for family in families:
        labels = ", ".join(f"`{label}`" for label in family.labels) or "none"
        yield f"| `{family.name}` | {family.type} | {family.unit} | {labels} | {family.text} | {family.bound} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(manual())
