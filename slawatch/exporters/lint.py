"""Our own refusal of expositions that Prometheus' tools let pass.

Neither prometheus_client nor its OpenMetrics parser nor `promtool check metrics` notices a duplicated
label set, and a wrong suffix is only advice to them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import isfinite
from typing import Final

from slawatch.exporters.distribution import Distribution
from slawatch.exporters.distribution import faults as histogram_faults
from slawatch.exporters.family import Family, FamilyType
from slawatch.exporters.samples import Block, Sample, distributions

_NAME: Final = re.compile(r"slawatch_[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LABEL: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_RESERVED_SUFFIXES: Final = ("_total", "_sum", "_count", "_bucket", "_created")
_FOREIGN_UNITS: Final = ("_percent", "_minutes", "_hours", "_days", "_milliseconds")
_TARGET_LABELS: Final = frozenset(
    {"service", "customer", "owner", "env", "environment", "type", "instance", "job", "region", "zone"}
    | {"cluster", "le", "quantile"}
)
"""Labels that scrape configurations set themselves, and those that the formats reserve."""


class LintError(ValueError):
    """An exposition that must not be published; the message holds every fault, a line each."""


def check(blocks: Sequence[Block]) -> None:
    """Refuse wrong names and labels, families told twice, duplicated label sets and values that are no numbers."""
    families = [family for family, _ in blocks]
    faults = [
        *chain.from_iterable(family_faults(family) for family in families),
        *clashes(families),
        *chain.from_iterable(sample_faults(family, samples) for family, samples in blocks),
    ]
    if faults:
        raise LintError("\n".join(faults))


def family_faults(family: Family) -> list[str]:
    """Return what is wrong with a family's name, labels and text."""
    faults = [fault for wrong, fault in _judgements(family) if wrong]
    faults += [f"label {label!r} is not snake_case" for label in family.labels if not _LABEL.fullmatch(label)]
    faults += [
        f"label {label!r} belongs to scrape configurations" for label in family.labels if label in _TARGET_LABELS
    ]
    return [f"{family.name}: {fault}" for fault in faults]


def _judgements(family: Family) -> Iterable[tuple[bool, str]]:
    counter = family.type is FamilyType.COUNTER
    stateset = family.type is FamilyType.STATESET
    yield not _NAME.fullmatch(family.name), "the name is not slawatch_ and snake_case"
    yield counter and not family.name.endswith("_total"), "a counter ends in _total"
    yield not counter and family.name.endswith(_RESERVED_SUFFIXES), "the suffix belongs to a sample of another type"
    yield family.base.endswith(_FOREIGN_UNITS), "only base units: _seconds and _ratio"
    yield len(set(family.labels)) != len(family.labels), "a label stands twice"
    yield stateset and family.name not in family.labels, "a state set has a label of its own name"
    yield not family.text.strip(), "HELP is empty"
    yield bool(family.text.strip()) and not family.text.endswith("."), "HELP does not end in a full stop"
    yield "cached" not in family.origin, "HELP does not say whether the figure is cached"


def clashes(families: Sequence[Family]) -> list[str]:
    """Return names that two families would both expose, such as x of a gauge and x of the counter x_total."""
    exposed = Counter(chain.from_iterable({family.name, family.base} for family in families))
    return [f"{name}: told by {times} families" for name, times in exposed.items() if times > 1]


def sample_faults(family: Family, samples: Sequence[Sample]) -> list[str]:
    """Return duplicated label sets and values that are not finite: what is not known is left out."""
    faults = []
    if len({labels for labels, _ in samples}) != len(samples):
        twice = Counter(labels for labels, _ in samples).most_common(1)[0][0]
        faults.append(f"{family.name}{{{twice}}}: the label set stands twice")
    if not all(map(isfinite, _numbers(samples))):
        faults.append(f"{family.name}: a value is not a finite number")
    if family.type is FamilyType.STATESET:
        faults += _state_faults(family, samples)
    if family.name.endswith("_info") and any(value != 1 for _, value in samples):
        faults.append(f"{family.name}: an info is always 1")
    faults += [
        f"{family.name}{{{labels}}}: {fault}"
        for labels, shown in distributions(samples)
        for fault in histogram_faults(shown)
    ]
    return faults


def _numbers(samples: Iterable[Sample]) -> Iterator[float]:
    for _, value in samples:
        yield value.total if isinstance(value, Distribution) else value


def _state_faults(family: Family, samples: Sequence[Sample]) -> Iterator[str]:
    """Yield the state sets of which not exactly one state is 1; the state is the last label."""
    states: dict[str, list[float]] = {}
    for (labels, _), value in zip(samples, _numbers(samples), strict=True):
        states.setdefault(labels.rpartition(f'{family.name}="')[0], []).append(value)
    for labels, values in states.items():
        if sorted(values) != [*[0] * (len(values) - 1), 1]:
            yield f"{family.name}{{{labels}}}: not exactly one state is 1"
