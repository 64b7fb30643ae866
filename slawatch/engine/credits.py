"""Service credits: the share of a fee that an availability below an agreed bound costs.

Whole numbers decide, as they do for breaches. While a period runs the figure is what would be due if nothing more
were lost in it, so it only ever grows.
"""

from datetime import date, timedelta
from fractions import Fraction

from slawatch.calendars.periods import period_containing
from slawatch.calendars.zones import zone
from slawatch.engine.group_time import JudgedTime
from slawatch.model.agreement import Agreement, AgreementKind
from slawatch.model.credit import CreditBand, CreditTerms
from slawatch.model.interval import Interval
from slawatch.model.result import Credit, Direction


def credit(time: JudgedTime) -> Credit | None:
    """Return what is due for a service, or for services together, and a period.

    None where the agreement knows no credits or is not in force.
    """
    terms, account = time.agreement.credits, time.account
    if terms is None or not time.window.in_force or not _is_own(time):
        return None
    fee = terms.fees[time.service]
    least, most = (band(terms, lost, time.planned) for lost in (account.lost, account.lost + account.unknown))
    low, high = (fee * (each.share if each else 0) for each in (least, most))
    decided = least if low == high else None
    return Credit(
        service_id=time.service,
        sla=time.agreement.id,
        period=time.window.relative,
        starts_at=time.window.period.start,
        ends_at=time.window.period.end,
        direction=Direction.CLAIMABLE if time.agreement.kind is AgreementKind.CONTRACT else Direction.OWED,
        currency=terms.currency,
        fee=float(fee),
        below_ratio=float(decided.below) if decided else None,
        share_ratio=float(decided.share) if decided else None,
        amount=float(low) if low == high else None,
        low=float(low),
        high=float(high),
        provisional=not time.complete,
        claim_by=claim_by(time.agreement, terms, time.window.period),
    )


def band(terms: CreditTerms, lost: Fraction | int, agreed: Fraction | int) -> CreditBand | None:
    """Return the lowest band that an availability falls into; None where it is good enough, or no time was agreed."""
    matching = [each for each in terms.bands if agreed - lost < each.below * agreed]
    return matching[-1] if matching else None


def _is_own(time: JudgedTime) -> bool:
    """A fee is of a period of the agreement's, and of no other stretch."""
    period, agreement = time.window.period, time.agreement
    return period == period_containing(agreement.period, period.start, timezone=agreement.timezone)


def claim_by(agreement: Agreement, terms: CreditTerms, period: Interval) -> date | None:
    """Return the last day for a claim, the first being the one on which the period has just ended."""
    if terms.claim_within is None:
        return None
    first = period.end.astimezone(zone(agreement.timezone)).date()
    return first + timedelta(days=terms.claim_within - 1)
