"""An objective's figure of any stretch, with what a comparison needs of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from slawatch.engine.ground import Ground
from slawatch.engine.period_figures import figures_on
from slawatch.engine.trend import Exposure
from slawatch.model.agreement import NUMBERS, Indicator, Statistic
from slawatch.model.interval import Interval
from slawatch.model.measurement import Measurement, Quantity
from slawatch.model.reference import ObjectiveRef
from slawatch.model.result import ObjectiveFigure, ServiceFigure

_OF_OUTAGES: Final = frozenset({Indicator.AVAILABILITY, Indicator.OUTAGES})


def measured(base: Ground, objective: ObjectiveRef, span: Interval) -> Measurement | None:
    """Return what an objective came to in a stretch; None where no agreement in force has it."""
    told = figures_on(base, lambda _: span)
    for figure in told.objectives:
        if (figure.sla, figure.objective, figure.service_id) == (
            objective.sla,
            objective.objective,
            objective.service_id,
        ):
            return of_figure(figure, told.services, until=base.as_of)
    return None


def of_figure(figure: ObjectiveFigure, services: Sequence[ServiceFigure], *, until: datetime) -> Measurement:
    """Return a figure as a measurement; `services` are the figures of services in the same period."""
    quantity, value = _told(figure)
    exposure = _exposure(figure, services) if figure.indicator in _OF_OUTAGES else None
    is_share = figure.statistic is Statistic.SHARE and quantity is Quantity.RATIO
    return Measurement(
        starts_at=figure.starts_at,
        ends_at=max(figure.starts_at, min(figure.ends_at, until)),
        quantity=quantity,
        value=value,
        count=figure.events if exposure is None else exposure.failures,
        good=figure.good if is_share and figure.indicator is not Indicator.AVAILABILITY else None,
        exposure_seconds=None if exposure is None else exposure.seconds,
        reason=figure.reason if value is None else "",
    )


def quantity_of(indicator: Indicator, *, is_share: bool) -> Quantity:
    """Return in what an objective's figure is told."""
    if indicator in NUMBERS:
        return Quantity.EVENTS
    return Quantity.RATIO if is_share else Quantity.SECONDS


def _exposure(figure: ObjectiveFigure, services: Sequence[ServiceFigure]) -> Exposure:
    """Return the outages behind a figure, in the agreed seconds up that MTBF counts; those not known are none."""
    own = figure.services or (figure.service_id,)
    parts = [each for each in services if each.sla == figure.sla and each.service_id in own]
    return Exposure(
        failures=sum(each.outages or 0 for each in parts),
        seconds=sum(each.agreed_seconds - each.down_seconds for each in parts),
    )


def _told(figure: ObjectiveFigure) -> tuple[Quantity, float | None]:
    quantity = quantity_of(figure.indicator, is_share=figure.target_ratio is not None)
    if quantity is Quantity.EVENTS:
        return quantity, figure.attained_events
    return quantity, figure.attained_ratio if quantity is Quantity.RATIO else figure.attained_seconds
