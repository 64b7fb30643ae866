"""How tickets were handled: at the first contact or not, where their time went, from team to team."""

from collections.abc import Iterator
from typing import Final

from slawatch.model.desk_figures import Dimension, ProcessIndicator, Stage
from slawatch.reports.cells import Clock, Count, Number, Phrase
from slawatch.reports.columns import column
from slawatch.reports.desk_cells import SHARE_COLUMNS, kind, length, service, share, share_cells
from slawatch.reports.document import Table
from slawatch.reports.filled import filled
from slawatch.reports.material import Material

_EMPTY: Final = Phrase("No tickets in this period.")
STAGES: Final = {
    Stage.NEW: "new, nobody has touched it",
    Stage.OPEN: "worked on",
    Stage.REQUESTER: "waits for the requester",
    Stage.SUPPLIER: "waits for a supplier",
    Stage.OTHER: "waits for something else",
    Stage.DONE: "done, reopened later",
}
_INDICATORS: Final = {
    ProcessIndicator.FIRST_CONTACT: "resolved at the first contact",
    ProcessIndicator.REOPENED: "reopened after they were resolved",
}


def handling(material: Material) -> Iterator[Table]:
    """Yield the tables that have anything to tell."""
    yield from filled(_processes(material), _handling(material), _handovers(material))


def _processes(material: Material) -> Table:
    return Table(
        id="first-contact",
        title=Phrase("First contact and reopenings"),
        columns=(
            column("service", "Service"),
            column("ticket_kind", "Kind of ticket"),
            *SHARE_COLUMNS,
            column("too_early", "Too early", "tickets of which it is too early to tell it"),
        ),
        rows=tuple(
            (
                service(material, each.service_id),
                kind(each.process),
                *share_cells(each, _INDICATORS[each.indicator]),
                Count(each.waiting),
            )
            for each in material.desk.figures.processes
            if each.indicator in _INDICATORS
        ),
        empty=_EMPTY,
        is_reference=True,
    )


def _handling(material: Material) -> Table:
    own = [each for each in material.desk.figures.handling if each.dimension is Dimension.SERVICE and each.elapsed.n]
    return Table(
        id="handling",
        title=Phrase("Where the time of tickets went that were done in the period"),
        columns=(
            column("service", "Service"),
            column("ticket_kind", "Kind of ticket"),
            column("stage", "Stage"),
            column("tickets", "Tickets"),
            column("median", "Median", "of service hours"),
            column("p90", "p90", "of service hours"),
            column("elapsed", "Elapsed time of all"),
        ),
        rows=tuple(
            (
                service(material, each.value),
                kind(each.kind),
                Phrase(STAGES[each.stage]) if each.stage else Phrase("all of its life"),
                Count(each.elapsed.n),
                length(each.working.median_seconds, Clock.WORKING),
                length(each.working.p90_seconds, Clock.WORKING),
                length(each.elapsed_seconds),
            )
            for each in own
        ),
        empty=_EMPTY,
        is_reference=True,
    )


def _handovers(material: Material) -> Table:
    return Table(
        id="handovers",
        title=Phrase("Handovers from team to team before the first resolution"),
        columns=(
            column("service", "Service"),
            column("ticket_kind", "Kind of ticket"),
            column("tickets", "Tickets"),
            column("mean", "Handovers a ticket"),
            column("none", "Without any"),
        ),
        rows=tuple(
            (
                service(material, each.service_id),
                kind(each.kind),
                Count(each.tickets),
                Number(each.mean, 2),
                share(dict(each.distribution).get(0, 0), each.tickets),
            )
            for each in material.desk.figures.reassignments
        ),
        empty=_EMPTY,
    )
