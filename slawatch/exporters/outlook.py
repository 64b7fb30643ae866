"""Burn rates, forecasts and credits as samples.

Lean by default: the windows that alerts look at, of tickets the slow ones, since nobody is called for a ticket; of a
forecast what is expected.
"""

from collections.abc import Collection
from typing import Final

from slawatch.exporters.escaping import label_text
from slawatch.exporters.family import OBJECTIVE
from slawatch.exporters.names import BY_NAME
from slawatch.exporters.samples import Samples
from slawatch.model.burn import LONG, TIERS, BurnWindow, Tier
from slawatch.model.instant import epoch
from slawatch.model.outlook import BurnRate, Forecast, Outlook
from slawatch.model.result import Credit, Snapshot

_CREDIT: Final = BY_NAME["slawatch_service_credit_amount"].labels


def tell_outlooks(snapshot: Snapshot, samples: Samples, full: Collection[str]) -> None:
    """Tell how fast budgets burn, and how periods are likely to end."""
    for outlook in snapshot.outlooks:
        o = label_text(OBJECTIVE, (outlook.service_id, outlook.sla, outlook.objective))
        for burn in outlook.burn:
            if outlook.sla in full or burn.window in _lean(burn):
                _burn(burn, o, samples, outlook=outlook, full=outlook.sla in full)
        if outlook.exhausted_at is not None:
            samples.add("slawatch_error_budget_exhaustion_timestamp_seconds", o, epoch(outlook.exhausted_at))
        if outlook.forecast is not None:
            _forecast(outlook.forecast, o, samples, full=outlook.sla in full)


def tell_credits(snapshot: Snapshot, samples: Samples) -> None:
    """Tell what is owed and what can be claimed."""
    for credit in snapshot.credits:
        samples.add("slawatch_service_credit_amount", label_text(_CREDIT, _labels(credit)), credit.amount)


def _labels(credit: Credit) -> tuple[str, ...]:
    return credit.service_id, credit.sla, credit.period, credit.currency, credit.direction


def _lean(burn: BurnRate) -> Collection[BurnWindow]:
    return TIERS if burn.missed is None else [window for window, tier in TIERS.items() if tier is Tier.SLOW]


def _burn(burn: BurnRate, o: str, samples: Samples, *, outlook: Outlook, full: bool) -> None:
    labels = f'{o},window="{burn.window}"'
    samples.add("slawatch_error_budget_burn_rate", labels, burn.rate)
    # Without a threshold no rule fires: a closed service does not alert, though its rate stands still.
    samples.add("slawatch_error_budget_burn_rate_threshold", labels, burn.threshold if outlook.active else None)
    if full or burn.window is LONG[Tier.SLOW]:
        samples.add("slawatch_error_budget_burned_events", labels, burn.missed)


def _forecast(forecast: Forecast, o: str, samples: Samples, *, full: bool) -> None:
    samples.add("slawatch_forecast_breach_probability_ratio", o, forecast.breach_probability)
    for bound in ("low", "expected", "high") if full else ("expected",):
        samples.add("slawatch_forecast_attained_ratio", f'{o},bound="{bound}"', getattr(forecast, bound))
