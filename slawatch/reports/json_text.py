"""JSON of parts that are JSON already: a part that stands in many places is told once.

It is canonical: keys sorted, no blanks, and signs that act without being seen stand as escapes, so that the file reads
in an editor as it is.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import isfinite
from operator import itemgetter
from typing import Final

_UNSEEN: Final = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def text(value: object) -> str:
    """Return the JSON of what holds no parts: a text, a number, nothing, or a list of these."""
    if type(value) is int or (type(value) is float and isfinite(value)):
        return repr(value)  # as the encoder does, in a tenth of its time
    told = _ENCODER.encode(value)
    return told if told.isprintable() else _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", told)


def listed(parts: Iterable[str]) -> str:
    """Return the JSON of a list."""
    return f"[{','.join(parts)}]"


def composed(parts: Mapping[str, str]) -> str:
    """Return the JSON of an object, of the parts that stand behind its keys."""
    shape, ordered = _shape(tuple(parts))
    return shape % ordered(parts)


def named(names: Mapping[str, str]) -> str:
    """Return the JSON of texts by language."""
    return composed({language: text(name) for language, name in names.items()}) if names else "{}"


def composed_rows(keys: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """Return the JSON of objects of the same keys, of the columns of their parts."""
    shape, _ = _shape(tuple(keys))
    by_key = dict(zip(keys, columns, strict=True))
    return [shape % row for row in zip(*(by_key[key] for key in sorted(keys)), strict=True)]


@lru_cache(maxsize=128)
def _shape(keys: tuple[str, ...]) -> tuple[str, Callable[[Mapping[str, str]], object]]:
    """Return an object with a gap behind each of its keys, and what fills the gaps in their order."""
    gaps = [f"{text(key).replace('%', '%%')}:%s" for key in sorted(keys)]
    return f"{{{','.join(gaps)}}}", itemgetter(*sorted(keys))
