"""Each English phrase has one Chinese one: two tables that disagree show whichever is joined last."""

import ast
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files


def twice(modules: Iterable[str]) -> list[str]:
    """Return the keys that stand more than once in the tables that modules write out."""
    tables = (node for text in modules for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Dict))
    keys = Counter(key.value for table in tables for key in table.keys if isinstance(key, ast.Constant))
    return sorted(str(key) for key, times in keys.items() if times > 1)


def test_a_phrase_stands_in_one_table_once() -> None:
    tables = [each for each in files("slawatch.speech").iterdir() if each.name.startswith("chinese_")]
    assert len(tables) > 10
    assert twice(each.read_text("utf-8") for each in tables) == []


def test_a_phrase_that_stands_twice_is_seen() -> None:
    one, other = 'PHRASES = {"Met": "达标", "Down": "故障"}', 'MORE = {"Due": "到期", "Met": "符合"}'
    assert twice([one, other]) == ["Met"]
    assert twice(['PHRASES = {"Met": "达标"} | {"Met": "符合"}']) == ["Met"]
