"""Burn alerts of an error budget: windows, and thresholds that go with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final


class BurnWindow(StrEnum):
    """A stretch of agreed service time that ends now."""

    MINUTES_5 = "5m"
    HOUR = "1h"
    HOURS_6 = "6h"
    DAY = "1d"
    DAYS_3 = "3d"


class Tier(StrEnum):
    """How urgent a burn is: fast calls somebody, slow is for the next working day."""

    FAST = "fast"
    SLOW = "slow"


SECONDS: Final[Mapping[BurnWindow, int]] = {
    BurnWindow.MINUTES_5: 300,
    BurnWindow.HOUR: 3600,
    BurnWindow.HOURS_6: 21600,
    BurnWindow.DAY: 86400,
    BurnWindow.DAYS_3: 259200,
}
"""Of agreed service time: `1d` are 24 such hours, not a working day."""

LONG: Final[Mapping[Tier, BurnWindow]] = {Tier.FAST: BurnWindow.HOUR, Tier.SLOW: BurnWindow.DAYS_3}
"""The window over which a tier's share of the budget is burned."""

TIERS: Final[Mapping[BurnWindow, Tier]] = {
    BurnWindow.MINUTES_5: Tier.FAST,
    BurnWindow.HOUR: Tier.FAST,
    BurnWindow.HOURS_6: Tier.SLOW,
    BurnWindow.DAYS_3: Tier.SLOW,
}
"""A short window has its tier's threshold too: it tells that the burn goes on. `1d` is for the eye alone."""


@dataclass(frozen=True, slots=True)
class BudgetShare:
    """A threshold as a share (0..1) of the period's budget, burned within the tier's long window."""

    share: Fraction


Threshold = Fraction | BudgetShare
"""A burn rate, or the share of the budget that makes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnThresholds:
    """From where on a burn is reported; what is not told is 2 % of the budget in 1 h, and 10 % in 3 d."""

    fast: Threshold = BudgetShare(Fraction(1, 50))
    slow: Threshold = BudgetShare(Fraction(1, 10))
