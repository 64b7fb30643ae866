"""An action as the answer to a breach or an outage: the figure that it is to make better, before and as promised."""

from collections.abc import Iterator
from dataclasses import dataclass

from slawatch.engine.findings import Breach, Finding, UnplannedOutage
from slawatch.model.agreement import Indicator
from slawatch.model.definitions import Definitions
from slawatch.model.measurement import Measurement
from slawatch.model.reference import ObjectiveRef
from slawatch.model.result import ObjectiveFigure
from slawatch.runtime.goals import period_before
from slawatch.runtime.improvement import Measuring
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.referable import objective_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What an action starts from; None where what it answers has no figure."""

    measure: ObjectiveRef | None = None
    baseline: Measurement | None = None


def before(found: Finding, inquiry: Inquiry) -> Before:
    """Return the figure behind a breach in its period, of an outage the availability in the period before this.

    Raises TooMuchError where a period that old can't be measured beside the daemon's work.
    """
    measure = measure_of(found, inquiry.definitions)
    if measure is None:
        return Before()
    since = min((each.starts_at for each in inquiry.snapshot.objectives if _is_of(each, measure)), default=found.at)
    if isinstance(found, Breach):
        since = found.figure.starts_at
    measuring = Measuring(lambda: inquiry.improvement.rows_since(since))
    return Before(measure=measure, baseline=measuring.in_period(measure, period_before((found.ref,), measure)))


def measure_of(found: Finding, definitions: Definitions) -> ObjectiveRef | None:
    """Return the objective that was missed; of an outage the first availability that it lowered, None without one."""
    if isinstance(found, Breach):
        return objective_of((found.ref,))
    return next(_availabilities(found, definitions), None)


def _availabilities(found: UnplannedOutage, definitions: Definitions) -> Iterator[ObjectiveRef]:
    for agreement in definitions.agreements:
        service = found.ref.service_id
        for objective in agreement.objectives:
            if agreement.id in found.slas and objective.indicator is Indicator.AVAILABILITY:
                yield ObjectiveRef(sla=agreement.id, objective=objective.id, service_id=agreement.judged_as(service))


def _is_of(figure: ObjectiveFigure, measure: ObjectiveRef) -> bool:
    told = (figure.sla, figure.objective, figure.service_id)
    return told == (measure.sla, measure.objective, measure.service_id)
