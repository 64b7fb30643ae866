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

LONGEST = (
    "test_dashboard_pictures", "test_daemon_kill", "test_alerts_end_to_end", "test_dashboards_live",
    "test_end_to_end_in_chromium", "test_daemon_lifecycle", "test_daemon_reload", "test_hostile_content_in_chromium",
    "test_report_pdf", "test_report_figures_agree",
)  # fmt: skip
LONG = frozenset(
    {
        "test_daemon_kill", "test_dashboard_pictures", "test_uci_no_look_ahead", "test_store_known_then",
        "test_evaluator_incremental", "test_report_pdf",
    }
)  # fmt: skip
"""What takes minutes of a processor together: `make test` runs it, a run that has to be over in 20 minutes does not."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--vectors",
        type=Path,
        metavar="DIR",
        help="a further folder of *.jsonl vectors, read beside tests/vectors",
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what is long before anything is chosen by marks."""
    if item.path.stem in LONG:
        item.add_marker(pytest.mark.long)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests with real servers last, since they mind a busy machine most; of these, what takes longest begins."""
    items.sort(key=lambda item: _turn(item.path.relative_to(Path(__file__).parent)))


def _turn(path: Path) -> int:
    if path.parts[0] != "integration":
        return 0
    return 1 + (LONGEST.index(path.stem) if path.stem in LONGEST else len(LONGEST))
