"""Services of whose outages no source tells: what nobody looks at is neither up nor down."""

from collections.abc import Iterator

from slawatch.reports import naming
from slawatch.reports.cells import Cell, Phrase
from slawatch.reports.document import Prose
from slawatch.reports.joined import joined
from slawatch.reports.material import Material


def untold_services(material: Material, id_: str) -> Iterator[Prose]:
    """Yield what is missing of which services; nothing where there is none."""
    own = [each for each in material.covered.services if each in material.untold]
    if own:
        said = Phrase(
            "No source tells outages of {services}, so nothing is known of them here.",
            {"services": _names(material, own)},
        )
        yield Prose(id=id_, title=Phrase("Not known"), paragraphs=(said,))


def warned(material: Material) -> Iterator[Phrase]:
    """Yield which promises on outages nobody looks after, though they have figures."""
    own = [each for each in material.covered.services if each in material.unseen - material.untold]
    if own:
        yield Phrase(
            "No source tells outages of {services}: each counts as up for as long as nobody says otherwise.",
            {"services": _names(material, own)},
        )


def _names(material: Material, services: list[str]) -> Cell:
    return joined([naming.service(material.definitions, each) for each in services], otherwise=Phrase("none"))
