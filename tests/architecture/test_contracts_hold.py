"""Each contract of the house names its deliberate violation, in a copy that holds them all."""

import os
import re
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


def _copied(to: Path) -> Path:
    """Return a copy of the package with its contracts."""
    shutil.copytree(ROOT / "slawatch", to / "slawatch", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def _program(house: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(name)
    environment = {**os.environ, "PYTHONPATH": str(house)}
    return subprocess.run(
        [program, *arguments], cwd=house, env=environment, capture_output=True, text=True, check=False
    )


def _contracts(house: Path) -> subprocess.CompletedProcess[str]:
    return _program(house, "lint-imports", "--no-cache")


@pytest.fixture(scope="module")
def against_contracts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return, by contract, what is said about every violation being there."""
    house = _copied(tmp_path_factory.mktemp("spoilt"))
    for name, line, _ in IMPORTS.values():
        module = house / "slawatch" / name
        module.write_text(f"{module.read_text()}\n{line}\n")
    found = _contracts(house)
    assert found.returncode == 1, found.stdout
    _, broken = found.stdout.split("Broken contracts\n")
    titles = re.findall(r"^(.+)\n-+\n\n", broken, re.MULTILINE)
    return dict(zip(titles, re.split(r"^.+\n-+\n\n", broken, flags=re.MULTILINE)[1:], strict=True))


def test_the_house_as_it_stands_keeps_every_contract(tmp_path: Path) -> None:
    found = _contracts(_copied(tmp_path))
    assert found.returncode == 0, found.stdout
    assert "0 broken" in found.stdout


@pytest.mark.parametrize("violation", IMPORTS)
def test_an_import_against_the_contracts_is_stopped(against_contracts: dict[str, str], violation: str) -> None:
    name, line, contract = IMPORTS[violation]
    importer = ".".join(Path("slawatch", name).with_suffix("").parts).removesuffix(".__init__")
    number = len((ROOT / "slawatch" / name).read_text().splitlines()) + 1
    (said,) = (text for title, text in against_contracts.items() if title.startswith(contract))
    places = re.findall(rf"{re.escape(importer)} -> {re.escape(line.split()[1])} \(l\.([\d, ]+)\)", said)
    assert any(int(place) > number for each in places for place in each.split(", ")), said


def test_a_room_that_is_not_on_the_plan_is_stopped(tmp_path: Path) -> None:
    house = _copied(tmp_path)
    room = house / "slawatch" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text('"""Odds and ends."""\n')
    found = _contracts(house)
    assert found.returncode == 1
    assert "attic" in found.stdout


@pytest.fixture(scope="module")
def banned(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the lines in which ruff names every violation."""
    house = tmp_path_factory.mktemp("banned")
    shutil.copy(ROOT / "pyproject.toml", house)
    engine = house / "slawatch" / "engine"
    engine.mkdir(parents=True)
    for name, text in BANNED.items():
        (engine / f"{_module(name)}.py").write_text(f'"""A violation."""\n\n{text}')
    found = _program(house, "ruff", "check", "--no-cache", "--select", "TID251", "--output-format=concise", str(engine))
    assert found.returncode == 1, found.stdout
    return found.stdout.splitlines()


@pytest.mark.parametrize("violation", BANNED)
def test_a_banned_name_is_stopped(banned: list[str], violation: str) -> None:
    assert [line for line in banned if f"{_module(violation)}.py:" in line and "TID251" in line]


def _module(name: str) -> str:
    return re.sub(r"\W", "_", name)
