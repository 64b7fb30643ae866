"""The boards as files, the same bytes for the same description."""

import json
from collections.abc import Iterator
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from generator.boards import BOARDS
from generator.text import Language


def written(board: Dashboard) -> str:
    """Return the text of a board's file: keys in order, characters as they are."""
    return json.dumps(board, cls=JSONEncoder, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def files() -> Iterator[tuple[Path, str]]:
    """Yield the path of each file below the folder of dashboards, and its text."""
    for language in Language:
        for board in BOARDS:
            yield Path(language) / f"{board.name}.json", written(board.drawn(language))
