"""When records were deleted, where the account may read that."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from slawatch.ingest.http import HttpStatusError
from slawatch.sources.servicenow.names import REFUSED
from slawatch.sources.servicenow.rest import Instance
from slawatch.sources.servicenow.rows import at_or_none

FIELDS: Final = "sys_id,documentkey,sys_created_on"


def deletions(instance: Instance, ids: Collection[str]) -> Mapping[str, datetime]:
    """Return when each of the records was deleted; those of which nothing is told are left out."""
    if not ids:
        return {}
    try:
        rows = list(instance.of("sys_audit_delete", "documentkey", ids, fields=FIELDS))
    except HttpStatusError as error:
        if error.status not in REFUSED:
            raise
        return {}
    return {row["documentkey"]: at for row in rows if (at := at_or_none(row, "sys_created_on")) is not None}
