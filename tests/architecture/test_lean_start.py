"""What a command does not need it does not import: `slawatch check` runs in editors and before every commit."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"alembic", "apscheduler", "numpy", "prometheus_client", "requests", "sqlalchemy", "starlette", "uvicorn"}
SCRIPT = """
import sys
from slawatch.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("command", "allowed"),
    [(["--version"], set()), (["check"], set()), (["evaluate"], {"numpy", "prometheus_client", "sqlalchemy"})],
    ids=["version", "check", "evaluate"],
)
def test_a_command_imports_only_what_it_needs(command: list[str], allowed: set[str], tmp_path: Path) -> None:
    options = [f"--config.file={ROOT}/config/slawatch.yml", f"--store.url=sqlite:///{tmp_path}/slawatch.db"]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *options, *command], capture_output=True, text=True, check=False
    )
    imported = set(done.stderr.splitlines()[-1].split())
    assert "click" in imported
    assert imported & (HEAVY - allowed) == set()
