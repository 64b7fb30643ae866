"""Since when each source tells of anything."""

from collections.abc import Mapping

import numpy as np

from slawatch.engine.columns import Codes
from slawatch.engine.facts import Ints


def first_by_source(sources: Codes, instants: Ints) -> Mapping[int, int]:
    """Return by source, by their codes, the first of the instants that it tells."""
    return {source: int(instants[sources == source].min()) for source in np.unique(sources).tolist()}
