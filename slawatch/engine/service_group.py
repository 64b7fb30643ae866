"""Several services taken together: what they lost of all their agreed time, never a mean of percentages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeVar

from slawatch.model.result import ServiceFigure

Name = TypeVar("Name", bound=str)

_EQUAL: Final[Mapping[str, Fraction]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigure:
    """Services together; a service without agreed time says nothing."""

    availability_ratio: float | None
    """1 - sum of lost / sum of agreed seconds; None without agreed time."""
    agreed_seconds: int
    lost_seconds: int
    worst: str | None
    """The service that lost the largest share of its own agreed time, the first of several; None if none lost any."""


def together(figures: Sequence[ServiceFigure], weights: Mapping[str, Fraction] = _EQUAL) -> GroupFigure:
    """Return services as a group; `weights` by service id, 1 where it says nothing."""
    shares = [(figure, weights.get(figure.service_id, Fraction(1))) for figure in figures if figure.agreed_seconds]
    agreed = sum((weight * figure.agreed_seconds for figure, weight in shares), Fraction(0))
    lost = sum((weight * figure.lost_seconds for figure, weight in shares), Fraction(0))
    return GroupFigure(
        availability_ratio=float(1 - lost / agreed) if agreed else None,
        agreed_seconds=sum(figure.agreed_seconds for figure, _ in shares),
        lost_seconds=sum(figure.lost_seconds for figure, _ in shares),
        worst=worst((figure.service_id, figure.lost_seconds, figure.agreed_seconds) for figure, _ in shares),
    )


def worst(losses: Iterable[tuple[Name, Fraction | int, int]]) -> Name | None:
    """Return the name, of names with what each lost of which whole, that lost the largest share; None if none did."""
    shares = [(Fraction(lost) / whole, name) for name, lost, whole in losses if lost]
    return max(shares, key=lambda each: each[0])[1] if shares else None
