"""How the timers of each indicator start and stop."""

from collections.abc import Callable, Mapping
from typing import Final

from slawatch.engine.cycles import Cycles, acknowledgement, first_response
from slawatch.engine.replies import next_reply, periodic_update
from slawatch.engine.restoration import restoration
from slawatch.engine.timeline import Timeline
from slawatch.model.agreement import Indicator

WAITS: Final[Mapping[Indicator, Callable[[Timeline, Cycles], Cycles]]] = {
    Indicator.FIRST_RESPONSE: first_response,
    Indicator.ACKNOWLEDGEMENT: acknowledgement,
    Indicator.NEXT_REPLY: next_reply,
    Indicator.PERIODIC_UPDATE: periodic_update,
    Indicator.RESTORATION: restoration,
}
"""By indicator: from the tickets as a whole to the cycles that an objective may judge."""
