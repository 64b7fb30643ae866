"""Stored history judged a second time, as proposed definitions would have it; nothing that is stored is touched."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from slawatch.clock import Clock
from slawatch.engine.plan import Plan
from slawatch.model.result import ObjectiveFigure, Snapshot
from slawatch.runtime.assessment import assessed
from slawatch.store.contract import Reader

_COMPARED: Final[Mapping[str, Callable[[ObjectiveFigure], object]]] = {
    "target": lambda figure: (
        figure.target_ratio,
        figure.target_seconds,
        figure.target_days,
        figure.target_events,
        figure.statistic,
    ),
    "attained": lambda figure: (figure.attained_ratio, figure.attained_seconds, figure.attained_events),
    "n": lambda figure: (figure.good, figure.events),
    "state": lambda figure: figure.state,
    "period": lambda figure: (figure.starts_at, figure.ends_at),
}
"""What two figures of one objective may differ in."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One objective of one service, as it is judged now and as it would be; None on the side that does not have it."""

    service_id: str
    sla: str
    objective: str
    now: ObjectiveFigure | None
    proposed: ObjectiveFigure | None

    @property
    def differs(self) -> tuple[str, ...]:
        """What is not the same on both sides; the side itself where there is one only."""
        now, proposed = self.now, self.proposed
        if now is None:
            return ("only proposed",)
        if proposed is None:
            return ("only now",)
        return tuple(name for name, of in _COMPARED.items() if of(now) != of(proposed))


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The same history under two sets of definitions."""

    now: Snapshot
    proposed: Snapshot
    figures: tuple[Compared, ...]


def what_if(  # noqa: PLR0913  what assessed() needs, and another plan
    store: Reader, now: Plan, proposed: Plan, clock: Clock, *, as_of: datetime | None, period: str
) -> WhatIf:
    """Return the figures of a period under both plans, as of one instant, in the order of the files."""
    before = assessed(store, now, clock, as_of=as_of, period=period)
    after = assessed(store, proposed, clock, as_of=before.as_of, period=period)
    return WhatIf(now=before, proposed=after, figures=tuple(_compared(_by_key(before), _by_key(after))))


def _by_key(snapshot: Snapshot) -> Mapping[Key, ObjectiveFigure]:
    return {(figure.service_id, figure.sla, figure.objective): figure for figure in snapshot.objectives}


def _compared(before: Mapping[Key, ObjectiveFigure], after: Mapping[Key, ObjectiveFigure]) -> Iterator[Compared]:
    for service, sla, objective in dict.fromkeys((*before, *after)):
        key = service, sla, objective
        yield Compared(service_id=service, sla=sla, objective=objective, now=before.get(key), proposed=after.get(key))
