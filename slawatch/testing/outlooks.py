"""Made-up outlooks and credits for tests of exporters and pages."""

# ruff: noqa: ANN401  a change may be of any field, and replace() knows them all

from dataclasses import replace
from datetime import date
from typing import Any

from slawatch.model.burn import BurnWindow
from slawatch.model.outlook import BurnRate, Forecast, Outlook
from slawatch.model.result import Credit, Direction, Relative
from slawatch.testing.snapshots import ENDS, STARTS


def outage_outlook(**changes: Any) -> Outlook:
    """Return how 99.9 % stand with half an hour lost within the last hour, and a breach as likely as not."""
    rates = zip(BurnWindow, (0.0, 500.0, 83.3, 20.8, 6.9), (14.4, 14.4, 1.0, None, 1.0), strict=True)
    outlook = Outlook(
        service_id="mail",
        sla="acme-mail",
        objective="availability",
        active=True,
        burn=tuple(BurnRate(window=window, rate=rate, threshold=limit) for window, rate, limit in rates),
        forecast=Forecast(breach_probability=0.5, low=0.997, expected=0.999, high=0.9993),
    )
    return replace(outlook, **changes)


def ticket_outlook(**changes: Any) -> Outlook:
    """Return how 95 % of tickets stand with one of four missed within three days."""
    missed = zip(BurnWindow, (0.0, 0.0, 0.0, 0.0, 5.0), (14.4, 14.4, 1.0, None, 1.0), (0, 0, 0, 0, 1), strict=True)
    burn = tuple(BurnRate(window=window, rate=rate, threshold=limit, missed=n) for window, rate, limit, n in missed)
    return outage_outlook(objective="first-response", burn=burn, forecast=None, **changes)


def credit(*, period: Relative = Relative.PREVIOUS, **changes: Any) -> Credit:
    """Return 5,000 CNY that we owe for a month below 99.9 %."""
    made = Credit(
        service_id="mail",
        sla="acme-mail",
        period=period,
        starts_at=STARTS[period],
        ends_at=ENDS[period],
        direction=Direction.OWED,
        currency="CNY",
        fee=100000.0,
        below_ratio=0.999,
        share_ratio=0.05,
        amount=5000.0,
        low=5000.0,
        high=5000.0,
        provisional=period is Relative.CURRENT,
        claim_by=date(2026, 11, 30),
    )
    return replace(made, **changes)
