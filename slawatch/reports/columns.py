"""Columns of tables in few words."""

from slawatch.reports.cells import Phrase
from slawatch.reports.document import Column


def column(id_: str, title: str, explains: str | None = None) -> Column:
    """Return a column by its stable id, its title and what explains it."""
    return Column(id=id_, title=Phrase(title), explains=None if explains is None else Phrase(explains))
