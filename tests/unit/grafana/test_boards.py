"""The committed boards: made by the generator, sound by the rules of dashboard-linter, the same in both languages."""

import copy
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from board_lint import Known, faults, panels, queries, texts, variables
from generator.boards import BOARDS
from generator.files import files
from generator.text import Language
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard
from needs import needs

from slawatch.exporters.family import FamilyType
from slawatch.exporters.names import BY_NAME

ROOT = Path(__file__).parents[3]
DASHBOARDS = ROOT / "grafana" / "dashboards"
PROVISIONING = ROOT / "grafana" / "provisioning"
NAMES = [board.name for board in BOARDS]
FILES = [f"{language}/{name}" for language in Language for name in NAMES]
OF_PROMETHEUS_ONLY = ("step", "titleFormat", "textFormat", "tagKeys", "useValueForTime")
"""Keys of annotations that the SDK's types have no room for."""
TERMS = {"slawatch", "Prometheus", "SRE", "SLA", "OLA", "MTBF", "MTRS", "MTTA", "MTTD", "UTC", "ISO", "P50", "P90"}
"""What a Chinese reader expects in Latin letters."""
CODE = re.compile(r"\{\{.*?\}\}|\$\{.*?\}|[a-z]+_\w+|metrics: full|\bP\d\b|`[^`]*`|https?://\S+")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]{1,}")


EXCUSED = {
    # How many there are is what these panels tell, not how many come by: corrections are counted in the database over
    # restarts, and one audit that differed since the start is one too many.
    "reads the counter slawatch_corrections_total without rate or increase",
    "reads the counter slawatch_evaluation_audits_total without rate or increase",
}


def known() -> Known:
    """Return what the tables of metrics say, a histogram by its parts."""
    labels, counters = {"up": frozenset[str]()}, set()
    for name, family in BY_NAME.items():
        labels[name] = frozenset(family.labels)
        if family.type is FamilyType.HISTOGRAM:
            labels |= {f"{name}_{part}": frozenset((*family.labels, "le")) for part in ("bucket", "count", "sum")}
            counters |= {f"{name}_bucket", f"{name}_count", f"{name}_sum"}
        if family.type is FamilyType.GAUGEHISTOGRAM:
            labels |= {f"{name}_{part}": frozenset((*family.labels, "le")) for part in ("bucket", "gcount", "gsum")}
        if family.type is FamilyType.COUNTER:
            counters.add(name)
    return Known(labels=labels, counters=frozenset(counters))


def board(name: str) -> dict[str, Any]:
    return dict(json.loads((DASHBOARDS / f"{name}.json").read_text(encoding="utf-8")))


def test_the_committed_boards_are_what_the_generator_makes() -> None:
    made = {str(path): text for path, text in files()}
    committed = {str(path.relative_to(DASHBOARDS)): path.read_text("utf-8") for path in DASHBOARDS.rglob("*.json")}
    assert committed.keys() == made.keys()
    assert [name for name in made if made[name] != committed[name]] == [], "run make dashboards"


@pytest.mark.parametrize("name", FILES)
def test_a_board_survives_being_read_by_the_kit_that_made_it(name: str) -> None:
    register_default_plugins()
    told = board(name)
    again = json.loads(json.dumps(Dashboard.from_json(copy.deepcopy(told)), cls=JSONEncoder))
    for mark in told["annotations"]["list"]:
        for key in OF_PROMETHEUS_ONLY:
            mark.pop(key)
    assert again == told


@pytest.mark.parametrize("name", FILES)
def test_a_board_has_no_fault(name: str) -> None:
    found = faults(board(name), known())
    assert [fault for fault in found if not any(fault.endswith(excused) for excused in EXCUSED)] == []


def shape(value: object) -> object:
    """Return a board without what a person reads and without what tells languages apart."""
    worded = {"title", "description", "text", "label", "content", "noValue", "name", "titleFormat", "legendFormat"}
    if isinstance(value, list):
        return [shape(each) for each in value]
    if isinstance(value, dict):
        told = {key: shape(each) for key, each in value.items() if key not in {*worded, "uid", "tags", "displayName"}}
        if value.get("id") == "displayName" or value.get("type") == "custom":
            return value["id"] if "id" in value else value["name"]
        return told
    return value.replace("README.zh.md", "README.md") if isinstance(value, str) else value


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_panels_queries_and_places(name: str) -> None:
    one, other = board(f"en/{name}"), board(f"zh/{name}")
    assert shape(one) == shape(other)
    assert other["uid"] == f"{one['uid']}-zh"
    assert [target["expr"] for _, target in queries(one)] == [target["expr"] for _, target in queries(other)]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stays_english_on_a_chinese_board(name: str) -> None:
    chinese = board(f"zh/{name}")
    said = [*texts(chinese), *(target.get("legendFormat", "") for _, target in queries(chinese))]
    foreign = {word for text in said for word in LATIN.findall(CODE.sub(" ", text))}
    assert foreign - TERMS == {"All"} & foreign, "All is Grafana's own word, which it translates itself"


def test_prometheus_can_read_every_query(tmp_path: Path) -> None:
    program = needs("promtool", "prometheus")
    every = {target["expr"] for name in FILES for _, target in queries(board(name))}
    every |= {mark["expr"] for name in FILES for mark in board(name)["annotations"]["list"]}
    expressions = sorted(
        expr.replace("$__rate_interval", "5m").replace("$__range", "1h").replace("$__interval", "1m") for expr in every
    )
    rules = [{"record": f"query:{number}", "expr": expr} for number, expr in enumerate(expressions)]
    path = tmp_path / "queries.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}))
    done = subprocess.run([program, "check", "rules", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(rules)} rules found" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_links_of_a_board_lead_to_pages_that_the_daemon_has(name: str) -> None:
    text = json.dumps(board(f"en/{name}"))
    pages = set(re.findall(r"\$\{slawatch_url\}/([a-z]+)", text))
    assert pages <= {"tickets", "objectives", "outages", "unmapped", "actions", "findings"}
    assert variables(board(f"en/{name}"))["slawatch_url"]["type"] == "constant", "an address on a board may not be bent"


def test_provisioning_names_what_there_is() -> None:
    sources = yaml.safe_load((PROVISIONING / "datasources" / "slawatch.yml").read_text())["datasources"]
    assert {each["type"] for each in sources} == {"prometheus", "alertmanager"}
    providers = yaml.safe_load((PROVISIONING / "dashboards" / "slawatch.yml").read_text())["providers"]
    assert [Path(each["options"]["path"]).name for each in providers] == sorted(Language)
    assert not any(each["allowUiUpdates"] for each in providers)
    assert len({each["folderUid"] for each in providers}) == len(providers)


Break = Callable[[dict[str, Any]], None]


def first(told: dict[str, Any], kind: str = "stat") -> Any:  # noqa: ANN401  parts of JSON
    return next(panel for panel in panels(told) if panel["type"] == kind)  # the board itself, to be broken


def ask(expr: str) -> Break:
    return lambda told: first(told)["targets"][0].update(expr=expr)


def hide(told: dict[str, Any]) -> None:
    properties = (
        {"id": "custom.cellOptions", "value": {"type": "color-text"}},
        {"id": "thresholds", "value": {"steps": [{"color": "transparent"}, {"color": "red", "value": 1}]}},
    )
    first(told, "table")["fieldConfig"]["overrides"][0].update(properties=properties)


HERE = 'job=~"$job", instance=~"$instance"'
BROKEN: dict[str, tuple[Break, str]] = {
    "a metric that nobody tells": (ask(f"sum(slawatch_open_tickets{{{HERE}}})"), "which nobody tells"),
    "a counter as it is": (ask(f"sum(slawatch_tickets_created_total{{{HERE}}})"), "without rate or increase"),
    "a rate over a fixed range": (ask(f"sum(rate(slawatch_tickets_created_total{{{HERE}}}[5m]))"), "looks back over"),
    "a label that the metric has not": (ask(f"sum by (team) (slawatch_tickets_open{{{HERE}}})"), "no series of it has"),
    "every job at once": (ask("sum(slawatch_tickets_open)"), "of every job"),
    "one instance only": (ask('sum(slawatch_tickets_open{job=~"$job"})'), "by job and instance"),
    "a fixed data source": (lambda told: first(told)["targets"][0].pop("datasource"), "another data source"),
    "panels on top of each other": (lambda told: first(told)["gridPos"].update(w=12), "overlap"),
    "a panel beside the grid": (lambda told: first(told)["gridPos"].update(x=22), "leaves the grid"),
    "a query without a letter": (lambda told: first(told)["targets"][0].update(refId=""), "names queries twice"),
    "two panels of one number": (lambda told: first(told)["targets"] and first(told).update(id=100), "numbers a panel"),
    "no unit": (lambda told: first(told)["fieldConfig"]["defaults"].pop("unit"), "has no unit"),
    "no description": (lambda told: first(told).update(description=" "), "has no description"),
    "words without a colour": (hide, "hides small values"),
    "no variable for the data source": (lambda told: told["templating"]["list"].pop(0), "no variable datasource"),
    "one job only": (lambda told: variables(told)["job"].update(multi=False), "no choice of many"),
    "editable": (lambda told: told.update(editable=True), "edited in the browser"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_board_is_caught(how: str) -> None:
    broken, fault = BROKEN[how]
    told = board("en/operations")
    broken(told)
    assert fault in "\n".join(faults(told, known()))
