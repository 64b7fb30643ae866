"""`slawatch check` warns where metrics may outgrow their ceiling."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from slawatch.cli import main

FILE = """
sources: {{desk: {{kind: simulator}}}}
calendars: {{always: {{hours: 24x7}}}}
parties: {{acme: {{kind: customer, name: Acme}}}}
services: {{mail: {{name: E-mail, hours: always}}}}
agreements:
  gold: {{kind: sla, with: acme, services: [mail], objectives: {{a: {{indicator: availability, target: 99%}}}}}}
web: {{series_limit: {limit}}}
"""


@pytest.mark.parametrize(("limit", "warned"), [(30, True), (1_000, False)])
def test_a_ceiling_that_may_be_reached_is_told(tmp_path: Path, limit: int, warned: bool) -> None:  # noqa: FBT001  parametrized
    (tmp_path / "slawatch.yml").write_text(FILE.format(limit=limit))
    done = CliRunner().invoke(main, [f"--config.file={tmp_path}/slawatch.yml", "check"])
    assert done.exit_code == 0
    assert ("more than web.series_limit (30)" in done.stderr) is warned


def test_a_ceiling_below_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "slawatch.yml").write_text(FILE.format(limit=0))
    done = CliRunner().invoke(main, [f"--config.file={tmp_path}/slawatch.yml", "check"])
    assert done.exit_code == 2
    assert "web.series_limit" in done.stderr
