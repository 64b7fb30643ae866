"""Mean time between failures with its exact bounds, as scipy.stats.chi2 gives them (see README.md here)."""

import pytest
from vector_files import Vector, vectors

from slawatch.engine.reliability import mtbf


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    found = vectors(metafunc.config, "mtbf")
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
