"""The activity log: what every store promises of it, and who is acting while something is written."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from slawatch.model.deed import Actor, Deed, ValueChange, Way

DAEMON: Final = Actor(user="", way=Way.DAEMON)

_acting: Final[ContextVar[Actor]] = ContextVar("acting", default=DAEMON)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Have whatever is written in the block, in this thread and those it hands work to, noted as somebody's deed."""
    before = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(before)


def actor_now() -> Actor:
    """Return who is acting; the daemon itself where nobody is said to be."""
    return _acting.get()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDeeds:
    """Which lines of the log are asked for; what is empty or None asks for all."""

    user: str = ""
    kind: str = ""
    name: str = ""
    before: int | None = None
    """Lines with a smaller number only."""
    since: datetime | None = None
    until: datetime | None = None
    """Lines before this instant only."""


class DeedRecords(Protocol):
    """The log of who did what. Statements of operators are noted by the store itself, in their own transaction."""

    def note(
        self, *, kind: str, name: str, action: str, at: datetime, changes: Mapping[str, ValueChange] | None = None
    ) -> None:
        """Add a line about what whoever is acting did."""
        ...

    def listed(self, asked: AskedDeeds | None = None, *, most: int = 200) -> Sequence[Deed]:
        """Return at most so many lines of the log, the newest first."""
        ...
