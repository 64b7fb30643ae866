"""In what two reports differ, path by path, in words."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from slawatch.speech.speech import inert

Path = tuple[str, ...]
Told = dict[str, Any]
"""A JSON object."""
_WORDING: Final = frozenset({"title", "explains", "note", "empty", "names", "said", "columns"})
"""What a later version may say otherwise without a figure being another."""
_LISTS: Final[Mapping[str, str]] = {
    "sections": "id",
    "blocks": "id",
    "columns": "id",
    "tiles": "title",
    "items": "term",
    "series": "name",
    "lanes": "name",
    "days": "date",
}
"""Lists whose members are told apart by something else than their place."""
_SILENT: Final = frozenset({*_LISTS, "rows", "identity", "value"})
"""Steps of a path that say nothing to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place in which two reports differ."""

    path: Path
    before: str | None
    """None where the first report has no such place."""
    after: str | None
    is_wording: bool = False
    """Whether only words differ and no figure does."""

    def __str__(self) -> str:
        """Return it as a line: "objectives / erp availability / attained: 0.9991 -> 0.9987"."""
        place = " / ".join(map(inert, self.path)) or "report"
        if self.before is None:
            return f"{place}: new{self._told(self.after)}"
        if self.after is None:
            return f"{place}: gone{self._told(self.before)}"
        return f"{place}: {inert(self.before)} -> {inert(self.after)}"

    @staticmethod
    def _told(value: str | None) -> str:
        return f" ({inert(value)})" if value else ""


def differences(one: bytes, other: bytes) -> Iterator[Difference]:
    """Yield all in which two reports in JSON differ, in the order of the first; nothing where their bytes are equal."""
    if one != other:
        yield from _objects(json.loads(one), json.loads(other), (), is_wording=False)


def _values(one: object, other: object, path: Path, *, is_wording: bool) -> Iterator[Difference]:
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        yield from (_cells if _is_cell(one) and _is_cell(other) else _objects)(one, other, path, is_wording=is_wording)
    elif isinstance(one, list) and isinstance(other, list):
        yield from _lists(one, other, path, is_wording=is_wording)
    else:
        yield Difference(path=path, before=shown(one), after=shown(other), is_wording=is_wording)


def _objects(one: Told, other: Told, path: Path, *, is_wording: bool) -> Iterator[Difference]:
    for key in dict.fromkeys((*one, *other)):
        words = is_wording or key in _WORDING
        if key == "rows":
            yield from _keyed(_rows(one, other), path, is_wording=words)
        elif key in _LISTS:
            pairs = (_by(one.get(key, ()), _LISTS[key]), _by(other.get(key, ()), _LISTS[key]))
            # A section only holds blocks, whose ids are unique in the report.
            yield from _keyed(pairs, () if key == "blocks" else path, is_wording=words)
        else:
            step = path if key in _SILENT else (*path, key)
            yield from _values(one.get(key), other.get(key), step, is_wording=words)


def _lists(one: Sequence[object], other: Sequence[object], path: Path, *, is_wording: bool) -> Iterator[Difference]:
    places = tuple({str(place): each for place, each in enumerate(told, 1)} for told in (one, other))
    yield from _keyed((places[0], places[1]), path, is_wording=is_wording)


def _keyed(pair: tuple[Told, Told], path: Path, *, is_wording: bool) -> Iterator[Difference]:
    one, other = pair
    for key in dict.fromkeys((*one, *other)):
        if key not in other:
            yield Difference(path=(*path, key), before=_row(one[key]), after=None, is_wording=is_wording)
        elif key not in one:
            yield Difference(path=(*path, key), before=None, after=_row(other[key]), is_wording=is_wording)
        else:
            yield from _values(one[key], other[key], (*path, key), is_wording=is_wording)
    common = [key for key in one if key in other]
    if common != [key for key in other if key in one]:
        yield Difference(path=(*path, "order"), before=", ".join(one), after=", ".join(other), is_wording=is_wording)


def _cells(one: Told, other: Told, path: Path, *, is_wording: bool) -> Iterator[Difference]:
    is_named_so = is_wording or _figure(one) == _figure(other)
    before, after = shown(one), shown(other)
    if before == after:
        before, after = (json.dumps(each, sort_keys=True, ensure_ascii=False) for each in (one, other))
    yield Difference(path=path, before=before, after=after, is_wording=is_named_so)


def _figure(cell: object) -> object:
    """Return a cell without what only words it."""
    if not isinstance(cell, dict):
        return cell
    return {key: _figure(value) for key, value in cell.items() if key not in _WORDING}


def _rows(one: Told, other: Told) -> tuple[Told, Told]:
    """Return the rows of both by as many of their first cells as tell all rows apart."""
    columns = [each["id"] for each in one["columns"]]
    tables = [
        [{id_: row[id_] for id_ in (*columns, *row) if id_ in row} for row in told["rows"]] for told in (one, other)
    ]
    for length in range(1, len(columns) + 1):
        keys = [[_label(row, columns[:length]) for row in table] for table in tables]
        if all(len(set(each)) == len(each) for each in keys):
            break
    else:
        keys = [_label_rows(table, columns) for table in tables]
    return dict(zip(keys[0], tables[0], strict=True)), dict(zip(keys[1], tables[1], strict=True))


def _label(row: Told, columns: Sequence[str]) -> str:
    return " ".join(shown(row.get(column)) for column in columns)


def _label_rows(table: Sequence[Told], columns: Sequence[str]) -> list[str]:
    """Return a label a row; rows that are equal in every cell are numbered."""
    return list(_by_label((_label(row, columns), row) for row in table))


def _by(told: Sequence[Told], key: str) -> Told:
    return _by_label((shown(each[key]), each) for each in told)


def _by_label(pairs: Iterator[tuple[str, Any]] | Any) -> Told:  # noqa: ANN401  members of any list
    found: Told = {}
    for label, each in pairs:
        free = next(n for n in count(1) if (label if n == 1 else f"{label} #{n}") not in found)
        found[label if free == 1 else f"{label} #{free}"] = each
    return found


def _row(told: object) -> str:
    """Return a row that only one has as a line; nothing of larger things."""
    if isinstance(told, dict) and told and all(map(_is_cell, told.values())):
        return ", ".join(shown(cell) for cell in told.values() if cell["kind"] != "spark")
    return shown(told) if _is_cell(told) or not isinstance(told, dict | list) else ""


def _is_cell(told: object) -> bool:
    return isinstance(told, dict) and "kind" in told and "value" in told


def shown(told: object) -> str:
    """Return a cell of the JSON, or a plain value, as a few words; exact."""
    if not _is_cell(told):
        return "none" if told is None else str(told)
    cell: Told = told  # type: ignore[assignment]  # it is one
    return _SHOWN.get(cell["kind"], _plain)(cell)


def _plain(cell: Told) -> str:
    return str(cell["value"])


_SHOWN: Final[Mapping[str, Callable[[Told], str]]] = {
    "phrase": lambda cell: str(cell["said"]["en"]),
    "ratio": lambda cell: f"{cell['value']} ({cell['numerator']}/{cell['denominator']})",
    "seconds": lambda cell: f"{cell['value']} s",
    "money": lambda cell: f"{cell['value']} {cell['currency']}",
    "unknown": lambda cell: f"unknown ({cell['reason']['said']['en']})",
}
