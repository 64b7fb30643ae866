"""Which actions, acceptances and corrections are told to whoever sees some agreements only."""

from collections.abc import Iterator

from slawatch.model.action import Acceptance, Action
from slawatch.model.correction import Correction, TimerExcluded
from slawatch.model.definitions import Definitions
from slawatch.model.reference import BreachRef, ObjectiveRef, Reference
from slawatch.runtime.concerned import agreements_of


def is_told(statement: Action | Acceptance, seen: Definitions) -> bool:
    """Tell whether a statement concerns agreements that are seen, and names no other one and no service of others.

    `seen` are restricted definitions. What is gone from the configuration may have been anybody's.
    """
    slas = {each.id for each in seen.agreements}
    own = all(
        each.sla in slas if isinstance(each, BreachRef | ObjectiveRef) else each.service_id in seen.services
        for each in _named(statement)
    )
    return own and bool(agreements_of(statement.about, seen))


def is_correction_told(correction: Correction, seen: Definitions) -> bool:
    """Tell whether a correction is about timers of agreements that are seen, or about what a source told.

    `seen` as above. Where it names an objective of whichever agreement, one that is seen must have such an objective.
    Whether they know the ticket or the outage is asked elsewhere.
    """
    told = correction.told
    if not isinstance(told, TimerExcluded):
        return True
    if told.agreement is not None:
        return any(told.agreement == each.id for each in seen.agreements)
    return told.objective is None or any(told.objective == o.id for each in seen.agreements for o in each.objectives)


def _named(statement: Action | Acceptance) -> Iterator[Reference]:
    yield from statement.about
    if isinstance(statement, Action) and statement.measure is not None:
        yield statement.measure
