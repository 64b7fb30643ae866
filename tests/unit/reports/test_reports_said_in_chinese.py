"""Nothing that a report says of itself is left in English."""

import ast
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from slawatch.speech.chinese_phrases import PHRASES

_SAYING = {"Phrase": 0, "column": 1}
"""What makes words, with the place from which on its arguments are some."""


def modules() -> Iterator[Traversable]:
    reports = files("slawatch.reports")
    for folder in (reports, *(reports / name for name in ("sections", "life", "archive"))):
        yield from (each for each in folder.iterdir() if each.name.endswith(".py"))


def said() -> Iterator[str]:
    """Yield the words that modules of reports write out where they make phrases and columns."""
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SAYING:
                for argument in node.args[_SAYING[node.func.id] :]:
                    yield from _texts(argument)


def _texts(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one), *_texts(other))


def tables() -> Iterator[str]:
    """Yield the words that stand in tables at the head of modules: texts by what they are said of."""
    sections = (each for each in files("slawatch.reports.sections").iterdir() if each.name.endswith(".py"))
    others = (files("slawatch.reports") / name for name in ("desk_cells.py", "handling.py", "told_summary.py"))
    for module in (*sections, *others):
        for node in ast.parse(module.read_text("utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
                keys_are_things = all(isinstance(key, ast.Attribute) for key in node.value.keys)
                yield from (text for value in node.value.values for text in _texts(value) if keys_are_things and text)


def test_every_phrase_and_every_column_has_its_chinese() -> None:
    found = set(said())
    assert len(found) > 200
    assert sorted(found - PHRASES.keys()) == []


def test_words_that_tables_hold_have_their_chinese() -> None:
    assert sorted(set(tables()) - PHRASES.keys()) == []
