"""How far a Prometheus was read, and how its services stood there: what a cursor holds."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Self

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Cursor
from slawatch.sources.prometheus.watch import Chain, State

ChainKey = tuple[str, str | None]
"""Query and service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An instant of the grid, and the chains that lead up to it."""

    begun: int
    """The first instant that was looked at, ever."""
    at: int
    """The last one."""
    chains: Mapping[ChainKey, Chain]

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Return what a cursor holds."""
        try:
            held = json.loads(cursor)
            chains = [Chain(**{**each, "state": State(each["state"])}) for each in held["chains"]]
            return cls(begun=held["begun"], at=held["at"], chains=by_key(chains))
        except (ValueError, KeyError, TypeError) as error:
            raise FatalSourceError("the cursor is none of this source; give it another id to begin anew") from error

    def cursor(self) -> Cursor:
        """Return it as text."""
        chains = [asdict(chain) for _, chain in sorted(self.chains.items(), key=str)]
        return json.dumps({"begun": self.begun, "at": self.at, "chains": chains}, ensure_ascii=False)


def by_key(chains: Iterable[Chain]) -> Mapping[ChainKey, Chain]:
    """Return chains by what they are of."""
    return {(chain.query, chain.service): chain for chain in chains}
