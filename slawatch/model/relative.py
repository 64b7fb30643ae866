"""Periods as a snapshot sees them."""

from enum import StrEnum


class Relative(StrEnum):
    """Which period, seen from the snapshot's as_of."""

    CURRENT = "current"
    PREVIOUS = "previous"
