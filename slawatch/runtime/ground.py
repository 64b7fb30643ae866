"""What one configuration leaves to the next."""

import threading
from dataclasses import dataclass, field

from slawatch.clock import Clock
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.runtime.leftovers import Leftovers
from slawatch.runtime.publication import Board
from slawatch.runtime.setbacks import Setbacks
from slawatch.store.contract import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What outlives a configuration: the store, the clock, what is served, and the turns that workers take."""

    store: Store
    clock: Clock
    metrics: SelfMetrics
    board: Board = field(default_factory=Board)
    evaluating: threading.Lock = field(default_factory=threading.Lock)
    turns: dict[str, threading.Lock] = field(default_factory=dict)
    """By source: a poll of the configuration before may still be under way."""

    setbacks: Setbacks = field(default_factory=Setbacks)
    """Reports that could not be made: those who show them and those who make them have no other place in common."""
    leftovers: Leftovers = field(default_factory=Leftovers)

    def turn(self, name: str) -> threading.Lock:
        """Return the lock of those that must not do the same at once, and whose end a stop waits for."""
        return self.turns.setdefault(name, threading.Lock())

    def settled(self, seconds: float) -> bool:
        """Wait until no worker polls or evaluates any more; return false when one still does after so many seconds."""
        end = self.clock.monotonic() + seconds
        return all(
            turn.acquire(timeout=max(0.0, end - self.clock.monotonic()))
            for turn in (*self.turns.values(), self.evaluating)
        )
