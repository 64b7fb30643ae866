"""What Grafana's dashboard-linter asks of a board, and what we ask besides, restated over the board's JSON.

Each rule yields a sentence for each fault; a board without faults yields nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final, NamedTuple

Board = Mapping[str, Any]
Part = Any
"""A panel, a query or a variable: parts of JSON."""

NOT_OURS: Final = frozenset({"up", "ALERTS", "ALERTS_FOR_STATE"})
SELECTOR: Final = re.compile(r"\b([a-zA-Z_:][\w:]*)\s*\{([^}]*)\}")
MATCHER: Final = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"')
BARE: Final = re.compile(r"\b(slawatch_\w+)\b(?!\s*\{)")
RANGE: Final = re.compile(r"\b(?:rate|irate|increase)\([^\[]*\[([^\]]+)\]")
GROUPED: Final = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
RATED: Final = re.compile(r"\b(?:rate|irate|increase)\(([a-zA-Z_:][\w:]*)")
LEGEND: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
JOB: Final = '=~"$job"'
INSTANCE: Final = '=~"$instance"'
TARGET_LABELS: Final = frozenset({"job", "instance", "pod"})


class Known(NamedTuple):
    """Metrics that there are, each with its labels, and which of them are counters."""

    labels: Mapping[str, frozenset[str]]
    counters: frozenset[str]


def panels(board: Board) -> Iterator[Part]:
    """Yield every panel that is no heading of a row, those of closed rows too."""
    for panel in board["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels", ())
        else:
            yield panel


def queries(board: Board) -> Iterator[tuple[Part, Part]]:
    """Yield every query with its panel."""
    for panel in panels(board):
        for target in panel.get("targets") or ():
            yield panel, target


def variables(board: Board) -> dict[str, Part]:
    """Return the board's variables by name."""
    return {each["name"]: each for each in board["templating"]["list"]}


def faults(board: Board, known: Known) -> list[str]:
    """Return the faults of all rules."""
    rules = (of_the_board, of_variables, of_panels, of_answers, of_queries, of_cells, of_selectors, of_places)
    found = [f"{board['uid']}: {fault}" for rule in rules for fault in rule(board)]
    return found + [f"{board['uid']}: {fault}" for fault in of_names(board, known)]


def of_the_board(board: Board) -> Iterator[str]:
    """Yield what is wrong with the board as a whole."""
    if board.get("editable") is not False:
        yield "can be edited in the browser"
    if "id" in board:
        yield "has an id of one Grafana"
    if board["schemaVersion"] != 41:
        yield "is of another schema"
    if "slawatch" not in board["tags"]:
        yield "lacks the tag of its links"
    if not all(link["includeVars"] and link["keepTime"] for link in board["links"] if link["type"] == "dashboards"):
        yield "loses variables or time on the way to another board"


def of_variables(board: Board) -> Iterator[str]:
    """Yield what is wrong with variables: the data source, job, instance, labels, and when they are asked again."""
    told = variables(board)
    if told.get("datasource", {}).get("query") != "prometheus":
        yield "has no variable datasource for Prometheus"
    for name in ("job", "instance"):
        each = told.get(name, {})
        if (each.get("type"), each.get("multi"), each.get("includeAll"), each.get("allValue")) != (
            "query",
            True,
            True,
            ".+",
        ):
            yield f"variable {name} is no choice of many with .+ for all"
    for each in (each for each in told.values() if each["type"] == "query"):
        if each["datasource"]["uid"] != "${datasource}":
            yield f"variable {each['name']} asks another data source"
        if each["refresh"] != 2:
            yield f"variable {each['name']} is not asked again when the time changes"
        if not re.fullmatch(r"label_values\(slawatch_\w+(\{.*\})?, \w+\)", each["query"]["query"]):
            yield f"variable {each['name']} is no label of a metric"


def of_panels(board: Board) -> Iterator[str]:
    """Yield panels without words, or with the number of another."""
    for panel in panels(board):
        for key in ("title", "description"):
            if not panel.get(key, "").strip():
                yield f"panel {panel['id']} has no {key}"
    numbers = [panel["id"] for each in board["panels"] for panel in (each, *each.get("panels", ()))]
    if len(set(numbers)) != len(numbers) or 0 in numbers:
        yield "numbers a panel twice, or not at all"


def of_answers(board: Board) -> Iterator[str]:
    """Yield panels that ask nothing, or another data source, or whose values have no unit."""
    for panel in (panel for panel in panels(board) if panel["type"] != "text"):
        if panel.get("datasource", {}).get("uid") != "${datasource}":
            yield f"panel {panel['id']} asks another data source"
        if not panel["fieldConfig"]["defaults"].get("unit"):
            yield f"panel {panel['id']} has no unit"
        if not panel.get("targets"):
            yield f"panel {panel['id']} asks nothing"


def of_queries(board: Board) -> Iterator[str]:
    """Yield queries with another data source, without a letter of their own, or with rates over a fixed range."""
    for panel in panels(board):
        letters = [target["refId"] for target in panel.get("targets") or ()]
        if len(set(letters)) != len(letters) or "" in letters:
            yield f"panel {panel['id']} names queries twice, or not at all"
    for panel, target in queries(board):
        if (target.get("datasource") or {}).get("uid") != "${datasource}":
            yield f"query {panel['id']}{target['refId']} asks another data source"
        for span in RANGE.findall(target["expr"]):
            if span not in ("$__rate_interval", "$__range"):
                yield f"query {panel['id']}{target['refId']} looks back over [{span}], whatever is scraped"


def of_cells(board: Board) -> Iterator[str]:
    """Yield columns whose words have no colour: nobody sees them."""
    for panel in panels(board):
        for override in panel["fieldConfig"]["overrides"]:
            told = {each["id"]: each["value"] for each in override["properties"]}
            worded = told.get("custom.cellOptions", {}).get("type") == "color-text"
            if worded and "mappings" not in told and told["thresholds"]["steps"][0]["color"] == "transparent":
                yield f"panel {panel['id']} hides small values of {override['matcher']['options']}"


def of_selectors(board: Board) -> Iterator[str]:
    """Yield selectors that job or instance do not narrow. Alerts have none, for rules put daemons together."""
    for panel, target in queries(board):
        where = f"query {panel['id']}{target['refId']}"
        for metric, matchers in SELECTOR.findall(target["expr"]):
            told = {name: f'{sign}"{value}"' for name, sign, value in MATCHER.findall(matchers)}
            if metric.startswith("ALERTS"):
                continue
            if told.get("job") != JOB or (told.get("instance") != INSTANCE and ":" not in metric):
                yield f"{where} does not narrow {metric} by job and instance"
        if bare := BARE.findall(SELECTOR.sub(r"()", target["expr"])):
            yield f"{where} asks {bare[0]} of every job"


def of_names(board: Board, known: Known) -> Iterator[str]:
    """Yield metrics and labels that there are not, and counters that are read as they are."""
    for panel, target in queries(board):
        where, expr = f"query {panel['id']}{target['refId']}", target["expr"]
        asked = {metric for metric, _ in SELECTOR.findall(expr)}
        for metric in sorted(asked - NOT_OURS - set(known.labels)):
            yield f"{where} asks for {metric}, which nobody tells"
        for metric in sorted(asked & known.counters - set(RATED.findall(expr))):
            yield f"{where} reads the counter {metric} without rate or increase"
        if not asked & {"ALERTS", "ALERTS_FOR_STATE"}:
            yield from (f"{where} {fault}" for fault in of_labels(target, known))


def of_labels(target: Part, known: Known) -> Iterator[str]:
    """Yield labels that are matched, grouped or shown and that no series of the query has."""
    expr, there = target["expr"], set(TARGET_LABELS)
    for metric, matchers in SELECTOR.findall(expr):
        own = known.labels.get(metric, frozenset()) | TARGET_LABELS
        there |= own
        yield from (
            f"narrows {metric} by {name}, which it has not"
            for name, _, _ in MATCHER.findall(matchers)
            if name not in own
        )
    grouped = {name.strip() for inside in GROUPED.findall(expr) for name in inside.split(",")} - {""}
    shown = set(LEGEND.findall(target.get("legendFormat", "")))
    yield from (f"names the label {name}, which no series of it has" for name in sorted((grouped | shown) - there))


def of_places(board: Board) -> Iterator[str]:
    """Yield panels that overlap or leave the grid."""
    placed = [(each["id"], *(each["gridPos"][key] for key in "xywh")) for each in board["panels"]]
    for number, x, _, w, _ in placed:
        if x < 0 or x + w > 24:
            yield f"panel {number} leaves the grid"
    for (one, x1, y1, w1, h1), (two, x2, y2, w2, h2) in combinations(placed, 2):
        if x1 < x2 + w2 and x2 < x1 + w1 and y1 < y2 + h2 and y2 < y1 + h1:
            yield f"panels {one} and {two} overlap"


def texts(
    value: object, keys: Iterable[str] = ("title", "description", "text", "label", "content", "noValue")
) -> Iterator[str]:
    """Yield what a person reads in a board or a part of one."""
    if isinstance(value, list):
        for each in value:
            yield from texts(each, keys)
    elif isinstance(value, dict):
        named = value.get("id") == "displayName"
        for key, each in value.items():
            if isinstance(each, str) and (key in keys or (named and key == "value")):
                yield each
            else:
                yield from texts(each, keys)
