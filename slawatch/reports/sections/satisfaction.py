"""What requesters said, with how many were asked, how many answered, and where the answers come from."""

from collections.abc import Iterator

from slawatch.model.desk_figures import DeskFigures, Dimension, Satisfaction
from slawatch.reports.cells import Cell, Count, Foreign, Phrase, Ratio, Unknown
from slawatch.reports.columns import column
from slawatch.reports.desk_cells import DECIMALS, compared_desk, holder, service, share, told
from slawatch.reports.document import Better, Block, Table, Tile, Tiles
from slawatch.reports.draft import Draft
from slawatch.reports.material import Material
from slawatch.reports.notes import Place
from slawatch.reports.promise_cells import exact
from slawatch.reports.written_texts import written


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    material = draft.material
    yield from written(draft, Place.SATISFACTION, "satisfaction-text", "Remarks")
    if material.desk.figures.satisfaction:
        yield _tiles(material)
    yield _table(material)
    if material.desk.figures.persons:
        yield _by_person(material)


def _tiles(material: Material) -> Tiles:
    desk = material.desk
    value, previous, last_year = (
        compared_desk(material, each, _score) for each in (desk.figures, desk.previous, desk.last_year)
    )
    tile = Tile(title=Phrase("Satisfied"), value=value, previous=previous, last_year=last_year, better=Better.HIGHER)
    return Tiles(id="satisfaction-key", title=Phrase("Satisfaction"), tiles=(tile,))


def _score(figures: DeskFigures) -> Cell:
    own = figures.satisfaction
    return share(sum(each.good for each in own), sum(each.answers for each in own), otherwise="no answers")


def _table(material: Material) -> Table:
    return Table(
        id="satisfaction",
        title=Phrase("Answers of requesters"),
        columns=(
            column("service", "Service"),
            column("satisfied", "Satisfied"),
            column("good", "Good answers"),
            column("answers", "Answers"),
            column("asked", "Asked"),
            column("responses", "Have answered", "of those asked in the period, by the data cut-off"),
            column("response_rate", "Response rate"),
            column("unreadable", "Unreadable", "answers that the scale does not know; they count for neither"),
            column("source", "Source"),
            column("survey", "Survey"),
        ),
        rows=tuple(
            (
                service(material, each.service_id),
                share(each.good, each.answers, otherwise="no answers"),
                Count(each.good),
                Count(each.answers),
                told(each.asked),
                told(each.responses),
                _rate(each),
                Count(each.unreadable),
                Foreign(each.source),
                Foreign(each.survey),
            )
            for each in material.desk.figures.satisfaction
        ),
        empty=Phrase("No source tells what requesters said in this period."),
        note=Phrase("By the day of the last answer. Few answers say little: the number stands beside each share."),
    )


def _rate(each: Satisfaction) -> Cell:
    if each.response_ratio is None:
        return Unknown(Phrase("its source does not tell it"))
    return Ratio(exact(each.response_ratio), DECIMALS)


def _by_person(material: Material) -> Table:
    return Table(
        id="satisfaction-by-person",
        title=Phrase("Answers by the person who had the ticket last"),
        columns=(
            column("person", "Person"),
            column("satisfied", "Satisfied"),
            column("good", "Good answers"),
            column("answers", "Answers"),
            column("unreadable", "Unreadable"),
            column("source", "Source"),
        ),
        rows=tuple(
            (
                holder(material, Dimension.PERSON, each.person),
                share(each.good, each.answers, otherwise="no answers"),
                Count(each.good),
                Count(each.answers),
                Count(each.unreadable),
                Foreign(each.source),
            )
            for each in material.desk.figures.persons
        ),
        empty=Phrase("No answers."),
    )
