"""The desk's figures as metrics."""

from dataclasses import replace
from datetime import UTC, datetime

from slawatch.exporters.figures import figures
from slawatch.model.desk_figures import (
    BacklogAge,
    DeskFigures,
    Dimension,
    Handling,
    PersonSatisfaction,
    ProcessIndicator,
    ProcessShare,
    Satisfaction,
    Stage,
    Waiting,
    Workload,
)
from slawatch.model.result import Durations, Relative
from slawatch.testing.snapshots import snapshot

NOBODY = ProcessShare(
    process="change", indicator=ProcessIndicator.CHANGE_FAILED, service_id="mail", counted=0, n=0, ratio=None,
    lower=None, upper=None, unknown=4,
)  # fmt: skip
FIRST = replace(
    NOBODY, process="incident", indicator=ProcessIndicator.FIRST_CONTACT, counted=3, n=4, ratio=0.75, unknown=0
)
FRONT = Workload(
    dimension=Dimension.TEAM, value="front", kind="incident", backlog_start=2, created=5, handed_in=1, reopened=1,
    resolved=3, cancelled=1, handed_away=2, backlog_end=3,
)  # fmt: skip
WITH_FRONT = Handling(
    dimension=Dimension.TEAM, value="front", kind="", stage=None, elapsed=Durations(n=3, median_seconds=90),
    elapsed_seconds=300, working=Durations(n=3, median_seconds=60), working_seconds=200,
)  # fmt: skip
SAID = Satisfaction(
    service_id="mail", source="desk", survey="After closing", answers=4, good=3, score_ratio=0.75, unreadable=1,
    asked=None, responses=None, response_ratio=None,
)  # fmt: skip
AGE = Durations(n=3, median_seconds=10, p90_seconds=20, max_seconds=30, mean_seconds=20.0)
DESK = DeskFigures(
    period=Relative.CURRENT,
    starts_at=datetime(2026, 11, 1, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, tzinfo=UTC),
    workloads=(
        FRONT,
        replace(FRONT, kind="request", created=1, backlog_end=0, handed_away=0, resolved=4),
        replace(FRONT, value=""),
        replace(FRONT, dimension=Dimension.SERVICE, value="mail"),
    ),
    handling=(WITH_FRONT, replace(WITH_FRONT, value=""), replace(WITH_FRONT, dimension=Dimension.SERVICE)),
    processes=(FIRST, NOBODY),
    satisfaction=(SAID, replace(SAID, survey="By phone", answers=1, good=0)),
)


def told(desk: DeskFigures = DESK, full: tuple[str, ...] = ()) -> dict[str, dict[str, float]]:
    made = snapshot(desk=(desk,), backlog=(BacklogAge(service_id="mail", kind="incident", age=AGE),))
    return {family.name.removeprefix("slawatch_"): dict(samples) for family, samples in figures(made, {}, full=full)}


def test_a_share_that_is_not_known_has_an_n_of_zero_and_no_ratio() -> None:
    families = told()
    first = 'process="incident",indicator="first_contact",service_id="mail",period="current"'
    failed = 'process="change",indicator="change_failed",service_id="mail",period="current"'
    assert families["process_ratio"] == {first: 0.75}
    assert families["process_tickets"] == {first: 4, failed: 0}
    before = told(replace(DESK, period=Relative.PREVIOUS), full=("acme-mail",))
    assert before["process_ratio"] == {first.replace("current", "previous"): 0.75}
    assert "process_tickets" not in before


def test_of_the_previous_period_services_are_told_where_an_agreement_of_theirs_is_in_full() -> None:
    lean, full = (told(replace(DESK, period=Relative.PREVIOUS), full=names) for names in ((), ("acme-mail",)))
    assert lean.keys().isdisjoint({"process_ratio", "satisfaction_score_ratio", "satisfaction_responses"})
    assert {"process_ratio", "satisfaction_score_ratio", "satisfaction_responses"} <= full.keys()
    assert lean["team_tickets"] == full["team_tickets"]


def test_a_team_is_told_by_all_of_its_kinds_and_tickets_without_a_team_are_nobodys() -> None:
    team = 'team="front",period="current"'
    assert told()["team_tickets"] == {
        f'{team},state="backlog_start"': 4,
        f'{team},state="in"': 10,
        f'{team},state="out"': 11,
        f'{team},state="reopened"': 2,
        f'{team},state="backlog_end"': 3,
    }
    assert told()["team_handling_seconds"] == {team: 60}


def test_a_workload_that_does_not_add_up_shows() -> None:
    assert told()["desk_imbalance_tickets"] == {"": 0}
    broken = replace(DESK, workloads=(replace(FRONT, backlog_end=5), replace(FRONT, backlog_end=1)))
    assert told(broken)["desk_imbalance_tickets"] == {"": 4}


def test_answers_of_all_surveys_of_a_service_are_told_together() -> None:
    families, service = told(), 'service_id="mail",period="current"'
    assert families["satisfaction_responses"] == {service: 5}
    assert families["satisfaction_score_ratio"] == {service: 0.6}
    silent = told(replace(DESK, satisfaction=(replace(SAID, answers=0, good=0, score_ratio=None),)))
    assert silent["satisfaction_responses"] == {service: 0}
    assert "satisfaction_score_ratio" not in silent


def test_the_age_of_the_backlog_has_three_statistics() -> None:
    labels = 'service_id="mail",kind="incident"'
    assert told()["backlog_age_seconds"] == {
        f'{labels},stat="p50"': 10,
        f'{labels},stat="p90"': 20,
        f'{labels},stat="max"': 30,
    }


def test_a_person_is_in_no_metric_even_where_the_figures_hold_one() -> None:
    agent = "agent-3f9c2a71b0d4"
    said = PersonSatisfaction(
        person=agent, source="desk", survey="calls", answers=1, good=1, score_ratio=1.0, unreadable=0
    )
    by_person = {"dimension": Dimension.PERSON, "value": agent}
    desk = replace(
        DESK,
        workloads=(*DESK.workloads, replace(FRONT, **by_person)),
        handling=(*DESK.handling, replace(WITH_FRONT, **by_person)),
        persons=(said,),
        waiting=(Waiting(**by_person, stage=Stage.OPEN, age=AGE),),
    )
    assert told(desk) == told()
