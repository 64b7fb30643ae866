"""How often the sources' own verdicts differ from ours, by objective, source and period."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from slawatch.engine.native import Comparison, compared, disagreements
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.windows import Window
from slawatch.model.agreement import Scope
from slawatch.model.result import Relative, VerdictComparison


def verdict_comparisons(plan: Plan, rows: Rows, windows: Mapping[str, Sequence[Window]]) -> Iterator[VerdictComparison]:
    """Yield the counts for each window of each agreement; nothing of sources that tell no verdicts."""
    if not len(rows.native):
        return
    found = compared(rows.timers, rows.native)
    for place in range(max(map(len, windows.values()), default=0)):
        own = [windows[promise.agreement.id][place] for promise in plan.promises]
        yield from _of_windows(plan, found, own)


def _of_windows(plan: Plan, found: Comparison, windows: Sequence[Window]) -> Iterator[VerdictComparison]:
    compared_in: Counter[tuple[str, str, str, str, Relative]] = Counter()
    differ: Counter[tuple[str, str, str, str, Relative]] = Counter()
    counts = disagreements(found, found.ours.belongs(windows))
    for (number, service, source), (verdicts, wrong) in counts.items():
        promise, word = plan.promises[number], plan.words.words
        # The versions of an agreement are counted as one, and so are services that it judges together.
        together = promise.agreement.scope is Scope.AGREEMENT
        name = promise.agreement.id if together else word[service]
        key = name, promise.agreement.id, promise.objective.id, word[source], windows[number].relative
        compared_in[key] += verdicts
        differ[key] += wrong
    for key, verdicts in compared_in.items():
        service_id, sla, objective, of_source, period = key
        yield VerdictComparison(
            service_id=service_id,
            sla=sla,
            objective=objective,
            source=of_source,
            period=period,
            compared=verdicts,
            disagreements=differ[key],
        )
