"""Numbers of taste: what rules hold beside the promises, the same for every agreement of an installation."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from string import Template
from typing import Final

_UNITS: Final = (("h", 3600), ("m", 60), ("s", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """Lengths are in whole seconds, shares are 0..1."""

    breach_recent: int = 86400
    """A breach that was told in time is urgent for so long."""
    breach_timely: int = 3600
    """A breach told so soon after it happened is urgent, a later one is a notice."""
    budget_exhausts: int = 900
    """An open outage calls somebody when so little is left until the budget is gone."""
    budget_low: float = 0.25
    """Of the budget, what is little."""
    breach_probability: float = 0.5
    """A forecast beyond this is told."""
    forecast_from: float = 0.2
    """A forecast is told from this share of the period on."""
    due_within: int = 1800
    """A ticket that is due within this is due soon,"""
    due_share: float = 0.25
    """unless this share of its target is less."""
    urgent_priorities: str = "P1"
    """Overdue tickets of these priorities are critical, as a regular expression; in `metrics: full` only."""
    overdue_seen: int = 3600
    """A ticket is critical when its due time passed within this, before our eyes."""
    coverage: float = 0.99
    """Of the time that has passed, the share that must be known."""
    source_intervals: float = 3.0
    """Polls by which a source may be behind."""
    rate_limit: float = 0.1
    """Of what a source allows, what is little."""
    clock_skew: int = 60
    """Clocks may differ by so much."""
    feed_age: int = 86400
    """A feed of a calendar may be unread for so long."""
    evaluation_age: int = 300
    """Figures may be so old."""

    def filled(self, text: str, **more: str) -> str:
        """Return PromQL or a text with its @{numbers}: `@{name}` of a length is 15m, `@{name_seconds}` 900."""
        return _Placed(text).substitute(dict(self._numbers()), **more)

    def _numbers(self) -> Iterator[tuple[str, str]]:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int):
                yield field.name, length(value)
                yield f"{field.name}_seconds", str(value)
            else:
                yield field.name, value if isinstance(value, str) else f"{value:g}"
        yield "breach_known", length(max(self.breach_recent - self.breach_timely, 1))


class _Placed(Template):
    delimiter = "@"


def length(seconds: int) -> str:
    """Return a duration as Prometheus writes it: 15m, 1h30m, 1d."""
    told = ""
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        told += f"{count}{unit}" if count else ""
    return told or "0s"
