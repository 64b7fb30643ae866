"""Mean time between failures with its exact bounds, as scipy.stats.chi2 gives them (see README.md here)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from slawatch.engine.reliability import mtbf

HERE = Path(__file__).parent

Vector = dict[str, Any]


def vectors(folder: Path) -> Iterator[Vector]:
    for path in sorted(folder.glob("mtbf*.jsonl")):
        yield from (json.loads(line) for line in path.read_text().splitlines() if line.strip())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    given = metafunc.config.getoption("--vectors")
    folders = [HERE] if given is None or given.resolve() == HERE else [HERE, given]
    found = [vector for folder in folders for vector in vectors(folder)]
    metafunc.parametrize("vector", found, ids=[vector["id"] for vector in found])


def test_mtbf_and_its_bounds_are_the_answer_of_the_vector(vector: Vector) -> None:
    found = mtbf(vector["failures"], vector["operating_seconds"], confidence=vector["confidence"])
    answer = vector["answer"]
    for value, key in ((found.mean, "mtbf_seconds"), (found.lower, "lower_seconds"), (found.upper, "upper_seconds")):
        if answer[key] is None:
            assert value is None
        else:
            # The vectors are rounded to three decimals.
            assert value == pytest.approx(answer[key], rel=1e-9, abs=0.0005)
