"""Which tickets tell of an outage."""

from collections.abc import Sequence

import numpy as np

from slawatch.engine.columns import NEVER
from slawatch.engine.evidence import Numbered
from slawatch.engine.one_outage import OneOutage
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.watermarks import made_of
from slawatch.model.instant import epoch
from slawatch.model.outage import Severity


def tickets_behind(plan: Plan, rows: Rows, outage: OneOutage) -> Sequence[Numbered]:
    """Return the tickets that tell of an outage of the service or of its parts meanwhile, by their start."""
    told = rows.outages
    codes = [plan.words.code(name) for name in made_of(plan.definitions, outage.service_id)]
    end = NEVER if outage.ended_at is None else epoch(outage.ended_at)
    meanwhile = (told.started_at < end) & (told.ended_at > epoch(outage.started_at))
    alike = told.degraded == (outage.severity is Severity.DEGRADED)
    found = told.take(np.isin(told.service, codes) & meanwhile & alike & (told.ticket >= 0))
    ordered = found.take(np.lexsort((found.ticket, found.started_at)))
    words = plan.words.words
    pairs = zip(ordered.source.tolist(), ordered.ticket.tolist(), strict=True)
    return list(dict.fromkeys((words[source], number) for source, number in pairs))
