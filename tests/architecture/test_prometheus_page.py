"""The page on Prometheus: its commands are taken, its queries are read, its metrics exist."""

from pathlib import Path

from manual_pages import blocks, commands, parsed, refusal, unknown_labels, unknown_metrics

PAGE = (Path(__file__).parents[2] / "docs" / "prometheus.md").read_text()
QUERIES = blocks(PAGE, "promql")


def test_slawatch_takes_every_command_of_the_page() -> None:
    told = [command for command in commands(PAGE) if command[0] == "slawatch"]
    assert len(told) >= 3
    assert [(command, why) for command in told if (why := refusal(command))] == []


def test_every_metric_and_label_that_is_asked_for_exists() -> None:
    assert unknown_metrics("\n".join(QUERIES)) == set()
    assert set().union(*map(unknown_labels, QUERIES)) == set()


def test_prometheus_reads_every_query(tmp_path: Path) -> None:
    done = parsed(QUERIES, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
