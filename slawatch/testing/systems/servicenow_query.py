"""Encoded queries of a fake ServiceNow.

`^` is and, `^OR` binds closer, `^NQ` parts whole queries, ORDERBY and ORDERBYDESC sort. Values compare as texts; a
condition on a column that a table does not have is dropped without a word.
"""

import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

Row = Mapping[str, str]

_CONDITION: Final = re.compile(r"([a-z_][a-z0-9_.]*?)(>=|<=|!=|=|>|<|NOT IN|IN|LIKE|STARTSWITH|ISEMPTY|ISNOTEMPTY)(.*)")
_OPERATORS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
    "IN": lambda value, told: value in told.split(","),
    "NOT IN": lambda value, told: value not in told.split(","),
    "LIKE": lambda value, told: told in value,
    "STARTSWITH": lambda value, told: value.startswith(told),
    "ISEMPTY": lambda value, _: not value,
    "ISNOTEMPTY": lambda value, _: bool(value),
}


def select(rows: Sequence[Row], query: str, *, columns: Collection[str], ignored: Collection[str] = ()) -> list[Row]:
    """Return the rows that a query finds; conditions on the ignored columns filter nothing."""
    parts = [part for part in query.split("^") if part]
    sorts = [part for part in parts if part.startswith("ORDERBY")]
    text = "^".join(part for part in parts if part not in sorts)
    known = {column for column in columns if column not in ignored}
    found = [row for row in rows if any(_all(row, each, known) for each in text.split("^NQ"))]
    for sort in reversed(sorts):
        column = sort.removeprefix("ORDERBYDESC").removeprefix("ORDERBY")
        found.sort(key=lambda row, by=column: row.get(by, ""), reverse=sort.startswith("ORDERBYDESC"))  # type: ignore[misc]
    return found


def _all(row: Row, text: str, known: Collection[str]) -> bool:
    return all(_any(row, clause, known) for clause in _clauses(text))


def _clauses(text: str) -> list[list[str]]:
    """Return alternatives, each list of which must hold one."""
    clauses: list[list[str]] = []
    for part in filter(None, text.split("^")):
        if part.startswith("OR") and clauses:
            clauses[-1].append(part.removeprefix("OR"))
        else:
            clauses.append([part])
    return clauses


def _any(row: Row, alternatives: Sequence[str], known: Collection[str]) -> bool:
    read = [match for each in alternatives if (match := _CONDITION.fullmatch(each)) and match[1] in known]
    return not read or any(_OPERATORS[match[2]](row.get(match[1], ""), match[3]) for match in read)
