"""The lines of a configuration that would map raw words.

A meaning that nobody can guess is left out, and a configuration that lacks it is not loaded.
"""

from collections.abc import Iterable, Iterator
from glob import escape
from itertools import groupby
from typing import Final

from slawatch.model.definitions import Definitions
from slawatch.model.mapping import FieldMap
from slawatch.runtime.nearest import Meanings
from slawatch.runtime.unmapped import LONGEST, ToldWord

_MOST_ALLOWED: Final = 12
_FLAT: Final = ("status", "severity")
"""What `map` holds as raw word to meaning, without a field."""


def map_lines(told: Iterable[ToldWord], definitions: Definitions) -> str:
    """Return YAML to put into the configuration, for words ordered by source and attribute; empty for none."""
    lines = list(_lines(told, definitions))
    return "\n".join(["sources:", *lines, ""]) if lines else ""


def _lines(told: Iterable[ToldWord], definitions: Definitions) -> Iterator[str]:
    for source, of_source in groupby(told, key=lambda each: each.counted.source):
        yield f"  {source}:"
        yield "    map:"
        for attribute, words in groupby(of_source, key=lambda each: each.counted.attribute):
            yield from _of_attribute(attribute, list(words), Meanings(definitions, source, attribute))


def _of_attribute(attribute: str, words: list[ToldWord], meanings: Meanings) -> Iterator[str]:
    yield f"      {attribute}:  # {_field(meanings.field)}; {_allowed(meanings.allowed)}"
    named, indent = [each for each in words if each.counted.word], " " * 8
    if attribute not in _FLAT:
        if len(named) < len(words):
            yield f"{indent}# `default` would map {_rows(words, named)} where the field is empty, and every other word"
        if named:
            yield f"{indent}values:{'' if meanings.field.values is not None else _ALL_OF_THEM}"
        indent += "  "
    elif len(named) < len(words):
        yield f"{indent}# an empty {attribute} can't be mapped"
    yield from (f"{indent}{pasted(each)}" for each in named)


_ALL_OF_THEM: Final = "  # so far the raw word itself is the meaning: with `values`, every word needs a line"


def pasted(told: ToldWord) -> str:
    """Return the line that maps one word, in YAML; its meaning is left out where nothing known looks like it."""
    key = quoted(_pattern(told))
    if told.guess is None:
        return f"{key}:"
    return f"{key}: {plain_or_quoted(told.guess.meaning)}  # a guess: it looks like {quoted(told.guess.near)}"


def _pattern(told: ToldWord) -> str:
    """Return what matches a word and, unless it is cut, no other; a star in it would match more than itself."""
    if told.is_cut:
        return f"{escape(told.word)}*"
    return escape(told.word) if "*" in told.word else told.word


def quoted(word: str) -> str:
    """Return a word as YAML's double-quoted scalar, with an escape for every sign that is not seen."""
    return '"' + "".join(map(_sign, word)) + '"'


def _sign(sign: str) -> str:
    if sign in ('"', "\\"):
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"


def plain_or_quoted(meaning: str) -> str:
    """Return a meaning without quotes where it is of the signs of an id and YAML takes it for a text."""
    is_id = meaning.isascii() and meaning.replace("_", "").replace("-", "").isalnum() and meaning[0].isalpha()
    return meaning if is_id and meaning.lower() not in _NOT_TEXTS else quoted(meaning)


_NOT_TEXTS: Final = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))


def _field(field: FieldMap) -> str:
    return f"read from {quoted(field.field[:LONGEST])}"


def _allowed(allowed: tuple[str, ...]) -> str:
    if not allowed:
        return "nothing is mapped yet"
    told = [plain_or_quoted(each) for each in allowed[:_MOST_ALLOWED]]
    return "one of " + ", ".join([*told, *(["…"] if len(allowed) > len(told) else [])])


def _rows(words: list[ToldWord], named: list[ToldWord]) -> str:
    empty = [each.counted for each in words if each not in named]
    count = sum(each.tickets + each.outages for each in empty)
    return f"{count} row{'' if count == 1 else 's'}"
