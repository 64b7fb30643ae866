"""Options that every folder of tests may read."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--vectors",
        type=Path,
        metavar="DIR",
        help="a further folder of *.jsonl vectors, read beside tests/vectors",
    )
