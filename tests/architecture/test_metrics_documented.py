"""The manual's page of metrics is the one that the table makes."""

from pathlib import Path

from slawatch.exporters.manual import manual

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_page_of_metrics_is_what_the_table_makes() -> None:
    assert PAGE.read_text() == manual(), "run: python -m slawatch.exporters.manual > docs/metrics.md"
