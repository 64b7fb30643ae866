"""How far an account was told: the cursor."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What Zendesk itself sent, nothing else."""

    after: str | None = None
    """Its cursor of the export of tickets."""
    metrics: int | None = None
    """The time of the last metric event, in epoch seconds; None: they were not asked for yet."""

    @classmethod
    def read(cls, cursor: Cursor | None) -> Self:
        """Return the position that a cursor holds; None is the beginning."""
        if cursor is None:
            return cls()
        try:
            return cls(**json.loads(cursor))
        except (TypeError, ValueError) as error:
            raise FatalSourceError("the cursor is none of this source; `slawatch sync --full` reads anew") from error

    def cursor(self) -> Cursor:
        """Return the position as text."""
        return json.dumps(asdict(self), separators=(",", ":"))
