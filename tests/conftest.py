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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests with real servers first, then those on real data: what takes longest must not begin last."""
    longest = ("integration", "golden")
    tests = Path(__file__).parent
    folders = {item: item.path.relative_to(tests).parts[0] for item in items}
    items.sort(key=lambda item: longest.index(folders[item]) if folders[item] in longest else len(longest))
