"""What makes definitions the same: the canonical text of all that can change a figure, and its hash."""

from dataclasses import replace

from slawatch.config.canonical import canonical, sha256
from slawatch.model.definitions import Definitions


def identified(definitions: Definitions) -> Definitions:
    """Return the definitions with their canonical text and its hash."""
    body = canonical(
        {
            "calendars": definitions.calendars,
            "services": definitions.services,
            "agreements": {each.title: each for each in definitions.agreements},
            "mappings": definitions.mappings,
            "maintenance": {each.id: each for each in definitions.maintenance},
            "desk": definitions.desk,
        }
    )
    return replace(definitions, body=body, sha256=sha256(body))
