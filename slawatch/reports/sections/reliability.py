"""Reliability: how often services failed, how fast they were restored, and whether that is changing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from slawatch.engine.outage_cost import OutageCost
from slawatch.engine.reliability_list import ListedReliability
from slawatch.engine.trend import FEWEST, Direction
from slawatch.model.result import ServiceFigure
from slawatch.model.spread import Durations
from slawatch.reports import naming, paths
from slawatch.reports.cells import Cell, Clock, Count, Linked, Phrase, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.compared import Compared, Stretch
from slawatch.reports.document import Block, Series, Table, Trend
from slawatch.reports.draft import Draft
from slawatch.reports.material import Material
from slawatch.reports.totals import failed, lost
from slawatch.reports.untold import untold_services

_MOST_LINES: Final = 6
_FOUND: Final = {
    Direction.WORSENING: "getting worse",
    Direction.IMPROVING: "getting better",
    Direction.NONE: "no trend shown",
}
_COMPARED: Final = {
    Direction.WORSENING: "worse than before",
    Direction.IMPROVING: "better than before",
    Direction.NONE: "no difference shown",
}
_NO_DATA: Final = Phrase("no data")


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    material = draft.material
    if material.covered.agreements and material.stored.touch(material.cuts.span):
        yield from untold_services(material, "reliability-untold")
        own = [each for each in material.reliability if _is_told(material, each.figure)]
        if own or not material.untold:
            yield _table(material, own)
        if own:
            yield _stages(material, own)
        yield from _trends(draft.compared)


def _is_told(material: Material, figure: ServiceFigure) -> bool:
    return figure.service_id not in material.untold and figure.sla in material.counting(figure.service_id)


def _table(material: Material, own: Sequence[ListedReliability]) -> Table:
    return Table(
        id="reliability",
        title=Phrase("Failures and restoration"),
        columns=(
            column("service", "Service"),
            column("agreement", "Agreement"),
            column("outages", "Outages", "merged outages that began to cost agreed time in the period"),
            column("mtbf", "MTBF", "agreed time up, divided by the outages"),
            column("mtrs", "MTRS", "mean time to restore service, elapsed time"),
            column("mtrs_p90", "MTRS p90", "nine of ten were restored within it"),
            column("before", "Against the period before", "exact test of the rates of failures, 5 % level"),
            column("year", "Trend of 12 months", "Laplace's test of the instants of failures, 5 % level"),
        ),
        rows=tuple(_row(material, each) for each in own),
        empty=Phrase("No service is counted in this period."),
        note=Phrase("Few outages tell little: the interval says between what the true value may lie."),
    )


def _row(material: Material, each: ListedReliability) -> tuple[Cell, ...]:
    figure, told = each.figure, each.figure.reliability
    return (
        *_names(material, figure),
        _outages(material, figure),
        _working(figure.mtbf_seconds, "no outage"),
        _elapsed(told.restoration.mean_seconds, "none restored"),
        _elapsed(told.restoration.p90_seconds, "none restored"),
        _before(material, each),
        _year(material, each),
    )


def _stages(material: Material, own: Sequence[ListedReliability]) -> Table:
    return Table(
        id="reliability-detail",
        title=Phrase("Intervals and stages of restoration"),
        columns=(
            column("service", "Service"),
            column("agreement", "Agreement"),
            column("mtbf_lower", "MTBF at least", "90 % confidence; without an outage one-sided"),
            column("mtbf_upper", "MTBF at most", "90 % confidence"),
            column("restored", "Restored", "outages that ended in the period: the n behind the times to restore"),
            column("mtrs_median", "MTRS median"),
            column("detection", "Detected after", "median, from the start"),
            column("acknowledgement", "Acknowledged after", "median, from the detection"),
            column("repair", "Repaired after", "median, from the acknowledgement"),
        ),
        rows=tuple(_detail(material, each.figure) for each in own),
        empty=Phrase("No service is counted in this period."),
        is_evidence=True,
    )


def _detail(material: Material, figure: ServiceFigure) -> tuple[Cell, ...]:
    told = figure.reliability
    return (
        *_names(material, figure),
        _working(figure.mtbf_lower_seconds, "no data"),
        _working(figure.mtbf_upper_seconds, "no outage"),
        Count(figure.restored),
        _elapsed(told.restoration.median_seconds, "none restored"),
        _stage(told.detection),
        _stage(told.acknowledgement),
        _stage(told.repair),
    )


def _names(material: Material, figure: ServiceFigure) -> tuple[Cell, Cell]:
    return naming.service(material.definitions, figure.service_id), naming.agreement(material.definitions, figure.sla)


def _outages(material: Material, figure: ServiceFigure) -> Cell:
    if figure.outages is None:
        return Unknown(_NO_DATA)
    return Linked(Count(figure.outages), paths.outages(material.asked.period, service_id=figure.service_id))


def _working(seconds: float | None, otherwise: str) -> Cell:
    return Unknown(Phrase(otherwise)) if seconds is None else Seconds(seconds)


def _elapsed(seconds: float | None, otherwise: str) -> Cell:
    return Unknown(Phrase(otherwise)) if seconds is None else Seconds(seconds, Clock.ELAPSED)


def _stage(told: Durations) -> Cell:
    return _elapsed(told.median_seconds, "not told")


def _year(material: Material, each: ListedReliability) -> Cell:
    lack = material.lack(material.agreement(each.figure.sla), each.year, (each.figure.service_id,))
    if lack is not None:
        return Unknown(lack)
    if each.trend is None:
        return Unknown(Phrase("fewer than {n} outages", {"n": Count(FEWEST)}))
    return Phrase(_FOUND[each.trend.direction])


def _before(material: Material, each: ListedReliability) -> Cell:
    agreement = material.agreement(each.figure.sla)
    lack = material.lack(agreement, material.cuts.reported_before(agreement), (each.figure.service_id,))
    if lack is not None:
        return Unknown(lack)
    if each.p_value is None:
        return Unknown(Phrase("nothing to compare"))
    parts: dict[str, Cell] = {"n": Count(each.before.failures), "finding": Phrase(_COMPARED[each.change])}
    return Phrase("{finding} ({n} then)", parts)


def _trends(compared: Compared) -> Iterator[Trend]:
    """Yield twelve months of outages and of lost time: of all services together, and of each where they are few."""
    material = compared.material
    services = [each for each in material.covered.services if material.counting(each) and each not in material.untold]
    months = [Month(compared, compared.month_stretch(name)) for name in material.cuts.months]
    if services and any(each.costs for each in months):
        yield _trend(material, "outages-by-month", "Outages by month", _series(material, services, months, failed))
        yield _trend(material, "lost-by-month", "Lost time by month", _series(material, services, months, lost))


def _trend(material: Material, id_: str, title: str, series: Iterator[Series]) -> Trend:
    return Trend(id=id_, title=Phrase(title), periods=material.cuts.months, series=tuple(series))


Total = Callable[[Sequence[OutageCost]], Cell]


@dataclass(frozen=True, eq=False)
class Month:
    """What outages cost in a month, or why that is not known."""

    compared: Compared
    stretch: Stretch

    @cached_property
    def costs(self) -> Mapping[str, OutageCost]:
        """What they cost by service."""
        return self.compared.by_service(self.stretch)

    def told(self, total: Total, services: Sequence[str]) -> Cell:
        """Return a total of some services."""
        return self.compared.told(
            self.stretch,
            lambda _: total([self.costs[each] for each in services if each in self.costs]),
            services=services,
        )


def _series(material: Material, services: Sequence[str], months: Sequence[Month], total: Total) -> Iterator[Series]:
    if len(services) > 1:
        yield Series(Phrase("All services"), tuple(each.told(total, services) for each in months))
    if len(services) <= _MOST_LINES:
        for service in services:
            own = tuple(each.told(total, [service]) for each in months)
            yield Series(naming.service(material.definitions, service), own)
