"""Samples by family. A sample keeps its label text, so that rendering is nothing but joining."""

from collections.abc import Iterable, Mapping, Sequence

from slawatch.exporters.distribution import Distribution
from slawatch.exporters.family import Family, FamilyType
from slawatch.exporters.figure_names import PREPARED

Sample = tuple[str, float | Distribution]
"""Label text without braces, and the value; of a histogram the text lacks `le`."""
Block = tuple[Family, Sequence[Sample]]
"""A family with its samples."""


class Samples:
    """Collects samples of the prepared families."""

    def __init__(self, families: Iterable[Family] = PREPARED) -> None:
        self._families = {family.name: family for family in families}
        self._samples: Mapping[str, list[Sample]] = {name: [] for name in self._families}

    def add(self, name: str, labels: str, value: float | Distribution | None) -> None:
        """Add a sample; a value that is not known adds none."""
        if value is not None:
            self._samples[name].append((labels, value))

    def blocks(self) -> list[Block]:
        """Return the families that have samples, in the order of the table."""
        return [(self._families[name], samples) for name, samples in self._samples.items() if samples]


def distributions(samples: Iterable[Sample]) -> Iterable[tuple[str, Distribution]]:
    """Yield those that are histograms."""
    return ((labels, value) for labels, value in samples if isinstance(value, Distribution))


def series(block: Block) -> int:
    """Return how many series a family has."""
    family, samples = block
    if family.type is FamilyType.GAUGEHISTOGRAM:
        return sum(shown.series for _, shown in distributions(samples))
    return len(samples)
