"""The page for those who read one page: key figures, what happened and why, and how each service stands."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from slawatch.engine.outage_cost import OutageCost
from slawatch.model.agreement import Indicator
from slawatch.model.result import ObjectiveFigure, State
from slawatch.reports import naming, promise_cells, totals
from slawatch.reports.cells import Cell, Count, Linked, Phrase, Standing, Unknown
from slawatch.reports.columns import column
from slawatch.reports.compared import Compared, Stretch
from slawatch.reports.document import Better, Block, Prose, Table, Tile, Tiles
from slawatch.reports.draft import Draft
from slawatch.reports.joined import joined
from slawatch.reports.notes import Place
from slawatch.reports.own_period import own_path
from slawatch.reports.reasons import UNTOLD
from slawatch.reports.told_summary import told_summary
from slawatch.reports.written_texts import written

_PROSE: Final = "what-happened"
_TITLE: Final = "What happened, why, what we do"
_NOTHING: Final = Phrase("No agreement promises anything of this subject in this period, so nothing can be judged.")
_MOST_TILES: Final = 4
_MOST_NAMED: Final = 3
_WORST_FIRST: Final = (
    State.BREACHED, State.AT_RISK, State.INDETERMINATE, State.MET, State.NO_DATA, State.NOT_APPLICABLE,
)  # fmt: skip


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    if not draft.material.covered.agreements:
        yield Prose(id=_PROSE, title=Phrase(_TITLE), paragraphs=(_NOTHING,))
        return
    compared = draft.compared
    yield Tiles(id="key-figures", title=Phrase("Key figures"), tiles=tuple(_tiles(compared))[:_MOST_TILES])
    yield from list(written(draft, Place.SUMMARY, _PROSE, _TITLE)) or [_generated(draft)]
    yield _states(compared)


def _generated(draft: Draft) -> Prose:
    return Prose(id=_PROSE, title=Phrase(_TITLE), paragraphs=tuple(told_summary(draft)))


Total = Callable[[Stretch], Cell]


def _tiles(compared: Compared) -> Iterator[Tile]:
    promised = {promise.objective.indicator for promise in compared.material.promises}
    counted = any(compared.material.counting(each) for each in compared.material.covered.services)
    if Indicator.AVAILABILITY in promised:
        yield _reported(compared, "Availability", lambda at: totals.availability(compared.objectives(at)))
    breached = [compared.told(each, lambda at: totals.breached(at.verdicts)) for each in compared.shown]
    yield _tile("Objectives breached", breached, Better.LOWER)
    if counted:
        yield _reported(compared, "Outages", compared.of_outages(totals.failed), better=Better.LOWER)
    if any(promise.objective.is_timer for promise in compared.material.promises):
        yield _reported(compared, "Tickets in time", lambda at: totals.in_time(compared.objectives(at)))
    if counted:
        yield _reported(compared, "Time lost", compared.of_outages(totals.lost), better=Better.LOWER)


def _reported(compared: Compared, title: str, total: Total, *, better: Better = Better.HIGHER) -> Tile:
    return _tile(title, [compared.told(at, total) for at in compared.reported], better)


def _tile(title: str, cells: Sequence[Cell], better: Better) -> Tile:
    value, previous, last_year = cells
    return Tile(title=Phrase(title), value=value, previous=previous, last_year=last_year, better=better)


def _states(compared: Compared) -> Table:
    material = compared.material
    costs = compared.by_service(compared.reported[0])
    return Table(
        id="states",
        title=Phrase("How each service stands"),
        columns=(
            column("service", "Service"),
            column("state", "State", "the worst of its objectives"),
            column("met", "Objectives met"),
            column("judged", "Objectives judged"),
            column("breached", "Breached objectives"),
            column("outages", "Outages"),
            column("lost", "Time lost"),
        ),
        rows=tuple(_state(compared, each, costs.get(each)) for each in material.covered.services),
        empty=Phrase("No service."),
    )


def _state(compared: Compared, service: str, cost: OutageCost | None) -> tuple[Cell, ...]:
    material = compared.material
    own = [each for each in material.own_periods if service in (each.service_id, *each.services)]
    states = [each.state for each in own]
    counted = [cost] if cost else []
    return (
        naming.service(material.definitions, service),
        Standing(min(states, key=_WORST_FIRST.index)) if states else Unknown(Phrase("nothing promised")),
        Count(states.count(State.MET)),
        Count(len(totals.judged(own))),
        _breached(compared, [each for each in own if each.state is State.BREACHED]),
        Unknown(UNTOLD) if service in material.untold else totals.failed(counted),
        Unknown(UNTOLD) if service in material.untold else totals.lost(counted),
    )


def _breached(compared: Compared, figures: Sequence[ObjectiveFigure]) -> Cell:
    material = compared.material
    cells: list[Cell] = []
    for figure in figures[:_MOST_NAMED]:
        parts: dict[str, Cell] = {
            "objective": Linked(material.in_words(figure), own_path(material, figure)),
            "attained": promise_cells.result(figure),
        }
        cells.append(Phrase("{objective}: {attained}", parts))
    if len(figures) > _MOST_NAMED:
        cells.append(Phrase("{n} more", {"n": Count(len(figures) - _MOST_NAMED)}))
    return joined(cells, otherwise=Unknown(Phrase("none")))
