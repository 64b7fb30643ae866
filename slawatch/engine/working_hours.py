"""Which calendar counts for which timer."""

from collections.abc import Iterator

import numpy as np

from slawatch.engine.columns import Codes
from slawatch.engine.facts import Ints
from slawatch.engine.history import distinct
from slawatch.engine.plan import Plan


def by_calendar(plan: Plan, promise: Codes, service: Codes) -> Iterator[tuple[str, Ints]]:
    """Yield each calendar's id with the positions of its timers: the objective's hours, else the service's."""
    names = tuple(plan.calendars)
    numbers = {name: number for number, name in enumerate(names)}
    hours = [p.objective.hours for p in plan.promises]
    of_promise = np.array([-1 if name is None else numbers[name] for name in hours], np.int64)
    of_service = np.full(len(plan.words.words), -1, np.int64)
    for name, known in plan.definitions.services.items():
        of_service[plan.words.code(name)] = numbers[known.hours]
    own = of_promise[promise]
    calendar = np.where(own < 0, of_service[service], own)
    for number in distinct(calendar).tolist():
        yield names[number], np.flatnonzero(calendar == number)
