"""First row: is anything burning, what must be done now, until when."""

from typing import Final

from generator.board import Row
from generator.operations.alerts import FIRING, FIRING_LIST
from generator.operations.promises import AVAILABILITY, PROMISES
from generator.operations.strip import DUE_NEXT, OPEN_OUTAGES, OVERDUE, STALE, USED_UP
from generator.text import Text

NOW: Final = Row(
    title=Text(en="Now", zh="现在"),
    panels=(FIRING, OPEN_OUTAGES, USED_UP, OVERDUE, DUE_NEXT, STALE, FIRING_LIST, AVAILABILITY, PROMISES),
)
