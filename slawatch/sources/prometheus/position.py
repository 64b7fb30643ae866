"""How far a Prometheus was read, and how its services stood there: what a cursor holds."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
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
    asked: frozenset[str] | None = None
    """The queries; None: those of now, as nothing else is known."""
    added: Mapping[str, int] = field(default_factory=dict)
    """Of queries that came later than the first reading: the first instant that they were asked for."""
    watched: frozenset[str] = frozenset()
    """Services that others told of before: for them such a query counts from then on only."""

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Return what a cursor holds."""
        try:
            held = json.loads(cursor)
            chains = [Chain(**{**each, "state": State(each["state"])}) for each in held["chains"]]
            return cls(
                begun=held["begun"],
                at=held["at"],
                chains=by_key(chains),
                asked=frozenset(held["asked"]) if held.get("asked") is not None else None,
                added=dict(held.get("added", {})),
                watched=frozenset(held.get("watched", ())),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise FatalSourceError("the cursor is none of this source; give it another id to begin anew") from error

    def cursor(self) -> Cursor:
        """Return it as text."""
        chains = [asdict(chain) for _, chain in sorted(self.chains.items(), key=str)]
        held = {
            "begun": self.begun,
            "at": self.at,
            "chains": chains,
            "asked": None if self.asked is None else sorted(self.asked),
            "added": dict(self.added),
            "watched": sorted(self.watched),
        }
        return json.dumps(held, ensure_ascii=False)

    def asking(self, queries: frozenset[str], *, first: int) -> Self:
        """Return it for these queries, the chains of others left out; what is new is first asked for at an instant."""
        new = queries - (queries if self.asked is None else self.asked)
        told = {service for _, service in self.chains if service is not None} if new else set()
        stay = {name: at for name, at in self.added.items() if name in queries}
        return replace(
            self,
            chains={key: chain for key, chain in self.chains.items() if chain.service is None or key[0] in queries},
            asked=queries,
            added={**stay, **dict.fromkeys(sorted(new), first)},
            watched=self.watched | told,
        )

    def watched_since(self, query: str, service: str) -> int:
        """Return from when on a service that a query had never told of is one that it should tell of."""
        return self.added.get(query, self.begun) if service in self.watched else self.begun


def by_key(chains: Iterable[Chain]) -> Mapping[ChainKey, Chain]:
    """Return chains by what they are of."""
    return {(chain.query, chain.service): chain for chain in chains}
