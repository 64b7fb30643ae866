from collections.abc import Collection
from dataclasses import replace

from slawatch.exporters.figures import Counts, figures
from slawatch.model.agreement import Indicator, Statistic
from slawatch.model.business_days import BusinessDays
from slawatch.model.reliability import Reliability, Standing
from slawatch.model.result import Relative, Snapshot, State, UnjudgedTickets
from slawatch.model.spread import Durations
from slawatch.testing.snapshots import (
    availability_figure,
    objective_figure,
    running_timers,
    service_figure,
    service_state,
    snapshot,
)

Families = dict[str, dict[str, float]]
ANSWER = 'service_id="mail",sla="acme-mail",objective="first-response"'
UPTIME = 'service_id="mail",sla="acme-mail",objective="availability"'
SERVICE = 'service_id="mail",sla="acme-mail"'


def told(made: Snapshot | None = None, counts: Counts | None = None, full: Collection[str] = ()) -> Families:
    blocks = figures(made or snapshot(), counts or {}, full=full)
    return {family.name.removeprefix("slawatch_"): dict(samples) for family, samples in blocks}


def test_the_instant_of_the_figures_is_told() -> None:
    # 2026-11-18T09:30:00Z = 1793491200 (2026-11-01) + 17 * 86400 + 9.5 * 3600
    assert told()["evaluation_as_of_timestamp_seconds"] == {"": 1_793_491_200 + 17 * 86_400 + 34_200}


def test_target_attained_and_n_are_told_of_an_objective() -> None:
    families = told()
    assert families["objective_target_ratio"][ANSWER] == 0.95
    assert families["objective_target_seconds"] == {ANSWER: 1800}
    assert families["objective_attained_ratio"][f'{ANSWER},period="current"'] == 240 / 247
    assert families["objective_events"][f'{ANSWER},period="previous"'] == 247
    assert families["objective_misses_left"] == {ANSWER: 5}


def test_business_days_have_no_target_in_seconds_and_all_the_rest() -> None:
    days = objective_figure(target_seconds=None, target_days=BusinessDays(2))
    families, usual = (
        told(snapshot(objectives=(figure,)), full={"acme-mail"}) for figure in (days, objective_figure())
    )
    assert usual.keys() - families.keys() == {"objective_target_seconds"}
    assert families["timer_outcomes"] == usual["timer_outcomes"]
    assert families["timers_running"] == usual["timers_running"]


def test_exactly_one_state_of_an_objective_is_one() -> None:
    states = told(snapshot(objectives=(objective_figure(state=State.AT_RISK),)))["objective_state"]
    assert len(states) == 6
    assert {labels for labels, value in states.items() if value == 1} == {
        f'{ANSWER},period="current",slawatch_objective_state="at_risk"'
    }
    assert sum(states.values()) == 1


def test_a_promise_that_only_the_whole_period_breaks_is_broken_at_its_end() -> None:
    happy = objective_figure(period=Relative.PREVIOUS, state=State.BREACHED)
    again = objective_figure(objective="running", state=State.BREACHED)
    waiting = objective_figure(objective="waiting", period=Relative.PREVIOUS, state=State.AT_RISK, attained_ratio=0.9)
    families = told(snapshot(objectives=(happy, again, waiting)))
    # 2026-11-01T00:00:00Z, when October is over.
    assert families["objective_breached_timestamp_seconds"] == {f'{ANSWER},period="previous"': 1_793_491_200}


def test_what_is_not_known_has_no_series() -> None:
    nothing = objective_figure(
        attained_ratio=None, good=0, events=0, coverage_ratio=None, elapsed_ratio=None, budget=None, misses_left=None
    )
    families = told(snapshot(objectives=(nothing,)))
    for name in ("objective_attained_ratio", "objective_coverage_ratio", "period_elapsed_ratio"):
        assert name not in families
    assert not any(name.startswith("error_budget") for name in families)
    assert families["objective_events"] == {f'{ANSWER},period="current"': 0}


def test_no_outage_gives_zero_outages_and_no_mean_time_between_them() -> None:
    calm = service_figure(outages=0, mtbf_seconds=None, mtrs_seconds=None, restored=0)
    families = told(snapshot(services=(calm,)))
    assert families["outages"] == {f'{SERVICE},period="current"': 0}
    assert "mtbf_seconds" not in families
    assert "mtrs_seconds" not in families


def test_the_classes_of_service_time_add_up_to_the_scheduled_time() -> None:
    classes = told()["service_time_seconds"]
    of = {labels.rpartition('class="')[2].rstrip('"'): value for labels, value in classes.items()}
    assert of.pop("scheduled") == 2_592_000
    assert sum(of.values()) == 2_592_000


def test_a_budget_is_told_in_its_unit() -> None:
    families = told()
    assert families["error_budget_allowed_seconds"] == {f'{UPTIME},period="current"': 2592.0}
    assert families["error_budget_consumed_events"] == {f'{ANSWER},period="current"': 7}


def test_a_budget_that_is_overdrawn_is_not_clamped() -> None:
    budget = replace(availability_figure().budget, consumed=5184.0, remaining_ratio=-1.0)
    families = told(snapshot(objectives=(availability_figure(budget=budget),)))
    assert families["error_budget_remaining_ratio"] == {f'{UPTIME},period="current"': -1.0}


def test_a_period_is_told_once_however_many_objectives_it_has() -> None:
    assert told()["period_start_timestamp_seconds"] == {
        'sla="acme-mail",period="current"': 1_793_491_200,
        'sla="acme-mail",period="previous"': 1_790_812_800,
    }


def test_priorities_are_summed_unless_an_agreement_shows_all() -> None:
    lean, full = told(), told(full={"acme-mail"})
    assert "timer_outcomes" not in lean
    assert full["timer_outcomes"][f'{ANSWER},period="current",priority="P2",outcome="met"'] == 200
    assert full["timer_outcomes"][f'{ANSWER},period="current",priority="P1",outcome="missed"'] == 0
    assert lean["timer_oldest_overdue_seconds"] == {ANSWER: 600}
    assert full["timer_oldest_overdue_seconds"] == {f'{ANSWER},priority="P1"': 600}


def test_every_band_and_outcome_exists_from_the_start() -> None:
    idle = snapshot(objectives=(objective_figure(outcomes=(), running=()),))
    assert list(told(idle)["timers_running"].values()) == [0, 0, 0, 0, 0]
    assert list(told(idle, full={"acme-mail"})["timer_outcomes"].values()) == [0] * 7


def test_bands_of_all_priorities_are_summed() -> None:
    bands = told()["timers_running"]
    assert bands[f'{ANSWER},band="lt_50"'] == 3
    assert bands[f'{ANSWER},band="overdue"'] == 1


def test_the_next_due_instant_is_the_earliest_of_all_priorities() -> None:
    first, second = running_timers()
    sooner = replace(first, next_due_at=second.next_due_at.replace(minute=40))
    families = told(snapshot(objectives=(objective_figure(running=(sooner, second)),)))
    assert families["timer_next_due_timestamp_seconds"] == {ANSWER: 1_794_994_800}


def test_availability_has_no_timers() -> None:
    families = told(snapshot(objectives=(availability_figure(),)))
    assert not any(name.startswith("timer") for name in families)


def test_an_open_outage_is_told_with_its_start() -> None:
    out = service_state(outage_active=True, outage_started_at=service_state().data_through)
    families = told(snapshot(states=(out,)))
    assert families["outage_active"] == {'service_id="mail"': 1}
    assert families["outage_started_timestamp_seconds"] == {'service_id="mail"': 1_794_994_080}


def test_a_service_that_no_source_has_told_of_is_neither_up_nor_down() -> None:
    untold = service_state(data_through=None, outage_active=None)
    families = told(snapshot(states=(untold,), services=(service_figure(outages=None),)))
    assert families.keys().isdisjoint({"service_data_timestamp_seconds", "outage_active", "outages"})
    assert families["service_data_age_limit_seconds"] == {'service_id="mail"': 180}


def test_persisted_counts_become_counters() -> None:
    families = told(counts={"tickets_resolved": {("mail", "incident", "P1"): 41}})
    assert families["tickets_resolved_total"] == {'service_id="mail",kind="incident",priority="P1"': 41}


def test_the_previous_period_is_lean_unless_an_agreement_shows_all() -> None:
    def previous(families: Families) -> set[str]:
        return {name for name, samples in families.items() if any('period="previous"' in labels for labels in samples)}

    assert previous(told()) == {
        "objective_attained_ratio",
        "objective_events",
        "period_start_timestamp_seconds",
        "period_end_timestamp_seconds",
        "outages",
    }
    detailed = previous(told(full={"acme-mail"}))
    assert {"objective_state", "service_time_seconds", "timer_outcomes", "mtbf_seconds", "mtrs_seconds"} <= detailed


def test_tickets_of_the_previous_period_without_an_objective_are_told_of_services_in_full() -> None:
    before = UnjudgedTickets(service_id="mail", kind="problem", period=Relative.PREVIOUS, tickets=3)
    assert "tickets_without_objective" not in told(snapshot(unjudged=(before,)))
    shown = told(snapshot(unjudged=(before,)), full={"acme-mail"})
    assert shown["tickets_without_objective"] == {'service_id="mail",kind="problem",period="previous"': 3}


def test_the_mean_time_between_incidents_is_told_in_full_only() -> None:
    shown = snapshot(services=(service_figure(mtbsi_seconds=86_400.0),))
    assert "mtbsi_seconds" not in told(shown)
    assert told(shown, full={"acme-mail"})["mtbsi_seconds"] == {f'{SERVICE},period="current"': 86_400.0}


def test_no_period_but_current_and_previous_is_ever_told() -> None:
    labels = [labels for samples in told(full={"acme-mail"}).values() for labels in samples]
    periods = {text.split('period="')[1].split('"')[0] for text in labels if 'period="' in text}
    assert periods == set(Relative)


def test_words_that_nothing_maps_are_told_of_tickets_and_of_outages() -> None:
    families = told()
    assert families["source_unmapped_tickets"] == {'source="desk",attribute="priority"': 2}
    assert families["source_unmapped_outages"] == {'source="desk",attribute="severity"': 1}


SPREAD = Reliability(
    restoration=Durations(n=3, mean_seconds=400.5, median_seconds=300, p90_seconds=700, max_seconds=700),
    detection=Durations(n=0),
)


def test_a_mean_comes_with_what_it_is_made_of_and_in_full_with_its_spread() -> None:
    shown = snapshot(services=(service_figure(reliability=SPREAD),))
    assert told(shown)["reliability_events"] == {f'{SERVICE},period="current",measure="mtrs"': 3}
    assert "reliability_seconds" not in told(shown)
    families = told(shown, full={"acme-mail"})
    label = f'{SERVICE},period="current",measure='
    assert families["reliability_events"] == {
        f'{label}"mtrs"': 3, f'{label}"mttd"': 0, f'{label}"mtta"': 0, f'{label}"repair"': 0
    }  # fmt: skip
    assert families["reliability_seconds"] == {
        f'{label}"mtrs",stat="mean"': 400.5,
        f'{label}"mtrs",stat="p50"': 300,
        f'{label}"mtrs",stat="p90"': 700,
        f'{label}"mtrs",stat="max"': 700,
    }


def test_exclusions_are_told_by_what_becomes_of_them() -> None:
    standings = ((Standing.COUNTED, 2), (Standing.PENDING, 1), (Standing.REFUSED, 0))
    label = f'{SERVICE},period="current",status='
    assert told(snapshot(services=(service_figure(exclusions=standings),)))["exclusions"] == {
        f'{label}"counted"': 2, f'{label}"pending"': 1, f'{label}"refused"': 0
    }  # fmt: skip


def test_a_limit_is_told_in_events_or_seconds_beside_what_was_counted() -> None:
    nothing = {"target_ratio": None, "target_seconds": None, "attained_ratio": None, "budget": None}
    outages = objective_figure(**nothing, indicator=Indicator.OUTAGES, target_events=3, attained_events=0)
    median = objective_figure(
        **{**nothing, "target_seconds": 900}, objective="median", statistic=Statistic.MEDIAN, attained_seconds=612
    )
    families = told(snapshot(objectives=(outages, median)))
    assert families["objective_target_events"] == {ANSWER: 3}
    assert families["objective_attained_events"] == {f'{ANSWER},period="current"': 0}
    of_median = ANSWER.replace("first-response", "median")
    assert families["objective_target_seconds"] == {of_median: 900}
    assert families["objective_attained_seconds"] == {f'{of_median},period="current"': 612}
    assert "objective_target_ratio" not in families
    assert "objective_attained_ratio" not in families


def test_typical_times_of_all_timers_are_told_in_full_only() -> None:
    took = Durations(n=3, median_seconds=60, p90_seconds=90, max_seconds=90, mean_seconds=55.5)
    both = tuple(objective_figure(period=period, elapsed=took) for period in Relative)
    assert "timer_elapsed_seconds" not in told(snapshot(objectives=both))
    shown = told(snapshot(objectives=both), full=["acme-mail"])["timer_elapsed_seconds"]
    assert len(shown) == 8
    assert shown[f'{ANSWER},period="previous",stat="mean"'] == 55.5
    assert shown[f'{ANSWER},period="current",stat="p90"'] == 90
    none = objective_figure(elapsed=Durations(n=0))
    assert "timer_elapsed_seconds" not in told(snapshot(objectives=(none,)), full=["acme-mail"])
