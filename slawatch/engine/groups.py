"""Rows grouped by several columns of codes at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER
from slawatch.engine.facts import Ints


@dataclass(frozen=True, slots=True)
class Groups:
    """The different combinations of codes, in ascending order."""

    keys: Sequence[tuple[int, ...]]
    sizes: Sequence[int]
    """Rows in each group."""
    member: Ints
    """The group of each row."""

    def parts(self) -> Iterator[tuple[tuple[int, ...], Ints]]:
        """Yield each combination with the positions of its rows, in their order."""
        yield from self._cut(np.argsort(self.member, kind="stable"))

    def ascending(self, values: Ints) -> Iterator[tuple[tuple[int, ...], Ints]]:
        """Yield each combination with the values of its rows, the smallest first."""
        yield from self._cut(values[np.lexsort((values, self.member))])

    def least(self, values: Ints) -> Ints:
        """Return the smallest value of each group."""
        least = np.full(len(self.keys), NEVER, np.int64)
        np.minimum.at(least, self.member, values)
        return least

    def _cut(self, column: Ints) -> Iterator[tuple[tuple[int, ...], Ints]]:
        """Yield each combination with its part of a column in which the rows of each lie together."""
        for key, size, end in zip(self.keys, self.sizes, accumulate(self.sizes), strict=True):
            yield key, column[end - size : end]


def grouped(*columns: NDArray[np.integer]) -> Groups:
    """Return the groups of rows that agree in every column; codes must not be negative."""
    if not len(columns[0]):
        return Groups(keys=(), sizes=(), member=np.empty(0, np.int64))
    shape = [int(column.max()) + 1 for column in columns]
    packed = np.ravel_multi_index(columns, shape)
    found, member, sizes = np.unique(packed, return_inverse=True, return_counts=True)
    keys = np.stack(np.unravel_index(found, shape), axis=1)
    return Groups(keys=[tuple(key) for key in keys.tolist()], sizes=sizes.tolist(), member=member)
