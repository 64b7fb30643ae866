"""What a ticketing system concludes of its own service levels: kept beside our verdict, never an input of it.

An event of type SLA_NATIVE names in `field` what the system calls its service level ("Time to resolution"), and
tells in `new` one JSON object with sorted keys and nothing between them: `outcome` (met, missed, running, paused or
cancelled) and, where the system tells them, `due_at` (ISO 8601 with a zone), `elapsed` and `target` (seconds as the
system counts them). The newest one counts; an event without `new` takes the verdict back.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Self

from slawatch.model.agreement import Indicator
from slawatch.model.instant import instant
from slawatch.model.result import Outcome

OUTCOMES: Final = frozenset({Outcome.MET, Outcome.MISSED, Outcome.RUNNING, Outcome.PAUSED, Outcome.CANCELLED})
"""What a system can conclude."""

_KEYS: Final = frozenset({"outcome", "due_at", "elapsed", "target"})
_NOISE: Final = re.compile(r"^time to |^sla |^ola | time$")
_INDICATORS: Final = {
    "first response": Indicator.FIRST_RESPONSE,
    "first reply": Indicator.FIRST_RESPONSE,
    "acknowledge": Indicator.ACKNOWLEDGEMENT,
    "acknowledgement": Indicator.ACKNOWLEDGEMENT,
    "own": Indicator.ACKNOWLEDGEMENT,
    "next reply": Indicator.NEXT_REPLY,
    "next response": Indicator.NEXT_REPLY,
    "periodic update": Indicator.PERIODIC_UPDATE,
    "update": Indicator.PERIODIC_UPDATE,
    "resolution": Indicator.RESOLUTION,
    "resolve": Indicator.RESOLUTION,
    "full resolution": Indicator.RESOLUTION,
    "solution": Indicator.RESOLUTION,
    "close": Indicator.RESOLUTION,
    "restoration": Indicator.RESTORATION,
    "restore": Indicator.RESTORATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeVerdict:
    """A system's own verdict on one ticket; None for what it does not tell."""

    outcome: Outcome
    due_at: datetime | None = None
    elapsed_seconds: int | None = None
    """As the system counts them, in its calendar and with its pauses."""
    target_seconds: int | None = None

    def __post_init__(self) -> None:
        """Refuse an outcome that is none, durations below 0 and a naive instant."""
        if self.outcome not in OUTCOMES:
            raise ValueError(f"{self.outcome!r} is no outcome of a source; it may be {', '.join(sorted(OUTCOMES))}")
        if min(self.elapsed_seconds or 0, self.target_seconds or 0) < 0:
            raise ValueError("a source's own durations can't be negative")
        if self.due_at is not None:
            object.__setattr__(self, "due_at", instant(self.due_at))

    @property
    def text(self) -> str:
        """What an event says: the same verdict is always the same text."""
        due = None if self.due_at is None else self.due_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = {
            "outcome": str(self.outcome),
            "due_at": due,
            "elapsed": self.elapsed_seconds,
            "target": self.target_seconds,
        }
        present = {key: value for key, value in told.items() if value is not None}
        return json.dumps(present, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the verdict that an event's text tells; ValueError for any other text."""
        told = json.loads(text)
        if not isinstance(told, dict) or not told.keys() <= _KEYS or "outcome" not in told:
            raise ValueError(f"{text[:60]!r} is no verdict of a source")
        due = told.get("due_at")
        return cls(
            outcome=Outcome(told["outcome"]),
            due_at=None if due is None else datetime.fromisoformat(due),
            elapsed_seconds=_seconds(told.get("elapsed")),
            target_seconds=_seconds(told.get("target")),
        )


def indicator_named(name: str) -> Indicator | None:
    """Return what a system's service level measures by its name, None where the name does not say."""
    words = re.sub(r"[\s_-]+", " ", name).strip().casefold()
    return _INDICATORS.get(_NOISE.sub("", words))


def _seconds(told: Any) -> int | None:  # noqa: ANN401  whatever JSON holds
    if told is None or (isinstance(told, int) and not isinstance(told, bool)):
        return told
    raise ValueError(f"{told!r} is no number of whole seconds")
