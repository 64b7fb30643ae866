"""What timers used of their targets as histograms, with tickets as exemplars where they are asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from slawatch.exporters.distribution import distribution
from slawatch.exporters.escaping import label_text
from slawatch.exporters.family import OBJECTIVE_PERIOD
from slawatch.exporters.samples import Samples
from slawatch.model.result import Snapshot
from slawatch.model.target_use import UseExample


def tell_target_use(
    snapshot: Snapshot, samples: Samples, *, full: Collection[str], examples: Iterable[UseExample]
) -> None:
    """Add a histogram for every timer objective and period of the agreements in full."""
    known: dict[tuple[str, ...], list[UseExample]] = defaultdict(list)
    for example in examples:
        known[example.service_id, example.sla, example.objective, example.period].append(example)
    for figure in snapshot.objectives:
        if figure.used is not None and figure.sla in full:
            place = figure.service_id, figure.sla, figure.objective, figure.period
            shown = distribution(figure.used, known[place])
            samples.add("slawatch_timer_target_used_ratio", label_text(OBJECTIVE_PERIOD, place), shown)
