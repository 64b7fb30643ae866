"""Every query of every board, answered by a real Prometheus that remembers three weeks of the real daemon."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from committed_boards import VARIABLES, Asked, boards, label_values, legends, panels, substituted, targets
from fast_days import BEGIN, END
from past_prometheus import PromError, Prometheus

Series = list[dict[str, Any]]
Answers = Callable[[Asked], Series]
RATIO = (-30.0, 30.0)
"""Nothing that is shown as a percentage lies beyond: a figure in seconds or already in percent would."""
LONGEST_SECONDS = 20 * 365 * 86_400
"""An instant shown as a length would be half a century long."""


@pytest.fixture(scope="module")
def answers(past: Prometheus) -> Answers:
    """Return a way to ask what a target asks; each distinct query is sent once."""
    known: dict[tuple[str, bool], Series] = {}

    def answer(asked: Asked) -> Series:
        key = (asked.expression, bool(asked.target["instant"]))
        if key not in known:
            known[key] = ask(past, key[0], instant=key[1])
        return known[key]

    return answer


def ask(past: Prometheus, expression: str, *, instant: bool) -> Series:
    if instant:
        return past.instant(expression, END)
    return past.over(expression, END - timedelta(hours=24), END, step=600)


def faults(asked: Asked, answers: Answers) -> list[str]:
    """Return what is wrong with a target's answer."""
    try:
        series = answers(asked)
    except PromError as error:
        return [f"{asked.named}: {error}"]
    if not series:
        return [f"{asked.named}: nothing is found by {asked.expression}"]
    missing = legends(asked.target) - {name for each in series for name in each["metric"]}
    return [f"{asked.named}: no label {name}" for name in sorted(missing)]


def numbers(series: Series) -> list[float]:
    """Return all values of an answer that are numbers."""
    told = [float(value) for each in series for _, value in each.get("values") or [each["value"]]]
    return [value for value in told if value == value]  # noqa: PLR0124  NaN is not itself


def unit_of(asked: Asked) -> str:
    """Return the unit in which a target's values are shown."""
    config = asked.panel["fieldConfig"]
    letter = asked.target["refId"]
    for override in config["overrides"]:
        if override["matcher"]["options"] in (f"Value #{letter}", letter):
            for told in override["properties"]:
                if told["id"] == "unit":
                    return str(told["value"])
    return str(config["defaults"].get("unit", ""))


def strange(unit: str, values: list[float]) -> list[float]:
    """Return values that can't be of a unit."""
    if unit == "percentunit":
        return [value for value in values if not RATIO[0] <= value <= RATIO[1]]
    if unit in ("s", "dthms"):
        return [value for value in values if abs(value) > LONGEST_SECONDS]
    if unit.startswith(("dateTime", "time:")):
        return [value for value in values if value != 0 and not 1.5e12 < value < 2.2e12]
    return []


def test_there_are_boards_in_two_languages_with_the_same_queries() -> None:
    queries = {name: [asked.expression for asked in targets() if asked.board == name] for name in boards()}
    assert len(queries) == 6
    for name in ("operations", "agreements", "management"):
        assert len(queries[f"en/{name}"]) > 20
        assert queries[f"en/{name}"] == queries[f"zh/{name}"]


def test_every_query_of_every_panel_has_an_answer_with_the_labels_of_its_legend(answers: Answers) -> None:
    assert [fault for asked in targets() for fault in faults(asked, answers)] == []


def test_values_are_of_the_unit_in_which_they_are_shown(answers: Answers) -> None:
    wrong = {asked.named: odd[:3] for asked in targets() if (odd := strange(unit_of(asked), numbers(answers(asked))))}
    assert wrong == {}


def test_every_variable_has_something_to_choose(past: Prometheus) -> None:
    for name, board in boards().items():
        for variable in board["templating"]["list"]:
            query = variable.get("query")
            told = label_values(query["query"]) if isinstance(query, dict) else None
            if told is None:
                continue
            found = past.get(
                "label/" + told[1] + "/values", **{"match[]": told[0]}, start=BEGIN.timestamp(), end=END.timestamp()
            )
            assert found, f"{name}: {variable['name']}"


def test_columns_of_tables_exist_and_have_names_of_their_own(past: Prometheus, answers: Answers) -> None:
    for name, board in boards().items():
        for panel in panels(board):
            if panel["type"] == "table":
                assert table_faults(name, panel, answers, past) == []


def table_faults(name: str, panel: dict[str, Any], answers: Answers, past: Prometheus) -> list[str]:
    """Return columns that look for a field which no query gave in a day, and titles that stand twice."""
    asked = [Asked(name, panel, target) for target in panel["targets"]]
    fields = {label for each in asked for series in answers(each) for label in series["metric"]}
    fields |= {f"Value #{each.target['refId']}" for each in asked} if len(asked) > 1 else {"Value"}
    titles: list[str] = []
    wrong = []
    for override in panel["fieldConfig"]["overrides"]:
        field = override["matcher"]["options"]
        if override["matcher"]["id"] == "byName" and field not in fields | earlier(
            past, asked, without=field in fields
        ):
            wrong.append(f"{panel['title']}: no field {field}")
        titles += [told["value"] for told in override["properties"] if told["id"] == "displayName"]
    return wrong + [f"{panel['title']}: two columns {title}" for title in set(titles) if titles.count(title) > 1]


def earlier(past: Prometheus, asked: list[Asked], *, without: bool) -> set[str]:
    """Return the labels of what was told in the day before: not every alert fires in the end."""
    told = () if without else [each for one in asked for each in ask(past, one.expression, instant=False)]
    return {label for each in told for label in each["metric"]}


@pytest.mark.parametrize(
    ("expression", "legend", "why"),
    [
        ("sum(slawatch_tickets_open", "", "parse error"),
        ('slawatch_tickets_opened{job=~"$job"}', "", "nothing is found"),
        ('sum(slawatch_tickets_open{job=~"$job"})', "{{service_id}}", "no label service_id"),
    ],
)
def test_a_broken_query_is_caught(answers: Answers, expression: str, legend: str, why: str) -> None:
    target = {"expr": expression, "legendFormat": legend, "instant": True, "refId": "A"}
    assert [why in fault for fault in faults(Asked("made up", {"title": "broken"}, target), answers)] == [True]


def test_a_column_without_a_field_and_a_title_that_stands_twice_are_caught(past: Prometheus, answers: Answers) -> None:
    columns = [
        {"matcher": {"id": "byName", "options": field}, "properties": [{"id": "displayName", "value": "Where"}]}
        for field in ("job", "nowhere")
    ]
    target = {"expr": 'up{job=~"$job"}', "instant": True, "refId": "A"}
    panel = {"title": "broken", "targets": [target], "fieldConfig": {"overrides": columns}}
    assert table_faults("made up", panel, answers, past) == ["broken: no field nowhere", "broken: two columns Where"]


def test_a_value_of_another_unit_is_caught() -> None:
    assert strange("percentunit", [0.5, 99.5]) == [99.5]
    assert strange("s", [3600, END.timestamp()]) == [END.timestamp()]
    assert strange("dateTimeAsIso", [END.timestamp()]) == [END.timestamp()]
    assert strange("time:HH:mm", [END.timestamp(), 1000 * END.timestamp()]) == [END.timestamp()]


def test_no_variable_is_left_in_a_query() -> None:
    assert [asked.named for asked in targets() if "$" in asked.expression] == []
    assert substituted("x[$__rate_interval]") == f"x[{VARIABLES['__rate_interval']}]"
