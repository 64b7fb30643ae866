"""What an instance's own lists call statuses, priorities, groups and services."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Word
from slawatch.sources.servicenow.desk import TableDesk
from slawatch.sources.servicenow.rest import Instance
from slawatch.sources.servicenow.rows import Row, status, text
from slawatch.sources.servicenow.tables import REASON, STATE, TYPE

CHOICES: Final = (STATE, REASON, "priority", "category", "contact_type", "close_code", TYPE)
"""Columns with lists; the first two are told as statuses."""
LISTS: Final = {"assignment_group": ("sys_user_group", "active=true"), "business_service": ("cmdb_ci_service", "")}
MOST: Final = 500

Choices = Mapping[tuple[str, str], list[Row]]


def words(instance: Instance, desks: Mapping[str, TableDesk]) -> Iterator[Word]:
    """Yield every value of the lists that the account sees."""
    choices = _choices(instance, desks)
    for name, desk in desks.items():
        for row in _of(choices, name, STATE):
            yield Word(field="status", raw=f"{name}:{text(row, 'value')}", label=text(row, "label"))
        if name == "incident":
            for row in _of(choices, name, REASON):
                raw = status(desk.table, {STATE: "3", REASON: text(row, "value")})
                yield Word(field="status", raw=str(raw), label=f"On Hold: {text(row, 'label')}")
        yield Word(field="type", raw=desk.table.type)
    yield from _plain(choices, desks)
    for field, (table, query) in LISTS.items():
        yield from (Word(field=field, raw=raw) for raw in _names(instance, table, query))


def _plain(choices: Choices, desks: Mapping[str, TableDesk]) -> Iterator[Word]:
    told: set[tuple[str, str]] = set()
    for name, desk in desks.items():
        for column in CHOICES[2:]:
            field = desk.table.names.get(column, column)
            if field == TYPE:  # that is of which table a ticket is, whatever a table of one's own calls so
                continue
            for row in _of(choices, name, column):
                key = (field, text(row, "value") or "")
                if key not in told:
                    told.add(key)
                    yield Word(field=field, raw=key[1], label=text(row, "label"))


def _choices(instance: Instance, desks: Mapping[str, TableDesk]) -> Choices:
    tables = ",".join(("task", *desks))
    query = f"nameIN{tables}^elementIN{','.join(CHOICES)}^inactive=false^language=en"
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    try:
        for row in instance.every("sys_choice", query, "sys_id,name,element,value,label"):
            found[row["name"], row["element"]].append(row)
    except HttpStatusError:
        return {}
    return found


def _of(choices: Choices, table: str, element: str) -> list[Row]:
    """Return the choices of a column: a table's own, else those that it inherits."""
    found = choices.get((table, element)) or choices.get(("task", element)) or []
    return [row for row in found if text(row, "value")]


def _names(instance: Instance, table: str, query: str) -> list[str]:
    try:
        rows = instance.page(table, "^".join(filter(None, (query, "ORDERBYname"))), "sys_id,name", limit=MOST).rows
    except HttpStatusError:
        return []
    return sorted({name for row in rows if (name := text(row, "name"))})
