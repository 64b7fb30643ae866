"""The desk's figures as samples. Queues and lengths by stage are told by `slawatch desk` and the API alone."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final

from slawatch.exporters.escaping import label_text
from slawatch.exporters.family import SERVICE
from slawatch.exporters.names import BY_NAME
from slawatch.exporters.samples import Samples
from slawatch.model.desk_figures import DeskFigures, Dimension, Handling, ProcessShare, Satisfaction, Workload
from slawatch.model.result import Relative, Snapshot

_STATES: Final = {
    "backlog_start": "backlog_start",
    "in": "came",
    "out": "went",
    "reopened": "reopened",
    "backlog_end": "backlog_end",
}
"""Label -> what Workload calls it."""
_STATS: Final = {"p50": "median_seconds", "p90": "p90_seconds", "max": "max_seconds"}


def tell_desk(snapshot: Snapshot, samples: Samples, detailed: Collection[str] = ()) -> None:
    """Add the desk's figures of its periods, the age of its backlog, and the check on its workloads.

    Of services the previous period is told where they are among the detailed ones.
    """
    for figures in snapshot.desk:
        told = None if figures.period is Relative.CURRENT else detailed
        for share in figures.processes:
            if told is None or share.service_id in told:
                _process(share, figures, samples)
        _workloads(figures, samples)
        for spent in figures.handling:
            _handling(spent, figures, samples)
        _satisfaction(figures, samples, told)
    for backlog in snapshot.backlog:
        labels = label_text(("service_id", "kind"), (backlog.service_id, backlog.kind))
        for stat, name in _STATS.items():
            samples.add("slawatch_backlog_age_seconds", f'{labels},stat="{stat}"', getattr(backlog.age, name))
    loads = [load for figures in snapshot.desk for load in figures.workloads]
    samples.add("slawatch_desk_imbalance_tickets", "", sum(abs(load.imbalance) for load in loads))


def _process(share: ProcessShare, figures: DeskFigures, samples: Samples) -> None:
    told = (share.process, share.indicator, share.service_id, figures.period)
    labels = label_text(BY_NAME["slawatch_process_ratio"].labels, told)
    samples.add("slawatch_process_ratio", labels, share.ratio)
    if figures.period is Relative.CURRENT:
        samples.add("slawatch_process_tickets", labels, share.n)


def _workloads(figures: DeskFigures, samples: Samples) -> None:
    """Tell teams by all of their kinds together; tickets without a team are none's work."""
    teams: dict[str, list[Workload]] = {}
    for load in figures.workloads:
        if load.dimension is Dimension.TEAM and load.value:
            teams.setdefault(load.value, []).append(load)
    for team, loads in teams.items():
        labels = label_text(("team", "period"), (team, figures.period))
        for state, name in _STATES.items():
            count = sum(getattr(load, name) for load in loads)
            samples.add("slawatch_team_tickets", f'{labels},state="{state}"', count)


def _handling(spent: Handling, figures: DeskFigures, samples: Samples) -> None:
    if spent.dimension is Dimension.TEAM and spent.value:
        labels = label_text(("team", "period"), (spent.value, figures.period))
        samples.add("slawatch_team_handling_seconds", labels, spent.working.median_seconds)


def _satisfaction(figures: DeskFigures, samples: Samples, services: Collection[str] | None) -> None:
    """Tell a service's answers of all surveys together; None stands for all services."""
    for service, told in _by_service(figures.satisfaction).items():
        if services is not None and service not in services:
            continue
        labels = label_text((*SERVICE, "period"), (service, figures.period))
        samples.add("slawatch_satisfaction_responses", labels, told["answers"])
        if told["answers"]:
            samples.add("slawatch_satisfaction_score_ratio", labels, told["good"] / told["answers"])


def _by_service(surveys: Iterable[Satisfaction]) -> dict[str, Counter[str]]:
    services: dict[str, Counter[str]] = {}
    for survey in surveys:
        services.setdefault(survey.service_id, Counter()).update(answers=survey.answers, good=survey.good)
    return services
