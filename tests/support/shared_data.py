"""Real logs that are not part of the project: tests on them skip where the folder is missing."""

import os
from pathlib import Path

import pytest

_PLACES = (os.environ.get("SLAWATCH_SHARED"), *(parent.parent / "shared" for parent in Path(__file__).parents))


def shared_places() -> list[Path]:
    """Return where the folder may be."""
    return [Path(place) for place in _PLACES if place is not None]


def shared_data(name: str) -> Path:
    """Return a file of shared/data; skip the test, with the reason, where there is none."""
    for place in shared_places():
        if (found := place / "data" / name).exists():
            return found
    pytest.skip(f"real data are missing: {name} in shared/data beside the checkout (or SLAWATCH_SHARED)")
