"""A figure of services together taken apart: each service with its segments, and what it adds to the sum."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from slawatch.engine.explain_period import ExplainedAvailability
from slawatch.model.agreement import Agreement
from slawatch.model.result import ObjectiveFigure, State


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPart:
    """One of the services; its own figure has no verdict."""

    service_id: str
    weight: Fraction
    """How often its seconds count in the sums of an availability; 1 elsewhere."""
    explained: ExplainedAvailability

    @property
    def agreed(self) -> Fraction:
        """What it adds to the denominator."""
        return self.weight * self.explained.account.agreed

    @property
    def lost(self) -> Fraction:
        """What it adds to the time lost."""
        return self.weight * self.explained.account.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedGroup:
    """The figure of services together in one period, with the parts that add up to it."""

    figure: ObjectiveFigure
    parts: tuple[ExplainedPart, ...]

    @property
    def agreed(self) -> Fraction:
        """The denominator of the figure."""
        return sum((part.agreed for part in self.parts), Fraction(0))

    @property
    def lost(self) -> Fraction:
        """The time lost, as the figure counts it."""
        return sum((part.lost for part in self.parts), Fraction(0))


def explained_group(
    figure: ObjectiveFigure, agreement: Agreement, parts: Iterable[ExplainedAvailability]
) -> ExplainedGroup:
    """Return a published figure with its services."""
    return ExplainedGroup(
        figure=figure,
        parts=tuple(
            ExplainedPart(service_id=service, weight=agreement.weight(service), explained=part)
            for service, part in zip(agreement.services, parts, strict=True)
        ),
    )


def unjudged(figure: ObjectiveFigure) -> ObjectiveFigure:
    """Return a service's own figure without a verdict, which only all of its agreement's services have together."""
    return replace(
        figure,
        state=State.NOT_APPLICABLE,
        reason=f"judged together with the other services of {figure.sla}",
        budget=None,
        misses_left=None,
        breached_at=None,
    )
