"""The key `burn` of an objective: from where on the burning of its error budget is reported."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Final

from pydantic import WithJsonSchema

from slawatch.config.durations import share
from slawatch.config.faults import Trail, found
from slawatch.config.section import Section
from slawatch.config.values import read_by
from slawatch.model.agreement import TIMERS, Indicator
from slawatch.model.burn import BudgetShare, BurnThresholds, Threshold

_USUAL: Final = BurnThresholds()
_LEAST: Final = Decimal("0.001")
_MOST: Final = Decimal(1_000_000)
"""No rate that anybody means lies beyond: with a target of 99.9999% it is at most this."""


def threshold(text: str) -> Threshold:
    """Return the burn rate of `14.4`, or the share of the budget of `2%`; raise ValueError for anything else."""
    if "%" in text:
        part = share(text)
        if not part:
            raise ValueError(f'"{text}" of the budget is gone at once; write more than 0%')
        return BudgetShare(part)
    try:
        rate = Decimal(text.strip())
    except InvalidOperation:
        rate = Decimal(0)
    if not (rate.is_finite() and _LEAST <= rate <= _MOST):
        raise ValueError(f"found {found(text)}; write a burn rate such as 14.4, or a share of the budget such as 2%")
    return Fraction(rate)


Limit = Annotated[
    Fraction | BudgetShare,
    read_by(threshold),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": r"^\d.*%$"}]}),
]


class BurnSection(Section):
    """A burn rate, or the share of the period's budget that is burned within a window of agreed service time."""

    fast: Limit | None = None
    """Within 1 h; left out: 2% of the budget. It calls somebody."""
    slow: Limit | None = None
    """Within 3 d; left out: 10% of the budget. It is for the next working day."""

    @property
    def thresholds(self) -> BurnThresholds:
        """Return what is told, the usual for the rest."""
        return BurnThresholds(fast=self.fast or _USUAL.fast, slow=self.slow or _USUAL.slow)


def burn_faults(indicator: Indicator, target: Fraction | None, burn: BurnSection) -> Iterator[tuple[Trail, str]]:
    """Yield thresholds that don't go with their objective, or that nothing can ever reach."""
    if not burn.model_fields_set:
        return
    if target is None or not (indicator is Indicator.AVAILABILITY or indicator in TIMERS):
        yield ("burn",), "only a share that is promised, of agreed time or of timers, has an error budget; leave it out"
    elif target == 1:
        yield ("burn",), "a target of 100% leaves no error budget that could burn; leave it out"
    else:
        yield from (
            (("burn", tier), _beyond(rate, target))
            for tier, rate in (("fast", burn.fast), ("slow", burn.slow))
            if isinstance(rate, Fraction) and rate * (1 - target) > 1
        )


def _beyond(rate: Fraction, target: Fraction) -> str:
    most = float(1 / (1 - target))
    return (
        f"{float(rate):g} can never be reached: a target of {float(target * 100):g}% allows "
        f"{float((1 - target) * 100):g}% to be lost, and where all is lost that burns at {most:g}; "
        f"write at most {most:g}, or a share of the budget, e.g. 2%"
    )
