"""Each contract of the house stops a deliberate violation, tried one by one in a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

IMPORTS = {
    "the engine asks the store": ("engine/facts.py", "import slawatch.store.contract", "The house"),
    "configuration knows a source": ("config/load.py", "import slawatch.sources.simulator", "The house"),
    "exporters read the store": ("exporters/names.py", "import slawatch.store.contract", "The house"),
    "the store speaks to pages": ("store/contract.py", "import slawatch.web", "The house"),
    "a source knows another": ("sources/csv_outages.py", "import slawatch.sources.simulator", "Ticketing systems"),
    "the model has threads": ("model/ticket.py", "import threading", "The core is pure"),
    "calendars read the clock": ("calendars/periods.py", "import slawatch.clock", "The core is pure"),
    "the engine logs": ("engine/evaluate.py", "import structlog", "The core is pure"),
    "the engine opens files": ("engine/evaluate.py", "import pathlib", "The core is pure"),
    "a source has its own HTTP": ("sources/csv_events.py", "import requests", "One door for HTTP"),
    "the runtime writes SQL": ("runtime/poller.py", "import sqlalchemy", "One door for the database"),
    "a page sends mail": ("web/server.py", "import smtplib", "One door for mail"),
    "the app schedules": ("app/daemon.py", "import apscheduler", "One door for the scheduler"),
    "pages count metrics": ("web/__init__.py", "import prometheus_client", "One door for Prometheus"),
    "the runtime looks passwords over": ("runtime/poller.py", "import bcrypt", "One door for passwords"),
    "the runtime serves pages": ("runtime/poller.py", "import starlette", "One door for the web"),
    "the runtime computes in columns": ("runtime/poller.py", "import numpy", "Columns belong to the engine"),
    "configuration reads calendars": ("config/feeding.py", "import icalendar", "One door for iCalendar"),
}

BANNED = {
    "a clock of one's own": "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n",
    "the naive clock": "from datetime import datetime\n\nNOW = datetime.utcnow()\n",
    "the machine's seconds": "import time\n\nNOW = time.time()\n",
    "a sleep": "import time\n\ntime.sleep(1)\n",
    "a mock": "from unittest.mock import Mock\n\nFAKE = Mock()\n",
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a copy of the package with its contracts."""
    shutil.copytree(ROOT / "slawatch", tmp_path / "slawatch", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _contracts(house: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(house)}
    return subprocess.run(
        [program, "--no-cache"], cwd=house, env=environment, capture_output=True, text=True, check=False
    )


def test_the_house_as_it_stands_keeps_every_contract(house: Path) -> None:
    found = _contracts(house)
    assert found.returncode == 0, found.stdout
    assert "0 broken" in found.stdout


@pytest.mark.parametrize("violation", IMPORTS)
def test_an_import_against_the_contracts_is_stopped(house: Path, violation: str) -> None:
    name, line, contract = IMPORTS[violation]
    module = house / "slawatch" / name
    module.write_text(f"{module.read_text()}\n{line}\n")
    found = _contracts(house)
    assert found.returncode == 1, found.stdout
    broken = [text for text in found.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(text.startswith(contract) for text in broken), found.stdout


def test_a_room_that_is_not_on_the_plan_is_stopped(house: Path) -> None:
    room = house / "slawatch" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text('"""Odds and ends."""\n')
    found = _contracts(house)
    assert found.returncode == 1
    assert "attic" in found.stdout


@pytest.mark.parametrize("violation", BANNED)
def test_a_banned_name_is_stopped(house: Path, violation: str) -> None:
    module = house / "slawatch" / "engine" / "banned.py"
    module.write_text(f'"""A violation."""\n\n{BANNED[violation]}')
    program = Path(sys.executable).with_name("ruff")
    command = [program, "check", "--no-cache", "--select", "TID251", str(module)]
    found = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    assert found.returncode == 1, found.stdout
    assert "TID251" in found.stdout
