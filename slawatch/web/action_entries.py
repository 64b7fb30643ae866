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

_FINDING: Final = Entry(name="finding", label="Name of the breach or outage")

STATING: Final[Sequence[Entry]] = (
    _FINDING,
    Entry(name="title", label="What is done"),
    Entry(name="owner", label="Owner"),
    Entry(name="due_on", label="Due", kind="day"),
    Entry(name="check_on", label="Check by", kind="day", is_needed=False),
    Entry(name="goal", label="Target", is_needed=False, hint="95%, 4h or 3; empty: what is promised"),
    Entry(name="cause", label="Cause", kind="area", is_needed=False),
    Entry(name="plan", label="Plan of action", kind="area", is_needed=False),
)

ACCEPTING: Final[Sequence[Entry]] = (
    _FINDING,
    Entry(name="until", label="Until", kind="day", is_needed=False),
    Entry(name="reason", label="Why nothing is done about it", kind="area"),
)
