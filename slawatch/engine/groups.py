"""Rows grouped by several columns of codes at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
        order = np.argsort(self.member, kind="stable")
        yield from zip(self.keys, np.split(order, np.cumsum(self.sizes)[:-1]), strict=True) if self.keys else ()

    def least(self, values: Ints) -> Ints:
        """Return the smallest value of each group."""
        least = np.full(len(self.keys), NEVER, np.int64)
        np.minimum.at(least, self.member, values)
        return least


def grouped(*columns: NDArray[np.integer]) -> Groups:
    """Return the groups of rows that agree in every column; codes must not be negative."""
    if not len(columns[0]):
        return Groups(keys=(), sizes=(), member=np.empty(0, np.int64))
    shape = [int(column.max()) + 1 for column in columns]
    packed = np.ravel_multi_index(columns, shape)
    found, member, sizes = np.unique(packed, return_inverse=True, return_counts=True)
    keys = np.stack(np.unravel_index(found, shape), axis=1)
    return Groups(keys=[tuple(key) for key in keys.tolist()], sizes=sizes.tolist(), member=member)
