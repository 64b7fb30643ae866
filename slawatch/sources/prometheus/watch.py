"""From values at instants to outages and to time that nobody looked at. Pure: what was seen goes in, facts come out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from slawatch.model.instant import from_epoch
from slawatch.model.outage import UNWATCHED, Outage
from slawatch.sources.prometheus.options import Query
from slawatch.sources.prometheus.rest import Values


class State(StrEnum):
    """How a service stands from an instant to the next one that is looked at."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"
    """It has no value although Prometheus looked."""
    AWAY = "away"
    """Prometheus did not look: told once, for all services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How one service (None: all of them) stood at the last instant, and since when; immutable, for readings repeat."""

    query: str
    service: str | None
    state: State
    since: int
    severity: str | None = None

    def fact(self, ended_at: int | None) -> Outage | None:
        """Return what is to be told of this stretch, None where there is nothing to tell."""
        away = State.AWAY if self.service is None else State.UNKNOWN
        if self.state not in (State.DOWN, away):
            return None
        down = self.state is State.DOWN
        return Outage(
            id=f"{self.query}:{self.service or ''}@{self.since}" + ("" if down else f":{UNWATCHED}"),
            service=self.service,
            started_at=from_epoch(self.since),
            ended_at=None if ended_at is None else from_epoch(ended_at),
            severity=self.severity if down else UNWATCHED,
        )


def followed(chain: Chain, states: Iterable[tuple[int, State]]) -> tuple[Chain, tuple[Outage, ...]]:
    """Return where a chain stands after further instants, and what they tell: every stretch that ended, and the last.

    The last one is told again while it lasts: a fact that is told twice changes nothing.
    """
    facts: list[Outage | None] = []
    for at, state in states:
        if state is not chain.state:
            facts.append(chain.fact(at) if at > chain.since else None)
            chain = replace(chain, state=state, since=at)
    facts.append(chain.fact(None))
    return chain, tuple(fact for fact in facts if fact is not None)


def service_states(
    query: Query, values: Values, watched: Values, instants: Sequence[int]
) -> Iterator[tuple[int, State]]:
    """Yield the state of a service at each instant."""
    for at in instants:
        yield at, _state(query, values.get(at)) if at in watched else State.AWAY


def witness_states(watched: Values, instants: Sequence[int]) -> Iterator[tuple[int, State]]:
    """Yield whether Prometheus looked at all, at each instant."""
    return ((at, State.UP if at in watched else State.AWAY) for at in instants)


def _state(query: Query, value: float | None) -> State:
    if query.down_when == "present":
        return State.UP if value is None else State.DOWN
    if value is None:
        return State.UNKNOWN
    return State.DOWN if (value == 0) == (query.down_when == "zero") else State.UP


def service_name(query: Query, labels: Mapping[str, str]) -> str | None:
    """Return the raw service of a series; None where it lacks every label that names it."""
    if query.service is not None:
        return query.service
    told = [labels.get(name, "") for name in query.by]
    return "/".join(told) if any(told) else None
