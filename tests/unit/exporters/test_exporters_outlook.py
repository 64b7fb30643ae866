from datetime import UTC, datetime

import pytest

from slawatch.exporters.figures import figures
from slawatch.model.result import Direction, Relative
from slawatch.testing.outlooks import credit, outage_outlook, ticket_outlook
from slawatch.testing.snapshots import snapshot
from slawatch.web.api import document

OUTAGES = 'service_id="mail",sla="acme-mail",objective="availability"'
TICKETS = 'service_id="mail",sla="acme-mail",objective="first-response"'


def samples(name: str, *, full: tuple[str, ...] = (), **told: object) -> dict[str, float]:
    blocks = figures(snapshot(**told), {}, full=full)
    return {labels: value for family, found in blocks if family.name == name for labels, value in found}


def windows(found: dict[str, float]) -> set[str]:
    return {labels.rpartition("window=")[2].strip('"') for labels in found}


def test_burn_rates_are_told_of_the_windows_that_alerts_look_at() -> None:
    rates = samples("slawatch_error_budget_burn_rate", outlooks=(outage_outlook(),))
    limits = samples("slawatch_error_budget_burn_rate_threshold", outlooks=(outage_outlook(),))
    assert rates[f'{OUTAGES},window="1h"'] == 500
    assert limits[f'{OUTAGES},window="1h"'] == 14.4
    assert windows(rates) == windows(limits) == {"5m", "1h", "6h", "3d"}


def test_in_full_the_day_is_told_too_which_has_no_threshold() -> None:
    told = {"outlooks": (outage_outlook(),), "full": ("acme-mail",)}
    assert "1d" in windows(samples("slawatch_error_budget_burn_rate", **told))
    assert "1d" not in windows(samples("slawatch_error_budget_burn_rate_threshold", **told))


def test_a_closed_service_shows_its_rate_and_no_threshold_to_report_it_by() -> None:
    closed = (outage_outlook(active=False),)
    assert len(samples("slawatch_error_budget_burn_rate", outlooks=closed)) == 4
    assert samples("slawatch_error_budget_burn_rate_threshold", outlooks=closed) == {}


@pytest.mark.parametrize(("full", "told"), [((), {"3d"}), (("acme-mail",), {"5m", "1h", "6h", "1d", "3d"})])
def test_tickets_missed_are_told_beside_the_slow_rates_of_tickets(full: tuple[str, ...], told: set[str]) -> None:
    missed = samples("slawatch_error_budget_burned_events", full=full, outlooks=(ticket_outlook(),))
    assert missed[f'{TICKETS},window="3d"'] == 1
    assert windows(missed) == told
    rates = windows(samples("slawatch_error_budget_burn_rate", full=full, outlooks=(ticket_outlook(),)))
    assert rates == (told if full else {"6h", "3d"})


def test_the_end_of_the_budget_is_told_while_an_outage_is_open_only() -> None:
    name = "slawatch_error_budget_exhaustion_timestamp_seconds"
    assert samples(name, outlooks=(outage_outlook(),)) == {}
    at = datetime(2026, 11, 18, 10, tzinfo=UTC)
    assert samples(name, outlooks=(outage_outlook(exhausted_at=at),)) == {OUTAGES: at.timestamp()}


def test_a_forecast_is_a_probability_with_what_is_expected_and_in_full_with_both_ends() -> None:
    told = (outage_outlook(), ticket_outlook())
    assert samples("slawatch_forecast_breach_probability_ratio", outlooks=told) == {OUTAGES: 0.5}
    expected = {f'{OUTAGES},bound="expected"': 0.999}
    ends = {f'{OUTAGES},bound="low"': 0.997, f'{OUTAGES},bound="high"': 0.9993}
    assert samples("slawatch_forecast_attained_ratio", outlooks=told) == expected
    assert samples("slawatch_forecast_attained_ratio", outlooks=told, full=("acme-mail",)) == expected | ends


def test_credits_are_told_by_who_pays_them_and_not_where_they_are_not_known() -> None:
    owed = credit()
    claimable = credit(sla="netco", direction=Direction.CLAIMABLE, amount=62.5)
    unknown = credit(period=Relative.CURRENT, amount=None)
    assert samples("slawatch_service_credit_amount", credits=(owed, claimable, unknown)) == {
        'service_id="mail",sla="acme-mail",period="previous",currency="CNY",direction="owed"': 5000,
        'service_id="mail",sla="netco",period="previous",currency="CNY",direction="claimable"': 62.5,
    }


def test_the_document_holds_outlooks_and_credits() -> None:
    told = document(snapshot(outlooks=(outage_outlook(),), credits=(credit(),)), ()).decode()
    assert '"breach_probability": 0.5' in told
    assert '"claim_by": "2026-11-30"' in told
