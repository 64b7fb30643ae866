"""Service credits: what a missed availability costs the party that promised it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from slawatch.model.service import ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditBand:
    """A share of the fee that is credited for an availability below a bound; both are shares (0..1)."""

    below: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTerms:
    """What an agreement says of credits."""

    currency: str
    """ISO 4217."""
    fees: Mapping[ServiceId, Fraction]
    """Of a whole period, by service; of services that are judged together one, under the agreement's id."""
    bands: tuple[CreditBand, ...]
    """The highest bound first; the lowest that matches decides."""
    claim_within: int | None = None
    """Calendar days after the period's end within which a claim must be made; None: at any time."""
