"""Outages of a period, drawn: a lane a service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from slawatch.engine.one_outage import OneOutage
from slawatch.model.interval import Interval
from slawatch.speech.axis import named_days, placed
from slawatch.speech.speech import Speech
from slawatch.web.outage_anchor import anchor

NARROWEST: Final = 0.45
"""Percent of the width: what is shorter is still seen, and can be pointed at."""
MOST_LANES: Final = 30
MOST_LABELS: Final = 10


class Stretch(NamedTuple):
    """An outage in its lane, in percent of the width."""

    x: float
    width: float
    kind: str
    says: str
    anchor: str


class Label(NamedTuple):
    """A named day."""

    x: float
    text: str
    is_odd: bool
    """Whether it is left out where there is little room."""


@dataclass(frozen=True)
class OutageLanes:
    """The drawing."""

    outages: Sequence[OneOutage]
    span: Interval
    as_of: datetime
    timezone: str
    speech: Speech

    @property
    def services(self) -> Sequence[str]:
        """The services with an outage, those that lost the most first."""
        lost: dict[str, float] = {}
        for each in self.outages:
            lost[each.service_id] = lost.get(each.service_id, 0) + each.lost_seconds
        return sorted(lost, key=lambda name: (-lost[name], name))

    @property
    def lanes(self) -> Sequence[tuple[str, Sequence[Stretch]]]:
        """The lanes that are drawn, with what is in each."""
        return [(name, self._stretches(name)) for name in self.services[:MOST_LANES]]

    @property
    def left_out(self) -> int:
        """How many services are not drawn."""
        return max(len(self.services) - MOST_LANES, 0)

    @property
    def kinds(self) -> Sequence[str]:
        """The severities that are drawn."""
        there = {str(each.severity) for each in self.outages}
        return [kind for kind in ("down", "degraded") if kind in there]

    @property
    def labels(self) -> Sequence[Label]:
        """The named days, in the zone of the drawing."""
        named = enumerate(named_days(self.span, self.timezone, most=MOST_LABELS))
        told = [(n, self._at(at), f"{at:%m-%d}" if is_day else f"{at:%Y-%m}") for n, (at, is_day) in named]
        return [Label(x, text, n % 2 == 1) for n, x, text in told if -0.01 <= x <= 96]  # noqa: PLR2004  it would stick out

    @property
    def now(self) -> float | None:
        """Where the moment of the figures stands; None where the period is over."""
        return round(self._at(self.as_of), 3) if self.as_of < self.span.end else None

    def _at(self, at: datetime) -> float:
        return round(100 * (at - self.span.start).total_seconds() / max(self.span.seconds, 1), 3)

    def _stretches(self, service: str) -> Sequence[Stretch]:
        own = [each for each in self.outages if each.service_id == service]
        return sorted((self._stretch(each) for each in own), key=lambda told: -told.width)

    def _stretch(self, outage: OneOutage) -> Stretch:
        start, end = outage.started_at, outage.ended_at or self.as_of
        x, width = placed(Interval(start, max(end, start + timedelta(seconds=1))), self.span, narrowest=NARROWEST)
        say, zone = self.speech.say, self.timezone
        until = self.speech.local(end, zone) if outage.ended_at else say("lasts")
        length = self.speech.duration((end - start).total_seconds())
        says = f"{say(outage.severity)}{say(': ')}{self.speech.local(start, zone)}{say(' to ')}{until} ({length})"
        return Stretch(round(x, 3), round(width, 3), outage.severity, says, anchor(outage))


def spanning(periods: Iterable[Interval]) -> Interval:
    """Return the time from the first start to the last end; agreements cut a period in their own zones."""
    told = list(periods)
    return Interval(min(each.start for each in told), max(each.end for each in told))
