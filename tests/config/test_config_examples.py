"""The files that we ship are valid with the kinds of sources that we ship."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from slawatch.config.load import load
from slawatch.config.schema import json_schema
from slawatch.config.settings import SourceSchema
from slawatch.ingest.registry import installed

ROOT = Path(__file__).parents[2]
SHIPPED = [ROOT / "config" / "slawatch.yml", *sorted((ROOT / "config" / "examples").glob("*.yml"))]
MANUAL = ROOT / "docs" / "configuration.md"
README = ROOT / "README.md"
REPORTS = ROOT / "docs" / "reports.md"
PAGES = sorted((ROOT / "docs" / "sources").glob("*.md"))
"""Of the sources; that their examples are valid is in test_source_pages."""


@pytest.fixture(scope="module")
def shipped_kinds() -> Mapping[str, SourceSchema]:
    return {
        name: SourceSchema(options=kind.options, status_classes=kind.status_classes, simulated=kind.simulated)
        for name, kind in installed().kinds.items()
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_configuration_is_valid(path: Path, shipped_kinds: Mapping[str, SourceSchema]) -> None:
    configuration = load(path, shipped_kinds)

    assert configuration.definitions.agreements
    assert configuration.warnings == ()


def test_every_kind_of_source_that_reads_a_system_has_an_example(shipped_kinds: Mapping[str, SourceSchema]) -> None:
    shown = {source.kind for path in SHIPPED for source in load(path, shipped_kinds).sources}
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    examples = re.findall(r"```yaml\nsources:(.*?)```", text, flags=re.DOTALL)
    on_pages = {kind for block in examples for kind in re.findall(r"\n    kind: (\w+)", block)}

    assert shown | on_pages == set(shipped_kinds)


def manual_examples() -> list[str]:
    """Return the whole configurations among the examples of manual, README and reports, without elisions."""
    text = "".join(page.read_text(encoding="utf-8") for page in (MANUAL, README, REPORTS))
    blocks = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    return [block for block in blocks if block.startswith("sources:") and "…" not in block]


@pytest.mark.parametrize("text", manual_examples(), ids=lambda text: text.splitlines()[1].strip(" :"))
def test_a_configuration_in_the_manual_is_valid(
    text: str, tmp_path: Path, shipped_kinds: Mapping[str, SourceSchema]
) -> None:
    path = tmp_path / "slawatch.yml"
    path.write_text(text, encoding="utf-8")

    assert load(path, shipped_kinds).definitions.services


def test_the_manual_names_every_key(shipped_kinds: Mapping[str, SourceSchema]) -> None:
    pages = [page.read_text(encoding="utf-8") for page in (MANUAL, *PAGES)]
    code = [span for page in pages for span in re.findall(r"```.*?```|`[^`]+`", page, flags=re.DOTALL)]
    named = {word for span in code for word in re.findall(r"\w+", span)}
    schema = json_schema(shipped_kinds)
    parts = [schema, *schema["$defs"].values()]
    parts += [choice for part in parts for choice in part.get("anyOf", ())]
    keys = {key for part in parts for key in part.get("properties", {})}

    assert len(keys) > 60
    assert keys - named == set()
