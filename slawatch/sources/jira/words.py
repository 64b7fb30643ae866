"""What the lists of a Jira hold: its statuses with their meaning, priorities, types, projects, organizations."""

from collections.abc import Iterable, Iterator

from slawatch.ingest.source import Word
from slawatch.sources.jira.history import Statuses
from slawatch.sources.jira.rest import Json, Rest
from slawatch.sources.jira.statuses import class_of

LISTS = {"priority": "priority", "issuetype": "type"}
"""Path of the list -> the raw field."""


def words(rest: Rest, projects: Iterable[Json]) -> Iterator[Word]:
    """Yield each word once."""
    yield from dict.fromkeys(_all(rest, projects))


def _all(rest: Rest, projects: Iterable[Json]) -> Iterator[Word]:
    for row in rest.rows("status"):
        means = class_of(row["name"], (row.get("statusCategory") or {}).get("key"))
        yield Word(field="status", raw=Statuses.now(row), means=means)
    for path, field in LISTS.items():
        for row in rest.words(path):
            yield Word(field=field, raw=str(row["name"]))
    for row in projects:
        yield Word(field="project", raw=str(row["key"]))
    for row in rest.optional(rest.desk_listed("organization")) or ():
        yield Word(field="organization", raw=str(row["name"]))
