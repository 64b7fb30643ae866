"""How many random interleavings each source is put through: a few in every run, hundreds by `make interleavings`."""

import os
from typing import Final

SEEDS: Final = range(int(os.environ.get("SLAWATCH_SEEDS", "2")))
