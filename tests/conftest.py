"""Options that every folder of tests may read."""

from pathlib import Path

import pytest
from hypothesis import settings

# No test asserts a time, and the machine may be busy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--vectors",
        type=Path,
        metavar="DIR",
        help="a further folder of *.jsonl vectors, read beside tests/vectors",
    )
