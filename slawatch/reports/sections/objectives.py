"""Objectives: what was promised of each service, what became of it, and how it went over twelve months."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from slawatch.model.agreement import Indicator, Objective, Rolling
from slawatch.model.result import ObjectiveFigure
from slawatch.reports import naming, paths, promise_cells
from slawatch.reports.cells import Cell, Foreign, Instant, Linked, Phrase, Ratio, Seconds, Standing, Unknown
from slawatch.reports.columns import column
from slawatch.reports.compared import Compared
from slawatch.reports.document import Block, Prose, Table
from slawatch.reports.draft import Draft
from slawatch.reports.filled import filled
from slawatch.reports.material import Material
from slawatch.reports.own_period import own_path, own_period
from slawatch.reports.reasons import reason, why_none
from slawatch.reports.untold import warned


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One objective of one service, with everything about it."""

    compared: Compared
    figure: ObjectiveFigure

    @property
    def material(self) -> Material:
        return self.compared.material

    @cached_property
    def objective(self) -> Objective:
        return self.material.objective(self.figure)

    @property
    def service(self) -> Cell:
        return naming.service(self.material.definitions, self.figure.service_id)

    @property
    def agreement(self) -> Cell:
        return naming.agreement(self.material.definitions, self.figure.sla)

    @property
    def period(self) -> Cell:
        return Foreign(self._period)

    @property
    def name(self) -> Cell:
        return Linked(self.material.in_words(self.figure), self._path)

    @property
    def attained(self) -> Cell:
        return Linked(promise_cells.result(self.figure), self._path)

    @property
    def hours(self) -> Cell:
        known = self.material.definitions.services
        services = self.figure.services or (self.figure.service_id,)
        return naming.hours(self.material.calendars, (self.objective.hours or known[each].hours for each in services))

    @property
    def year(self) -> Cell:
        return self.compared.year(self.figure, self.objective)

    @property
    def _period(self) -> str:
        return self.material.cuts.name(self.material.agreement(self.figure.sla))

    @property
    def _path(self) -> str:
        told = self.figure
        return paths.objective(told.service_id, told.sla, told.objective, self._period)


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    compared = draft.compared
    rows = [_Row(compared=compared, figure=each) for each in draft.material.figures.objectives]
    if not rows:
        yield _none()
        return
    yield from filled(_availability([each for each in rows if _is_availability(each.figure)]))
    yield from filled(_others([each for each in rows if not _is_availability(each.figure)]))
    yield from _periods(draft.material)
    yield from filled(_own_periods(draft.material))


def _is_availability(figure: ObjectiveFigure) -> bool:
    return figure.indicator is Indicator.AVAILABILITY


def _none() -> Prose:
    nothing = Phrase("No agreement promises anything of this subject in this period, so nothing can be judged.")
    return Prose(id="objectives-none", title=Phrase("Objectives"), paragraphs=(nothing,))


def _availability(rows: Iterable[_Row]) -> Table:
    return Table(
        id="availability",
        title=Phrase("Availability"),
        columns=(
            column("service", "Service"),
            column("agreement", "Agreement"),
            column("period", "Period"),
            column("hours", "Hours"),
            column("target", "Target"),
            column("attained", "Attained", "of agreed time, without what was agreed not to count"),
            column("raw", "As felt", "maintenance and other exclusions count as downtime where the service was down"),
            column("lost", "Time lost", "agreed time, degraded time by its weight"),
            column("left", "Budget left", "of the downtime that the target allows in the whole period"),
            column("known", "Known", "share of agreed time of which the sources have told"),
            column("state", "State"),
            column("year", "12 months", "calendar months, the oldest first, against the target"),
        ),
        rows=tuple(_available(each) for each in rows),
        empty=Phrase("No availability is promised."),
        note=Phrase("Percentages are cut off, never rounded up."),
    )


def _available(row: _Row) -> tuple[Cell, ...]:
    figure = row.figure
    return (
        row.service,
        row.agreement,
        row.period,
        row.hours,
        promise_cells.target(row.objective, figure.decimals),
        row.attained,
        _raw(row),
        Seconds(figure.events - figure.good) if figure.events else why_none(figure),
        promise_cells.left(figure),
        _known(figure),
        Standing(figure.state),
        row.year,
    )


def _raw(row: _Row) -> Cell:
    figure, known = row.figure, row.material.figures.felt
    key = figure.service_id, figure.sla
    if key not in known:
        return Unknown(Phrase("told service by service"))
    felt = known[key]
    if felt is None or figure.attained_ratio is None:
        return why_none(figure)
    return Ratio(promise_cells.exact(felt), figure.decimals)


def _known(figure: ObjectiveFigure) -> Cell:
    if figure.coverage_ratio is None:
        return why_none(figure)
    return Ratio(promise_cells.exact(figure.coverage_ratio), figure.decimals)


def _others(rows: Iterable[_Row]) -> Table:
    return Table(
        id="objectives",
        title=Phrase("Objectives for tickets and others"),
        columns=(
            column("service", "Service"),
            column("agreement", "Agreement"),
            column("objective", "Objective"),
            column("period", "Period"),
            column("hours", "Hours"),
            column("target", "Target"),
            column("attained", "Attained"),
            column("n", "Out of", "tickets, answers or outages that were judged"),
            column("left", "Budget left", "so many may still miss the promise; below 0 so many too many did"),
            column("state", "State"),
            column("year", "12 months", "calendar months, the oldest first, against the target"),
        ),
        rows=tuple(_other(each) for each in rows),
        empty=Phrase("Nothing else is promised."),
    )


def _other(row: _Row) -> tuple[Cell, ...]:
    figure = row.figure
    return (
        row.service,
        row.agreement,
        row.name,
        row.period,
        row.hours,
        promise_cells.target(row.objective, figure.decimals),
        row.attained,
        promise_cells.basis(figure),
        promise_cells.left(figure),
        Standing(figure.state),
        row.year,
    )


def _periods(material: Material) -> Iterator[Prose]:
    """Yield which agreements are shown for another period than the report's, and why some have no verdict yet."""
    told = [*_beginning(material), *warned(material), *_other_periods(material), *_unjudged(material)]
    if told:
        yield Prose(id="objectives-remarks", title=Phrase("Remarks"), paragraphs=tuple(told))


def _beginning(material: Material) -> Iterator[Phrase]:
    first = material.stored.first
    if first is not None and material.cuts.span.start < first < material.cuts.span.end:
        at: dict[str, Cell] = {"at": Instant(first)}
        yield Phrase("The first fact that is stored is of {at}; what was before it counts as up.", at)


def _other_periods(material: Material) -> Iterator[Phrase]:
    for sla in material.covered.agreements:
        agreement = material.agreement(sla)
        if material.cuts.is_other(agreement):
            rolling = isinstance(agreement.period, Rolling)
            yield Phrase(
                "{agreement} is judged by a rolling period: the one that ends with the report's, {period}, is shown."
                if rolling
                else "{agreement} is judged by another period than the report's: {period}, which holds the report's "
                "end, is shown up to {at}.",
                {
                    "agreement": naming.agreement(material.definitions, sla),
                    "period": Foreign(material.cuts.name(agreement)),
                    **({} if rolling else {"at": Instant(min(material.as_of, material.cuts.shown(agreement).end))}),
                },
            )


def _unjudged(material: Material) -> Iterator[Phrase]:
    for figure in material.figures.objectives:
        if figure.reason and figure.attained_ratio is not None:
            yield Phrase(
                "{service}, {objective}: {reason}.",
                {
                    "service": naming.service(material.definitions, figure.service_id),
                    "objective": material.in_words(figure),
                    "reason": reason(figure.reason),
                },
            )


def _own_periods(material: Material) -> Table:
    return Table(
        id="own-periods",
        title=Phrase("Each period that an agreement judges by itself"),
        columns=(
            column("service", "Service"),
            column("agreement", "Agreement"),
            column("objective", "Objective"),
            column("period", "Period"),
            column("target", "Target"),
            column("attained", "Attained"),
            column("n", "Out of"),
            column("state", "State"),
        ),
        rows=tuple(_of_own_period(material, each) for each in _in_shorter_periods(material)),
        empty=Phrase("No agreement is judged by shorter periods than the report's."),
        note=Phrase("An agreement is kept or broken period by period; the tables above tell of all of it together."),
        is_evidence=True,
    )


def _in_shorter_periods(material: Material) -> Iterator[ObjectiveFigure]:
    several = {sla for sla in material.covered.agreements if len(material.cuts.own(material.agreement(sla))) > 1}
    yield from (each for each in material.own_periods if each.sla in several)


def _of_own_period(material: Material, figure: ObjectiveFigure) -> tuple[Cell, ...]:
    return (
        naming.service(material.definitions, figure.service_id),
        naming.agreement(material.definitions, figure.sla),
        material.in_words(figure),
        Foreign(own_period(material, figure)),
        promise_cells.target(material.objective(figure), figure.decimals),
        Linked(promise_cells.result(figure), own_path(material, figure)),
        promise_cells.basis(figure),
        Standing(figure.state),
    )
