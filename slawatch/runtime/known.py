"""What was known at an instant, and what judged it then: enough to tell the figures that were told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from slawatch.clock import Clock, StoppedClock
from slawatch.config.stored import definitions, other_almanac
from slawatch.model.definitions import Definitions
from slawatch.store.contract import Reader, Store
from slawatch.store.past import Past


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Facts, definitions and the time, to evaluate with."""

    store: Reader
    definitions: Definitions
    clock: Clock
    notes: tuple[str, ...] = ()
    """What a reader of the figures should be told, in words."""


def known_then(store: Store, today: Definitions, *, at: datetime) -> Known:
    """Return what was known at an instant and the definitions that were in force.

    Where no definitions had been put in force by then, today's judge, and a note says so. Raises StoreError where it
    was not recorded yet what was known, ConfigError where the definitions can't be read back.
    """
    sha256 = store.in_force(at)
    body = None if sha256 is None else store.definitions(sha256)
    return Known(
        store=Past.at(store, at),
        definitions=today if body is None else definitions(body, like=today),
        clock=StoppedClock(at),
        notes=tuple(_notes(body)),
    )


def _notes(body: str | None) -> Iterator[str]:
    if body is None:
        yield "no definitions had been put in force by then; today's judge"
    elif other_almanac(body):
        yield "another edition of the holidays judged then; today's is used"
