"""Samples by family. A sample keeps its label text, so that rendering is nothing but joining."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from slawatch.exporters.family import Family
from slawatch.exporters.figure_names import PREPARED

Sample = tuple[str, float]
"""Label text without braces, and the value."""
Block = tuple[Family, Sequence[Sample]]
"""A family with its samples."""

_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def escaped(value: str) -> str:
    """Return a label value as both text formats write it."""
    return value.translate(_ESCAPES)


def label_text(names: Iterable[str], values: Iterable[str]) -> str:
    """Return labels as text in the order of the names: equal labels are equal texts."""
    return ",".join(f'{name}="{escaped(value)}"' for name, value in zip(names, values, strict=True))


class Samples:
    """Collects samples of the prepared families."""

    def __init__(self, families: Iterable[Family] = PREPARED) -> None:
        self._families = {family.name: family for family in families}
        self._samples: Mapping[str, list[Sample]] = {name: [] for name in self._families}

    def add(self, name: str, labels: str, value: float | None) -> None:
        """Add a sample; a value that is not known adds none."""
        if value is not None:
            self._samples[name].append((labels, value))

    def blocks(self) -> list[Block]:
        """Return the families that have samples, in the order of the table."""
        return [(self._families[name], samples) for name, samples in self._samples.items() if samples]
