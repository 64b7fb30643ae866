"""Whether what stands below each promise can carry it: worked out once for a set of definitions."""

from threading import Lock
from typing import Final

from slawatch.engine.alignment import Misalignment, misalignments
from slawatch.engine.passage import too_long
from slawatch.model.definitions import Definitions


class Alignment:
    """Holds what does not fit in the definitions that were asked about last; threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of: Definitions | None = None
        self._found: tuple[Misalignment, ...] = ()

    def of(self, definitions: Definitions) -> tuple[Misalignment, ...]:
        """Return what stands below a promise and can't carry it, by agreement."""
        with self._lock:
            if self._of is not definitions:
                self._found = (*too_long(definitions), *misalignments(definitions))
                self._of = definitions
            return self._found


ALIGNMENT: Final = Alignment()
