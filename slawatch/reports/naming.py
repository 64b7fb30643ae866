"""Things of the configuration as cells."""

from slawatch.model.definitions import Definitions
from slawatch.reports.cells import Cell, Foreign, Named, Phrase


def service(definitions: Definitions, id_: str) -> Cell:
    """Return a service, or the services of an agreement together, by the agreement's id."""
    known = definitions.services.get(id_)
    if known is not None:
        return Named(id_, known.names)
    return Phrase("All of {agreement} together", {"agreement": agreement(definitions, id_)})


def agreement(definitions: Definitions, sla: str) -> Cell:
    """Return an agreement by the names of its newest version."""
    found = [each.names for each in definitions.agreements if each.id == sla]
    return Named(sla, found[-1]) if found else Foreign(sla)


def party(definitions: Definitions, id_: str) -> Cell:
    """Return a customer, supplier or team."""
    known = definitions.parties.get(id_)
    return Foreign(id_) if known is None else Named(id_, known.names)
