"""What `slawatch render dashboards` writes, and that an installed slawatch has it to write."""

import json
import tomllib
from pathlib import Path

import pytest
import yaml
from command import asked

from slawatch.cli import render_dashboards

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config" / "slawatch.yml"
COMMITTED = ROOT / "grafana" / "dashboards"


def address(path: Path) -> str:
    """Return where links of a dashboard lead."""
    listed = json.loads(path.read_text())["templating"]["list"]
    (variable,) = (each for each in listed if each["name"] == "slawatch_url")
    assert variable["query"] == variable["current"]["value"] == variable["current"]["text"]
    return str(variable["query"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_dashboards_of_a_language_are_the_committed_ones(tmp_path: Path, language: str) -> None:
    asked(SHIPPED, "render", "dashboards", "--language", language, "--output", str(tmp_path))
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (COMMITTED / language).glob("*.json")}
    assert "operations.json" in made


def test_links_lead_to_the_address_that_was_asked_for_and_nothing_else_changes(tmp_path: Path) -> None:
    asked(SHIPPED, "render", "dashboards", "--output", str(tmp_path), "--url", "https://sla.example.org/watch/")
    made, committed = tmp_path / "operations.json", COMMITTED / "en" / "operations.json"
    assert address(made) == "https://sla.example.org/watch"
    assert made.read_text().replace("https://sla.example.org/watch", "http://127.0.0.1:10720") == committed.read_text()


def test_language_and_address_come_from_the_configuration(tmp_path: Path) -> None:
    config = tmp_path / "slawatch.yml"
    told = yaml.safe_load(SHIPPED.read_text())
    told |= {"alerting": {"language": "zh"}, "web": {"external_url": "https://sla.example.org"}}
    config.write_text(yaml.safe_dump(told, allow_unicode=True))
    asked(config, "render", "dashboards", "--output", str(tmp_path / "out"))
    assert address(tmp_path / "out" / "operations.json") == "https://sla.example.org"
    assert json.loads((tmp_path / "out" / "operations.json").read_text())["uid"].endswith("-zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_links_to_runbooks_lead_to_the_address_of_the_configuration(tmp_path: Path, language: str) -> None:
    config = tmp_path / "slawatch.yml"
    ours = "https://wiki.example.org/sla/运维"
    alerting = {"language": language, "runbooks_url": ours}
    config.write_text(yaml.safe_dump(yaml.safe_load(SHIPPED.read_text()) | {"alerting": alerting}, allow_unicode=True))
    asked(config, "render", "dashboards", "--output", str(tmp_path / "out"))
    texts = [path.read_text() for path in (tmp_path / "out").iterdir()]
    committed = [path.read_text() for path in (COMMITTED / language).glob("*.json")]
    before, after = (
        sum(text.count(name) for text in told) for name, told in (("docs/runbooks", committed), (ours, texts))
    )
    assert before == after >= len(texts)
    assert [text for text in texts if "docs/runbooks" in text] == []
    assert {json.loads(text)["uid"] for text in texts} == {json.loads(text)["uid"] for text in committed}


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    done = asked(SHIPPED, "render", "dashboards", "--output", str(tmp_path), "--url", "javascript:alert(1)", status=2)
    assert "--url" in done.output


def test_a_wheel_and_an_image_carry_the_dashboards() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    place = wheel["force-include"]["grafana/dashboards"]
    assert ROOT / place == render_dashboards.PLACES[0]
    assert "COPY grafana/dashboards grafana/dashboards" in (ROOT / "Dockerfile").read_text()
