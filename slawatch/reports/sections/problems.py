"""Problems and changes: how incidents hang together with what causes them and with what removes the cause."""

from collections.abc import Iterator, Mapping
from typing import Final

from slawatch.model.definitions import Definitions
from slawatch.model.desk_figures import ProcessIndicator
from slawatch.model.mapping import CHANGE_TYPE
from slawatch.reports.cells import Count, Phrase
from slawatch.reports.columns import column
from slawatch.reports.desk_cells import SHARE_COLUMNS, service, share_cells
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.material import Material

_INDICATORS: Final = {
    ProcessIndicator.PROBLEM_LINKED: "incidents that name a problem behind them",
    ProcessIndicator.CHANGE_FAILED: "changes that failed or were taken back",
    ProcessIndicator.CHANGE_CAUSED_INCIDENTS: "changes that caused an incident",
    ProcessIndicator.CHANGE_EMERGENCY: "changes made as an emergency",
}


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    material = draft.material
    yield _shares(material)
    yield _recurring(material)


def _shares(material: Material) -> Table:
    told = _told_in(material.definitions)
    return Table(
        id="problems-and-changes",
        title=Phrase("Problems and changes"),
        columns=(
            column("service", "Service"),
            *SHARE_COLUMNS,
        ),
        rows=tuple(
            (service(material, each.service_id), *share_cells(each, told[each.indicator]))
            for each in material.desk.figures.processes
            if each.indicator in told
        ),
        empty=Phrase("No incidents and no changes in this period, or nothing says which tickets are."),
        note=Phrase(
            "Links, outcomes and types of changes count as they were known at the data cut-off; a problem that is "
            "found later adds to them."
        ),
    )


def _told_in(definitions: Definitions) -> Mapping[ProcessIndicator, str]:
    """Return the shares that are told, in words; of emergencies only where a source could tell types of changes.

    Reports that were sealed before types were known then still come out as they were.
    """
    if any(CHANGE_TYPE in each.attributes for each in definitions.mappings.values()):
        return _INDICATORS
    return {each: words for each, words in _INDICATORS.items() if each is not ProcessIndicator.CHANGE_EMERGENCY}


def _recurring(material: Material) -> Table:
    return Table(
        id="recurring-incidents",
        title=Phrase("Incidents of the period by the problems behind them"),
        columns=(
            column("service", "Service"),
            column("problems", "Problems"),
            column("incidents", "Incidents"),
            column("recurring", "Recurring", "problems with more than one incident"),
            column("most", "Most of one problem"),
        ),
        rows=tuple(
            (
                service(material, each.service_id),
                Count(each.problems),
                Count(each.incidents),
                Count(each.recurring),
                Count(each.most),
            )
            for each in material.desk.figures.problems
        ),
        empty=Phrase("No incident of this period names a problem."),
    )
