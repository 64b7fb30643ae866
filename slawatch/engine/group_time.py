"""The services of one agreement in one window, taken together: sums, never means of percentages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import floor, lcm
from typing import Final

import numpy as np

from slawatch.engine.availability import Span, TimeAccount, costs, seconds_before, share, time_account
from slawatch.engine.columns import Flags
from slawatch.engine.facts import Ints
from slawatch.engine.service_group import worst
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import clipped
from slawatch.engine.windows import Window
from slawatch.model.agreement import Agreement, Scope
from slawatch.model.service import ServiceId

_GRID: Final = 65
"""Instants that are looked at together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAccount:
    """Seconds of agreed time of several services, each counted as often as its service weighs."""

    agreed: Fraction
    lost: Fraction
    unknown: Fraction

    @property
    def possible(self) -> Fraction:
        """The denominator if the unknown time becomes known."""
        return self.agreed + self.unknown

    @property
    def availability(self) -> float | None:
        """Share of agreed time that was not lost; None when no time was agreed."""
        return share(self.agreed - self.lost, self.agreed)

    @property
    def coverage(self) -> float | None:
        """Share of agreed time that is known; None when no time was agreed."""
        return share(self.agreed, self.possible)


@dataclass(frozen=True, kw_only=True)
class GroupTime:
    """What became of the time of services that an agreement judges together."""

    parts: tuple[ServiceTime, ...]
    """At least one; all of one agreement and one window."""

    @property
    def agreement(self) -> Agreement:
        """The agreement of them all."""
        return self.parts[0].agreement

    @property
    def service(self) -> ServiceId:
        """What the group is called: by its agreement."""
        return ServiceId(self.agreement.id)

    @property
    def window(self) -> Window:
        """The window of them all."""
        return self.parts[0].window

    @cached_property
    def account(self) -> GroupAccount:
        """The time before as_of."""
        return _together(self.parts, [part.account for part in self.parts])

    @cached_property
    def planned(self) -> Fraction:
        """Agreed seconds of the whole window, if all of it becomes known."""
        return _sum(self.parts, [part.planned for part in self.parts])

    @property
    def weight(self) -> Fraction:
        """What all services weigh."""
        return _sum(self.parts, [1] * len(self.parts))

    @property
    def elapsed(self) -> float | None:
        """Share of the planned time that lies before as_of."""
        return share(self.account.possible, self.planned)

    @property
    def known_until(self) -> int | None:
        """Oldest watermark of the sources behind the services; None: some never answered."""
        known = [part.known_until for part in self.parts]
        return None if None in known else min(at for at in known if at is not None)

    @property
    def told_until(self) -> int:
        """The instant before as_of up to which all services are told of; as_of where one never was."""
        return self.window.as_of if self.known_until is None else min(self.window.as_of, self.known_until)

    @property
    def is_told(self) -> bool:
        """False where agreed time has passed and nothing at all is known of it."""
        return self.account.agreed > 0 or not self.account.unknown

    @property
    def complete(self) -> bool:
        """True when the window is over and the sources have told everything up to its end."""
        return all(part.complete for part in self.parts)

    @property
    def worst(self) -> ServiceId | None:
        """The service that lost the largest share of its own agreed time, the first of several; None if none lost."""
        return worst((part.service, part.account.lost, part.account.agreed) for part in self.parts)

    def exceeded_at(self, allowed: Fraction, span: Span) -> int | None:
        """Return the earliest instant of a span before which more than `allowed` seconds were lost in it.

        None when that never happens. What is lost never shrinks, so a finer and finer grid finds the instant.
        """
        low, high = span
        exceeds = self._exceeds(allowed, span)
        if not exceeds(np.array([high]))[0]:
            return None
        while high - low > 1:
            grid = np.unique(np.linspace(low, high, _GRID, dtype=np.int64))
            place = int(np.argmax(exceeds(grid)))
            low, high = grid[place - 1 : place + 1].tolist()
        return high

    def _exceeds(self, allowed: Fraction, span: Span) -> Callable[[Ints], Flags]:
        """Return what tells of instants in a span whether more was lost before them, in whole numbers."""
        costly = [
            (part.agreement.weight(part.service) * cost.weight, clipped(cost.stretches, *span), part.calendar)
            for part in self.parts
            for cost in costs(part.layers)
        ]
        scale = lcm(*(factor.denominator for factor, _, _ in costly))
        most = floor(allowed * scale)

        def exceeds(instants: Ints) -> Flags:
            lost = np.zeros(len(instants), np.int64)
            for factor, stretches, calendar in costly:
                lost += int(factor * scale) * seconds_before(instants, stretches, calendar)
            return lost > most

        return exceeds

    def within(self, span: Span) -> GroupAccount:
        """Return what became of the time of a span."""
        return _together(self.parts, [time_account(part.layers, part.calendar, span) for part in self.parts])


JudgedTime = ServiceTime | GroupTime
"""What an objective has one figure of."""


def judged(times: Iterable[ServiceTime]) -> Iterator[JudgedTime]:
    """Yield what objectives have a figure of; times of one agreement lie next to each other."""
    for _, own in groupby(times, key=lambda time: time.agreement.id):
        parts = tuple(own)
        if parts[0].agreement.scope is Scope.AGREEMENT:
            yield GroupTime(parts=parts)
        else:
            yield from parts


def _together(parts: Sequence[ServiceTime], accounts: Sequence[TimeAccount]) -> GroupAccount:
    return GroupAccount(
        agreed=_sum(parts, [account.agreed for account in accounts]),
        lost=_sum(parts, [account.lost for account in accounts]),
        unknown=_sum(parts, [account.unknown for account in accounts]),
    )


def _sum(parts: Sequence[ServiceTime], seconds: Sequence[Fraction | int]) -> Fraction:
    return sum(
        (part.agreement.weight(part.service) * each for part, each in zip(parts, seconds, strict=True)), Fraction(0)
    )
