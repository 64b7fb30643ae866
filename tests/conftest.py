"""Options that every folder of tests may read."""

from pathlib import Path

import pytest
import structlog
from hypothesis import settings

# As it comes, the trace of an error is drawn with the variables of every frame: seconds each.
_PLAIN = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _PLAIN])

# No test asserts a time, and the machine may be busy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

FIRST = ("test_daemon_kill", "test_dashboard_pictures")
"""What takes minutes by itself and minds no busy machine: others fill the processors beside it."""
LONGEST = (
    "test_alerts_end_to_end", "test_dashboards_live", "test_end_to_end_in_chromium", "test_daemon_lifecycle",
    "test_daemon_reload", "test_hostile_content_in_chromium", "test_report_pdf", "test_report_figures_agree",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--vectors",
        type=Path,
        metavar="DIR",
        help="a further folder of *.jsonl vectors, read beside tests/vectors",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests with real servers last, since they mind a busy machine most; of these, what takes longest begins."""
    items.sort(key=lambda item: _turn(item.path.relative_to(Path(__file__).parent)))


def _turn(path: Path) -> int:
    if path.stem in FIRST:
        return FIRST.index(path.stem) - len(FIRST)
    if path.parts[0] != "integration":
        return 0
    return 1 + (LONGEST.index(path.stem) if path.stem in LONGEST else len(LONGEST))
