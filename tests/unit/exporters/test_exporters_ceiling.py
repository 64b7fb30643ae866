"""The ceiling on series: what is left out, in which order, and that what pages people goes last."""

import pytest

from slawatch.exporters.figure_names import PREPARED
from slawatch.exporters.prometheus import rendered
from slawatch.testing.outlooks import outage_outlook, ticket_outlook
from slawatch.testing.snapshots import snapshot

MADE = snapshot(outlooks=(outage_outlook(), ticket_outlook()))
WHOLE = rendered(MADE, {}, limit=10_000, full={"acme-mail"})
ORDER = [family.name for family in PREPARED]

ALERTED = [
    "objective_info", "objective_target_ratio", "objective_target_seconds", "objective_attained_ratio",
    "objective_state", "objective_events", "objective_misses_left", "objective_best_possible_ratio",
    "objective_breached_timestamp_seconds", "objective_coverage_ratio", "error_budget_remaining_ratio",
    "error_budget_allowed_seconds", "error_budget_consumed_seconds", "error_budget_burn_rate",
    "error_budget_burn_rate_threshold", "error_budget_burned_events", "error_budget_exhaustion_timestamp_seconds",
    "forecast_breach_probability_ratio", "period_elapsed_ratio", "timers_running",
    "timer_next_due_timestamp_seconds", "timer_oldest_overdue_seconds", "outage_active",
    "service_data_timestamp_seconds", "service_data_age_limit_seconds", "source_unmapped_tickets",
    "source_unmapped_outages", "exclusions", "source_verdict_disagreements", "desk_imbalance_tickets",
]  # fmt: skip
"""What the alerts are about."""


def test_what_alerts_are_about_is_dropped_last() -> None:
    places = [ORDER.index(f"slawatch_{name}") for name in ALERTED]
    others = {"slawatch_period_start_timestamp_seconds", "slawatch_period_end_timestamp_seconds"}
    before = set(ORDER[: max(places) + 1]) - {f"slawatch_{name}" for name in ALERTED}
    assert before - others <= {
        "slawatch_evaluation_as_of_timestamp_seconds",
        "slawatch_objective_attained_seconds",
        "slawatch_objective_target_events",
        "slawatch_objective_attained_events",
        "slawatch_error_budget_allowed_events",
        "slawatch_error_budget_consumed_events",
        "slawatch_outage_started_timestamp_seconds",
    }


@pytest.mark.parametrize("limit", range(1, WHOLE.series, 7))
def test_families_are_dropped_whole_and_from_the_end(limit: int) -> None:
    told = rendered(MADE, {}, limit=limit, full={"acme-mail"})
    assert told.series <= limit
    assert told.series + sum(told.dropped.values()) == WHOLE.series
    first_dropped = min(ORDER.index(name) for name in told.dropped)
    for body in told.bodies.values():
        shown = {line.split()[2] for line in body.plain.decode().splitlines() if line.startswith("# TYPE")}
        assert all(ORDER.index(name) < first_dropped for name in shown)


def test_one_family_too_many_is_one_family_dropped() -> None:
    told = rendered(MADE, {}, limit=WHOLE.series - 1, full={"acme-mail"})
    assert told.dropped == {"slawatch_timer_target_used_ratio": 20}
