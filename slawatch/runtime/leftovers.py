"""What pages leave behind: cycles of objects that hold all columns of the publication which they were made of."""

import gc
from typing import Final

OLDER: Final = 20
OLDEST: Final = 400
"""Publications between two searches among objects that outlived a search, and among all. These take longer."""


class Leftovers:
    """Has cycles searched for by publications: Python itself counts objects, and a column of millions is one."""

    def __init__(self) -> None:
        self._publications = 0

    def search(self) -> None:
        """Let go what was left since the publication before; pages that are still being made are found later."""
        self._publications += 1
        gc.collect(2 if self._publications % OLDEST == 0 else 1 if self._publications % OLDER == 0 else 0)
