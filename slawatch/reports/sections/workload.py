"""The desk's work: what came and went, what is open and how old it is, how it was handled, and by whom."""

from collections.abc import Callable, Iterator
from typing import Final

from slawatch.model.desk_figures import DeskFigures, Dimension, ProcessIndicator, Workload
from slawatch.reports.cells import Cell, Count, Phrase
from slawatch.reports.columns import column
from slawatch.reports.desk_cells import compared_desk, holder, kind, length, service, share
from slawatch.reports.document import Better, Block, Column, Table, Tile, Tiles
from slawatch.reports.draft import Draft
from slawatch.reports.filled import filled
from slawatch.reports.handling import STAGES, handling
from slawatch.reports.material import Material
from slawatch.reports.notes import Place
from slawatch.reports.written_texts import written

_EMPTY: Final = Phrase("No tickets in this period.")
_HOLDERS: Final = {
    Dimension.SERVICE: ("service", "Service"),
    Dimension.TEAM: ("team", "Team"),
    Dimension.QUEUE: ("queue", "Queue"),
    Dimension.KIND: ("kind", "Kind"),
    Dimension.PERSON: ("person", "Person"),
}
_TITLES: Final = {
    Dimension.SERVICE: "Tickets by service",
    Dimension.TEAM: "Tickets by team",
    Dimension.QUEUE: "Tickets by queue",
    Dimension.PERSON: "Tickets by person",
}


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    material = draft.material
    figures = material.desk.figures
    yield from written(draft, Place.WORKLOAD, "workload-text", "Remarks")
    yield _tiles(material)
    for dimension, title in _TITLES.items():
        rows = [each for each in figures.workloads if each.dimension is dimension]
        if rows or dimension is Dimension.SERVICE:
            yield _came_and_went(material, dimension, title, rows)
    yield _ages(material)
    yield from _waiting(material)
    yield from handling(material)


def _tiles(material: Material) -> Tiles:
    told = {
        "Tickets created": (lambda load: load.created, Better.NEITHER),
        "Tickets resolved": (lambda load: load.resolved, Better.NEITHER),
        "Open at the end": (lambda load: load.backlog_end, Better.LOWER),
    }
    tiles = [_tile(material, title, *how) for title, how in told.items()]
    return Tiles(id="workload-key", title=Phrase("Work of the period"), tiles=(*tiles, _first_contact(material)))


def _tile(material: Material, title: str, of: Callable[[Workload], int], better: Better) -> Tile:
    def total(figures: DeskFigures) -> Cell:
        return Count(sum(of(each) for each in figures.workloads if each.dimension is Dimension.SERVICE))

    return _compared(material, title, total, better)


def _first_contact(material: Material) -> Tile:
    def total(figures: DeskFigures) -> Cell:
        own = [each for each in figures.processes if each.indicator is ProcessIndicator.FIRST_CONTACT]
        return share(sum(each.counted for each in own), sum(each.n for each in own))

    return _compared(material, "Resolved at the first contact", total, Better.HIGHER)


def _compared(material: Material, title: str, of: Callable[[DeskFigures], Cell], better: Better) -> Tile:
    desk = material.desk
    value, previous, last_year = (
        compared_desk(material, each, of) for each in (desk.figures, desk.previous, desk.last_year)
    )
    return Tile(title=Phrase(title), value=value, previous=previous, last_year=last_year, better=better)


def _came_and_went(material: Material, dimension: Dimension, title: str, rows: list[Workload]) -> Table:
    return Table(
        id=f"workload-by-{dimension}",
        title=Phrase(title),
        columns=(
            *_heads(dimension),
            column("open_before", "Open before"),
            column("created", "Created"),
            column("handed_in", "Handed in"),
            column("reopened", "Reopened"),
            column("resolved", "Resolved"),
            column("cancelled", "Cancelled", "or deleted, merged, moved away"),
            column("handed_away", "Handed away"),
            column("open_after", "Open after"),
        ),
        rows=tuple((*_names(material, each), *map(Count, _counts(each))) for each in rows),
        empty=_EMPTY,
        is_reference=True,
        note=Phrase("Open before + in - out = open after. A ticket is counted as often as it comes or goes."),
    )


def _heads(dimension: Dimension) -> tuple[Column, ...]:
    return column(*_HOLDERS[dimension]), column("ticket_kind", "Kind of ticket")


def _names(material: Material, load: Workload) -> tuple[Cell, Cell]:
    return holder(material, load.dimension, load.value), kind(load.kind)


def _counts(load: Workload) -> tuple[int, ...]:
    return (
        load.backlog_start, load.created, load.handed_in, load.reopened,
        load.resolved, load.cancelled, load.handed_away, load.backlog_end,
    )  # fmt: skip


def _ages(material: Material) -> Table:
    return Table(
        id="backlog-age",
        title=Phrase("Open tickets and their ages at the data cut-off"),
        columns=(
            column("service", "Service"),
            column("ticket_kind", "Kind of ticket"),
            column("open", "Open"),
            column("median", "Median age"),
            column("p90", "p90"),
            column("oldest", "Oldest"),
        ),
        rows=tuple(
            (
                service(material, each.service_id),
                kind(each.kind),
                Count(each.age.n),
                length(each.age.median_seconds),
                length(each.age.p90_seconds),
                length(each.age.max_seconds),
            )
            for each in material.desk.backlog
            if each.age.n
        ),
        empty=Phrase("No ticket is open."),
        is_reference=True,
    )


def _waiting(material: Material) -> Iterator[Table]:
    own = [each for each in material.desk.figures.waiting if each.dimension is Dimension.SERVICE and each.age.n]
    yield from filled(
        Table(
            id="waiting",
            title=Phrase("What open tickets wait for at the data cut-off"),
            columns=(
                column("service", "Service"),
                column("stage", "Stage"),
                column("open", "Open"),
                column("median", "Median age"),
                column("oldest", "Oldest"),
            ),
            rows=tuple(
                (
                    service(material, each.value),
                    Phrase(STAGES[each.stage]),
                    Count(each.age.n),
                    length(each.age.median_seconds),
                    length(each.age.max_seconds),
                )
                for each in own
            ),
            empty=Phrase("No ticket is open."),
        )
    )
