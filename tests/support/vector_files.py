"""Vectors from tests/vectors and from the folder that --vectors names."""

import json
from pathlib import Path
from typing import Any

import pytest

OURS = Path(__file__).parents[1] / "vectors"

Vector = dict[str, Any]


def vectors(config: pytest.Config, name: str) -> list[Vector]:
    """Return the vectors of every file whose name begins so, ours first."""
    given = config.getoption("--vectors")
    folders = [OURS] if given is None or given.resolve() == OURS else [OURS, given]
    files = [path for folder in folders for path in sorted(folder.glob(f"{name}*.jsonl"))]
    return [json.loads(line) for path in files for line in path.read_text().splitlines() if line.strip()]
