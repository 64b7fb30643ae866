"""Options that every folder of tests may read."""

from pathlib import Path

import pytest
from hypothesis import settings

# No test asserts a time, and the machine may be busy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

LONGEST = ("test_dashboard_pictures", "test_alerts_end_to_end", "test_daemon_kill", "test_dashboards_live")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--vectors",
        type=Path,
        metavar="DIR",
        help="a further folder of *.jsonl vectors, read beside tests/vectors",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests with real servers last, since they mind a busy machine most; of these what takes longest begins."""
    items.sort(key=lambda item: _turn(item.path.relative_to(Path(__file__).parent)))


def _turn(path: Path) -> int:
    if path.parts[0] != "integration":
        return 0
    return 1 + (LONGEST.index(path.stem) if path.stem in LONGEST else len(LONGEST))
