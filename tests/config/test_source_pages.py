"""The example on the page of each source is valid, beside services and agreements of the reader's own."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from slawatch.config.load import load
from slawatch.config.settings import SourceSchema
from slawatch.ingest.registry import installed

PAGES = sorted((Path(__file__).parents[2] / "docs" / "sources").glob("*.md"))
BLOCK = re.compile(r"^```yaml\n(sources:.*?)^```", re.DOTALL | re.MULTILINE)
EXAMPLES = {page.stem: block for page in PAGES for block in BLOCK.findall(page.read_text(encoding="utf-8"))[:1]}


def rest(example: str) -> str:
    """Return the sections that the maps of an example speak of."""
    services, parties = (mapped(example, attribute) for attribute in ("service", "party"))
    resolution = {"indicator": "resolution", "within": "24h", "target": "90%"}
    gold = {"kind": "sla", "with": "acme", "services": ["mail"], "objectives": {"resolution": resolution}}
    document = {
        "parties": {id_: {"kind": "customer", "name": id_} for id_ in {"acme", *parties}},
        "services": {id_: {"name": id_} for id_ in {"mail", *services}},
        "agreements": {"gold": gold},
    }
    return yaml.safe_dump(document)


def mapped(example: str, attribute: str) -> set[str]:
    """Return the ids that the maps of an example name for an attribute."""
    sources: dict[str, Any] = yaml.safe_load(example)["sources"]
    maps = [source.get("map", {}).get(attribute) for source in sources.values()]
    told = [each for each in maps if isinstance(each, dict)]
    defaults = {each["default"] for each in told if "default" in each}
    return defaults | {id_ for each in told for id_ in each.get("values", {}).values()}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_example_of_a_page_is_valid(name: str, tmp_path: Path) -> None:
    kinds = {
        kind.name: SourceSchema(options=kind.options, status_classes=kind.status_classes, simulated=kind.simulated)
        for kind in installed().kinds.values()
    }
    path = tmp_path / "slawatch.yml"
    path.write_text(f"{EXAMPLES[name]}\n{rest(EXAMPLES[name])}", encoding="utf-8")
    assert load(path, kinds).sources
