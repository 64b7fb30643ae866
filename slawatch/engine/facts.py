"""Raw facts of many tickets in columns, as the store packs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.model.event import Actor, EventType

EVENT: Final = np.dtype([("at", "<i8"), ("value", "<i4"), ("field", "<i2"), ("type", "u1"), ("actor", "u1")])
"""16 bytes an event: `value` and `field` are term codes (0: none), `type` and `actor` are positions in the enums."""

TYPES: Final = tuple(EventType)
ACTORS: Final = tuple(Actor)
TYPE_CODE: Final = {name: code for code, name in enumerate(TYPES)}
ACTOR_CODE: Final = {name: code for code, name in enumerate(ACTORS)}
EXCUSED: Final = 255
"""Code of what no source can tell: a correction takes timers out of the count. Its value is the term of a JSON list:
agreement, objective and cycle, null for any."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Events of n tickets of one source, ordered by ticket, then (at, order).

    A CREATED event's value is the term of a JSON object of the raw fields at creation; every other event's
    value is the term of its `new` (0 where it is None, and for MERGED).
    """

    source: str
    tickets: Ints
    """Shape (n,): the store's number of each ticket."""
    ids: Sequence[str]
    """The source's ids, n of them."""
    created_at: Ints
    """Shape (n,): epoch seconds."""
    offsets: Ints
    """Shape (n + 1,): events of ticket i are events[offsets[i]:offsets[i + 1]]."""
    events: NDArray[np.void]
    """Shape (m,), dtype EVENT."""
    terms: Sequence[str]
    """The vocabulary: code -> raw text; terms[0] is ""."""
