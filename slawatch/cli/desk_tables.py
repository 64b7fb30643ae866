"""The desk's figures as tables for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from slawatch.cli.output import Cell
from slawatch.model.desk_figures import DeskFigures, Dimension, Handling, Waiting, Workload
from slawatch.model.result import Durations
from slawatch.speech import words

_Placed = TypeVar("_Placed", Workload, Handling, Waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table with its title."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def sections(figures: DeskFigures, by: Dimension, *, reopen_window: int) -> Iterator[Section]:
    """Yield the tables of a period; one without rows is left out."""
    told = (
        _workload(figures, by),
        _waiting(figures, by),
        _handling(figures, by),
        _processes(figures, reopen_window),
        _reassignments(figures),
        _problems(figures),
        _satisfaction(figures) if by is not Dimension.PERSON else _persons(figures),
    )
    yield from (section for section in told if section.rows)


def named(figures: DeskFigures, names: Mapping[str, str]) -> DeskFigures:
    """Return the figures with names in the place of pseudonyms, as far as there are names."""
    return replace(
        figures,
        workloads=tuple(_called(load, names) for load in figures.workloads),
        handling=tuple(_called(spent, names) for spent in figures.handling),
        waiting=tuple(_called(each, names) for each in figures.waiting),
        persons=tuple(replace(each, person=names.get(each.person, each.person)) for each in figures.persons),
    )


def _called(figure: _Placed, names: Mapping[str, str]) -> _Placed:
    own = names.get(figure.value) if figure.dimension is Dimension.PERSON else None
    return replace(figure, value=own) if own else figure


def _workload(figures: DeskFigures, by: Dimension) -> Section:
    return Section(
        title=f"Tickets by {by}",
        columns=(
            *_heads(by), "before", "created", "handed_in", "reopened", "resolved", "cancelled", "handed_away", "after",
        ),
        rows=[
            (
                *_names(load), load.backlog_start, load.created, load.handed_in, load.reopened,
                load.resolved, load.cancelled, load.handed_away, load.backlog_end,
            )
            for load in figures.workloads
            if load.dimension is by
        ],
    )  # fmt: skip


def _handling(figures: DeskFigures, by: Dimension) -> Section:
    return Section(
        title="Where the time of tickets done in the period went",
        columns=(*_heads(by), "stage", "tickets", "median", "p90", "max", "service_hours", "elapsed"),
        rows=[_spent(spent) for spent in figures.handling if spent.dimension is by],
    )


def _waiting(figures: DeskFigures, by: Dimension) -> Section:
    return Section(
        title="Open tickets by what they wait for now, and their ages",
        columns=(by, "stage", "tickets", "median", "p90", "oldest"),
        rows=[
            (each.value or words.NONE, each.stage, each.age.n, *_ages(each.age))
            for each in figures.waiting
            if each.dimension is by
        ],
    )


def _ages(age: Durations) -> Iterator[str]:
    for seconds in (age.median_seconds, age.p90_seconds, age.max_seconds):
        yield words.NONE if seconds is None else words.duration(seconds)


def _heads(by: Dimension) -> tuple[str, ...]:
    return (by,) if by is Dimension.KIND else (by, "kind")


def _names(figure: Workload | Handling) -> tuple[str, ...]:
    value = figure.value or words.NONE
    return (value,) if figure.dimension is Dimension.KIND else (value, figure.kind)


def _spent(spent: Handling) -> tuple[Cell, ...]:
    working = None if spent.working_seconds is None else words.working(spent.working_seconds)
    return (
        *_names(spent),
        spent.stage or f"with the {spent.dimension}",
        spent.elapsed.n,
        *_typical(spent.working),
        working or words.NONE,
        words.duration(spent.elapsed_seconds),
    )


def _typical(lengths: Durations) -> Iterator[str]:
    for seconds in (lengths.median_seconds, lengths.p90_seconds, lengths.max_seconds):
        yield words.NONE if seconds is None else words.working(seconds)


def _processes(figures: DeskFigures, reopen_window: int) -> Section:
    within = words.duration(reopen_window)
    return Section(
        title=(
            "Processes (first_contact: resolved by the team that had it first, without another message of the "
            f"requester, not reopened within {within})"
        ),
        columns=("process", "indicator", "service", "share", "of", "low", "high", "unknown", "waiting"),
        rows=[
            (
                share.process, share.indicator, share.service_id or words.NONE,
                _percent(Fraction(share.counted, share.n) if share.n else None), share.n,
                _percent(share.lower), _percent(share.upper), share.unknown, share.waiting,
            )
            for share in figures.processes
        ],
    )  # fmt: skip


def _reassignments(figures: DeskFigures) -> Section:
    return Section(
        title="Handovers from team to team before the first resolution",
        columns=("service", "kind", "tickets", "mean", "handovers: tickets"),
        rows=[
            (
                each.service_id or words.NONE,
                each.kind,
                each.tickets,
                f"{each.mean:.2f}",
                ", ".join(f"{handovers}: {tickets}" for handovers, tickets in each.distribution),
            )
            for each in figures.reassignments
        ],
    )


def _problems(figures: DeskFigures) -> Section:
    return Section(
        title="Incidents created in the period, by the problems behind them",
        columns=("service", "problems", "incidents", "recurring", "most"),
        rows=[
            (load.service_id or words.NONE, load.problems, load.incidents, load.recurring, load.most)
            for load in figures.problems
        ],
    )


def _satisfaction(figures: DeskFigures) -> Section:
    return Section(
        title="Satisfaction",
        columns=("service", "source", "survey", "good", "of", "unreadable", "asked", "responses", "response_rate"),
        rows=[
            (
                each.service_id or words.NONE, each.source, each.survey,
                _percent(Fraction(each.good, each.answers) if each.answers else None), each.answers, each.unreadable,
                words.NONE if each.asked is None else each.asked,
                words.NONE if each.responses is None else each.responses, _percent(each.response_ratio),
            )
            for each in figures.satisfaction
        ],
    )  # fmt: skip


def _persons(figures: DeskFigures) -> Section:
    return Section(
        title="Satisfaction with the tickets that a person had last",
        columns=("person", "source", "survey", "good", "of", "unreadable"),
        rows=[
            (
                each.person or words.NONE, each.source, each.survey,
                _percent(Fraction(each.good, each.answers) if each.answers else None), each.answers, each.unreadable,
            )
            for each in figures.persons
        ],
    )  # fmt: skip


def _percent(share: Fraction | float | None) -> str:
    return words.NONE if share is None else words.percent(Fraction(share), 1)
