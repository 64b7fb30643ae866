"""Drills that we ship can be told, and speak of what the configuration beside them knows."""

from pathlib import Path

import pytest

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.sources.simulator.drill import drill

ROOT = Path(__file__).parents[2]
DRILLS = sorted((ROOT / "config" / "examples" / "drills").glob("*.yml"))


@pytest.mark.parametrize("path", DRILLS, ids=lambda path: path.name)
def test_a_shipped_drill_can_be_told_and_is_mapped(path: Path) -> None:
    told = drill(path)
    configuration = configured(ROOT / "config" / "slawatch.yml", Overrides(), installed())
    mapping = configuration.definitions.mappings["desk"]
    services = [each.service for each in (*told.outages, *told.tickets)]
    assert [name for name in services if mapping.attribute("service").value(name) is None] == ["Fax"]
    assert all(mapping.attribute("priority").value(ticket.priority) for ticket in told.tickets)
    assert all(mapping.attribute("party").value(ticket.customer) for ticket in told.tickets)


def test_there_is_a_drill() -> None:
    assert DRILLS
