"""A whole scrape looked over as text: ours and what the client library writes, in both formats.

It finds what `promtool check metrics` lets pass. `python -m slawatch.exporters.lint_scrape < metrics` does it by hand.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf, isfinite
from typing import Final

from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families as text_families
from prometheus_client.samples import Sample

_OURS: Final = "slawatch_"
_HISTOGRAMS: Final = frozenset({"histogram", "gaugehistogram"})
_COUNTS: Final = ("_count", "_gcount")
_END: Final = "# EOF\n"


def scrape_faults(text: str) -> list[str]:
    """Return everything that is wrong with a scrape, a line each; text that ends with EOF is read as OpenMetrics."""
    read = openmetrics_families if text.endswith(_END) else text_families
    try:
        families = list(read(text))
    except ValueError as error:
        return [f"it can't be read: {error}"]
    return [f"{family.name}: {fault}" for family in families for fault in _family_faults(family)]


def _family_faults(family: Metric) -> Iterator[str]:
    if family.name.startswith(_OURS):
        yield from _help_faults(family.documentation)
    yield from _sample_faults(family.samples)
    states = family.type == "stateset" or any(family.name in sample.labels for sample in family.samples)
    if states:
        yield from _state_faults(family)
    if family.name.endswith("_info") and any(sample.value != 1 for sample in family.samples):
        yield "an info is always 1"
    if family.type in _HISTOGRAMS:
        yield from _histogram_faults(family)


def _help_faults(text: str) -> Iterator[str]:
    if not text:
        yield "HELP is empty"
    elif not text.endswith("."):
        yield "HELP does not end in a full stop"
    if text and "cached" not in text:
        yield "HELP does not say where the figure comes from"


def _sample_faults(samples: Sequence[Sample]) -> Iterator[str]:
    told = Counter((sample.name, frozenset(sample.labels.items())) for sample in samples)
    yield from (f"{name}{dict(labels)}: the label set stands twice" for (name, labels), n in told.items() if n > 1)
    if not all(isfinite(sample.value) for sample in samples):
        yield "a value is not a finite number"


def _state_faults(family: Metric) -> Iterator[str]:
    for labels, samples in _by_labels(family.samples, family.name):
        if sorted(sample.value for sample in samples) != [*[0] * (len(samples) - 1), 1]:
            yield f"{labels}: not exactly one state is 1"


def _histogram_faults(family: Metric) -> Iterator[str]:
    for labels, samples in _by_labels(family.samples, "le"):
        buckets = {float(sample.labels["le"]): sample.value for sample in samples if "le" in sample.labels}
        if any(buckets[after] < buckets[before] for before, after in pairwise(sorted(buckets))):
            yield f"{labels}: a bucket holds less than the one before it"
        whole = [sample.value for sample in samples if sample.name.endswith(_COUNTS)]
        if whole != [buckets.get(inf)]:
            yield f"{labels}: the bucket +Inf is not the count"


def _by_labels(samples: Iterable[Sample], besides: str) -> Iterable[tuple[Mapping[str, str], Sequence[Sample]]]:
    """Yield samples that agree in every label but one."""
    found: dict[frozenset[tuple[str, str]], list[Sample]] = defaultdict(list)
    for sample in samples:
        found[frozenset(each for each in sample.labels.items() if each[0] != besides)].append(sample)
    return ((dict(labels), own) for labels, own in found.items())


if __name__ == "__main__":
    sys.exit("\n".join(scrape_faults(sys.stdin.read())) or None)
