"""What a system lists, held against what is stored of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Self

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Stamp
from slawatch.store.pass_contract import Standing

FEW: Final = 20
"""Fewer missing tickets than this are looked for without suspicion of the census itself."""
MOST_MISSING: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """Tickets that must be looked at."""

    ids: Collection[str]
    returned: Collection[str]
    """Those among them that were taken for gone and are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """The stamps of one census by ticket."""

    stamps: Mapping[str, Stamp]

    @classmethod
    def taken(cls, stamps: Iterable[Stamp]) -> Self:
        """Return the census that a source tells; a ticket that moved while it was counted counts as told last."""
        return cls(stamps={stamp.id: stamp for stamp in stamps})

    @property
    def listed(self) -> Collection[str]:
        """The ids that there are."""
        return self.stamps.keys()

    def doubts(self, stored: Iterable[Standing], *, is_open: Callable[[str | None], bool]) -> Doubts:
        """Return what must be looked at: missing here, unknown there, or not as it stands.

        FatalSourceError where half of the open tickets are missing, and 20 at least: rights that were taken away
        look so, and nothing may follow from that for any ticket.
        """
        unknown, different, missing, returned, standing = set(self.stamps), set(), set(), set(), 0
        for each in stored:
            unknown.discard(each.id)
            stamp = self.stamps.get(each.id)
            standing += stamp is not None
            if stamp is None and not each.gone and is_open(each.status):
                missing.add(each.id)
            elif stamp is not None and _differs(each, stamp):
                different.add(each.id)
                returned |= {each.id} if each.gone else set()
        if len(missing) >= FEW and len(missing) > (len(missing) + standing) * MOST_MISSING:
            raise FatalSourceError(
                f"a census misses {len(missing)} of {len(missing) + standing} open tickets; were rights taken away?"
            )
        return Doubts(ids=unknown | different | missing, returned=returned)


def _differs(standing: Standing, stamp: Stamp) -> bool:
    if standing.gone or (stamp.status is not None and stamp.status != standing.status):
        return True
    if stamp.updated_at is None or standing.updated_at is None:
        return False
    return stamp.updated_at > standing.updated_at
