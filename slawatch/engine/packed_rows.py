"""Rows as bytes, so that what was judged need not be judged again: a header in JSON, then every column as it is."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import accumulate, pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import Columns
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows, no_rows

_SIZE: Final = 8
"""Bytes that tell how long the header is."""
_QUICKLY: Final = 1
"""zlib's level: columns of what was judged shrink to a fraction, and a higher level takes several times as long."""

Notes = Mapping[str, Any]
"""What JSON can hold."""

Parts = Mapping[str, Columns]
"""By path, e.g. timers or desk.stages."""


def packed(rows: Rows, plan: Plan, notes: Notes) -> bytes:
    """Return rows that were judged under a plan as bytes, with notes on what they are of."""
    columns = list(_columns(_parts(rows)))
    head = json.dumps(
        {
            "notes": notes,
            "promises": _promises(plan),
            "words": plan.words.words,
            "columns": [(name, column.dtype.str, len(column)) for name, column in columns],
        },
        ensure_ascii=False,
    ).encode()
    told = (len(head).to_bytes(_SIZE, "big"), head, *(column.tobytes() for _, column in columns))
    return zlib.compress(b"".join(told), _QUICKLY)


def unpacked(body: bytes, plan: Plan) -> tuple[Rows, Notes] | None:
    """Return the rows with their notes, and teach the plan their words; None where it gave out other codes or numbers.

    Codes of words and numbers of promises stand in the columns, and a plan gives them out as it goes.
    """
    told = zlib.decompress(body)
    start = _SIZE + int.from_bytes(told[:_SIZE], "big")
    head = json.loads(told[_SIZE:start])
    known = plan.words.words
    shapes = [(name, dtype) for name, dtype, _ in head["columns"]]
    if head["promises"] != _promises(plan) or head["words"][: len(known)] != known or shapes != _shapes():
        return None
    for word in head["words"][len(known) :]:
        plan.words.code(word)
    return _rebuilt(_arrays(told, start, head["columns"])), head["notes"]


def _arrays(told: bytes, start: int, columns: Sequence[tuple[str, str, int]]) -> Mapping[str, NDArray[Any]]:
    sizes = [np.dtype(dtype).itemsize * length for _, dtype, length in columns]
    places = pairwise(accumulate(sizes, initial=start))
    return {
        name: np.frombuffer(told[first:last], dtype)
        for (name, dtype, _), (first, last) in zip(columns, places, strict=True)
    }


def _rebuilt(arrays: Mapping[str, NDArray[Any]]) -> Rows:
    rows = no_rows()
    found: dict[str, Any] = {
        path: type(part)(**{each.name: arrays[f"{path}.{each.name}"] for each in fields(part)})  # type: ignore[arg-type]
        for path, part in _parts(rows).items()
    }
    desk = {path.removeprefix("desk."): part for path, part in found.items() if path.startswith("desk.")}
    others = {path: part for path, part in found.items() if not path.startswith("desk.")}
    return replace(rows, desk=replace(rows.desk, **desk), **others)


def _parts(rows: Rows) -> Parts:
    desk = {f"desk.{each.name}": getattr(rows.desk, each.name) for each in fields(rows.desk)}
    return {each.name: getattr(rows, each.name) for each in fields(rows) if each.name != "desk"} | desk


def _columns(parts: Parts) -> Iterator[tuple[str, NDArray[Any]]]:
    for path, part in parts.items():
        for each in fields(part):  # type: ignore[arg-type]
            yield f"{path}.{each.name}", getattr(part, each.name)


def _shapes() -> list[tuple[str, str]]:
    return [(name, column.dtype.str) for name, column in _columns(_parts(no_rows()))]


def _promises(plan: Plan) -> list[list[str | int]]:
    return [[each.agreement.id, each.agreement.version, each.objective.id] for each in plan.promises]
