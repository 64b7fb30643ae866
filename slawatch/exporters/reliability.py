"""Reliability as samples: how many each mean is made of, and in full how they are spread."""

from collections.abc import Mapping
from typing import Final

from slawatch.exporters.samples import Samples
from slawatch.model.result import ServiceFigure
from slawatch.model.spread import Durations

_MEANS: Final = ("mtbf", "mtrs", "mtbf_lower", "mtbf_upper", "mtta", "mttd")
_LEAN: Final = "mtrs"
"""The mean whose n is always told; that of MTBF and MTBSI is slawatch_outages."""


def reliability(figure: ServiceFigure, labels: str, samples: Samples, *, full: bool) -> None:
    """Add the means of a service and what stands behind them; `labels` are those of the service and the period."""
    for mean in (*_MEANS, "mtbsi") if full else _MEANS:
        samples.add(f"slawatch_{mean}_seconds", labels, getattr(figure, f"{mean}_seconds"))
    measures = _measures(figure)
    for measure, told in measures.items():
        if full or measure == _LEAN:
            samples.add("slawatch_reliability_events", f'{labels},measure="{measure}"', told.n)
        if full:
            _spread(told, f'{labels},measure="{measure}"', samples)


def exclusions(figure: ServiceFigure, labels: str, samples: Samples) -> None:
    """Add how many exclusions touch the period, by what becomes of them."""
    for standing, count in figure.exclusions:
        samples.add("slawatch_exclusions", f'{labels},status="{standing}"', count)


def _measures(figure: ServiceFigure) -> Mapping[str, Durations]:
    told = figure.reliability
    return {
        _LEAN: told.restoration,
        "mttd": told.detection,
        "mtta": told.acknowledgement,
        "repair": told.repair,
    }


def _spread(told: Durations, labels: str, samples: Samples) -> None:
    stats = {
        "mean": told.mean_seconds,
        "p50": told.median_seconds,
        "p90": told.p90_seconds,
        "max": told.max_seconds,
    }
    for stat, seconds in stats.items():
        samples.add("slawatch_reliability_seconds", f'{labels},stat="{stat}"', seconds)
