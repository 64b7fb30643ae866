"""A histogram whose counts may fall: gaugehistogram in OpenMetrics, histogram in the old text, which knows no other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Final

from slawatch.exporters.escaping import escaped
from slawatch.model.instant import epoch
from slawatch.model.target_use import SHARES, TargetUse, UseExample

EDGES: Final = (*(str(float(share)) for share in SHARES), "+Inf")
"""Values of the label `le`, as OpenMetrics writes them."""
LONGEST: Final = 128
"""Characters that names and values of an exemplar's labels may have together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One histogram."""

    cumulated: tuple[int, ...]
    """By EDGES: how many values lie at or below each."""
    total: float
    exemplars: Mapping[int, str] = field(default_factory=dict)
    """By position in EDGES."""

    @property
    def series(self) -> int:
        """How many series it has: its buckets, their count and their sum."""
        return len(self.cumulated) + 2


def distribution(use: TargetUse, examples: Iterable[UseExample] = ()) -> Distribution:
    """Return the shares of their targets that timers used, with a ticket for each bucket that one is known of."""
    told = {example.bucket: exemplar(example) for example in examples}
    return Distribution(
        cumulated=tuple(accumulate(use.counts)),
        total=use.total,
        exemplars={bucket: text for bucket, text in told.items() if text},
    )


def exemplar(example: UseExample) -> str:
    """Return the ticket, its share and the instant of its verdict as OpenMetrics writes it; empty if it is too long."""
    ticket = f"{example.source}/{example.ticket}"
    if len("ticket") + len(ticket) > LONGEST:
        return ""
    return f' # {{ticket="{escaped(ticket)}"}} {example.share} {epoch(example.at)}'


def told(name: str, labels: str, shown: Distribution, *, openmetrics: bool) -> Iterable[str]:
    """Yield the lines of a histogram; the old text knows no exemplars."""
    for place, (edge, count) in enumerate(zip(EDGES, shown.cumulated, strict=True)):
        text = shown.exemplars.get(place, "") if openmetrics else ""
        yield f'{name}_bucket{{{labels},le="{edge}"}} {count}{text}\n'
    kind = "g" if openmetrics else ""
    yield f"{name}_{kind}count{{{labels}}} {shown.cumulated[-1]}\n"
    yield f"{name}_{kind}sum{{{labels}}} {shown.total}\n"


def faults(shown: Distribution) -> list[str]:
    """Return what is wrong with a histogram: another number of buckets, or counts that fall from one to the next."""
    found = []
    if len(shown.cumulated) != len(EDGES):
        found.append(f"it has {len(shown.cumulated)} buckets, not {len(EDGES)}")
    if any(after < before for before, after in pairwise(shown.cumulated)):
        found.append("a bucket holds less than the one before it")
    return found
