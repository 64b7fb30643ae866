"""The attributes under which a ticket is counted."""

from collections.abc import Iterator

import numpy as np

from slawatch.engine.facts import Facts
from slawatch.engine.plan import Plan
from slawatch.engine.timeline import timeline

Labels = tuple[str, str, str]
"""service_id, kind and priority; "" where the mapping gives none."""


def described(facts: Facts, plan: Plan) -> Iterator[tuple[int, Labels]]:
    """Yield the store's number of each ticket with its labels after everything that the facts tell."""
    if not len(facts.tickets):
        return
    end = int(max(facts.created_at.max(), facts.events["at"].max(initial=0)))
    line = timeline(facts, plan.definitions.mappings[facts.source], plan.words, horizon=end)
    rows = np.arange(len(line))
    columns = (line.attributes[name].at(rows, end).tolist() for name in ("service", "kind", "priority"))
    numbers = line.tickets.tolist()
    for number, *codes in zip(numbers, *columns, strict=True):
        service, kind, priority = (plan.words.words[code] for code in codes)
        yield number, (service, kind, priority)
