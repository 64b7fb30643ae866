"""The fields of forms about actions."""

from collections.abc import Sequence
from typing import Final

from slawatch.model.action import OPEN
from slawatch.web.entries import Entry

_REASON: Final = Entry(name="reason", label="Reason", kind="area", is_needed=False)
_HOW: Final = Entry(name="reason", label="How it went, and what was learnt", kind="area")
_WHY: Final = Entry(name="reason", label="Why it will not be done", kind="area")
_STAGES: Final = {each.value: each.value for each in OPEN}

FORMS: Final[Sequence[tuple[str, str, Sequence[Entry]]]] = (
    ("move", "Move it on", (Entry(name="stage", label="Stage", kind="choice", choices=_STAGES), _REASON)),
    (
        "change",
        "Change it",
        (
            Entry(name="due_on", label="Due", kind="day", is_needed=False),
            Entry(name="owner", label="Owner", is_needed=False),
            _REASON,
        ),
    ),
    ("close", "Close it", (_HOW,)),
    ("cancel", "Cancel it", (_WHY,)),
)
"""Of each form the end of its path, what it is called, and its fields."""

ACCEPTING: Final[Sequence[Entry]] = (
    Entry(name="finding", label="Name of the breach or outage"),
    Entry(name="until", label="Until", kind="day", is_needed=False),
    Entry(name="reason", label="Why nothing is done about it", kind="area"),
)
