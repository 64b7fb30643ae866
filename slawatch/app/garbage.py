"""Python's search for garbage in cycles stops every thread; a daemon has it look seldom, and not at what stays."""

import gc
from typing import Final

THRESHOLDS: Final = (20_000, 20, 20)
"""New objects before a search, and searches before one among older objects. Nearly all garbage goes without any."""


def search_seldom() -> None:
    """Have everything that is loaded by now left out of searches, and let more objects come before each.

    A search through all of a daemon's objects takes a tenth of a second, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
