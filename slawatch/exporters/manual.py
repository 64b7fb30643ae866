"""The table of metrics as a page of the manual: `python -m slawatch.exporters.manual > docs/metrics.md`."""

import sys
from collections.abc import Iterable, Iterator
from typing import Final

from slawatch.exporters.daemon_names import LIVE
from slawatch.exporters.family import Family
from slawatch.exporters.figure_names import PREPARED

_HEAD: Final = """# Metrics

Served at `/metrics` as OpenMetrics 1.0.0 or text 0.0.4, plain or gzip, whichever the client asks for. This page is made
from the tables in `slawatch/exporters`.

Seconds and ratios (0..1) are the only units. What is not known has no series: an absent figure is not 0 and not 100 %.
`period` is `current` or `previous`, in the agreement's own kind of period. Labels come from the configuration, never
from a ticket. `service_id` of what an agreement judges of all its services together (`scope: agreement`) is the
agreement's id, which no service has. `process_*` and `python_*` come with the client library.
"""


def manual() -> str:
    """Return the page."""
    figures = ("## Figures", "Made with each evaluation; a scrape copies them.", PREPARED)
    daemon = ("## The daemon", "Read at each scrape.", LIVE)
    return "\n".join(
        [_HEAD, *(line for title, text, families in (figures, daemon) for line in _part(title, text, families))]
    )


def _part(title: str, text: str, families: Iterable[Family]) -> Iterator[str]:
    yield from (title, "", text, "", "| name | type | labels | meaning | series at most |", "|---|---|---|---|---|")
    for family in families:
        labels = ", ".join(f"`{label}`" for label in family.labels) or "none"
        yield f"| `{family.name}` | {family.type} | {labels} | {family.text} | {family.bound} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(manual())
