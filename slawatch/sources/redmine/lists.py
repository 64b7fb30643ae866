"""What the numbers in journals stand for, by the lists of a Redmine; each is asked for once in a pass, if at all."""

from collections.abc import Iterable, Mapping
from typing import Final

from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.people import Person
from slawatch.sources.redmine.rest import LISTS, Rest
from slawatch.sources.redmine.rows import ATTRIBUTES, Row, Words, named

UNREADABLE: Final = frozenset({403, 404})
CATEGORY: Final = "category"
PROJECT: Final = "project"


class Lists:
    """The words of one Redmine during one pass."""

    def __init__(self, rest: Rest, *, custom_fields: frozenset[str], person: Person) -> None:
        self._rest, self._custom_fields, self._person = rest, custom_fields, person
        self._lists: dict[str, Mapping[str, str]] = {}
        self._categories: dict[str, Mapping[str, str] | None] = {}

    def words(self, issue: Row) -> Words:
        """Return what the numbers in an issue's journals stand for."""
        changed = _changed(issue)
        names: dict[str, Mapping[str, str]] = {name: self._list(name) for name in (*LISTS, PROJECT) if name in changed}
        categories = self._of_projects(_projects(issue)) if CATEGORY in changed else {}
        names[CATEGORY] = categories or {}
        return Words(
            names={name: {**names.get(name, {}), **named(issue, name)} for name in (*LISTS, PROJECT, CATEGORY)},
            custom_fields=self._custom_fields,
            untold=frozenset({CATEGORY} if categories is None else ()),
            person=self._person,
        )

    def _list(self, name: str) -> Mapping[str, str]:
        if name not in self._lists:
            self._lists[name] = self._rest.projects() if name == PROJECT else self._rest.names(name)
        return self._lists[name]

    def _of_projects(self, projects: Iterable[str]) -> Mapping[str, str] | None:
        """Return the categories of all of these projects, None where one does not show them."""
        every = [self._of_project(each) for each in projects]
        return (
            {number: name for names in every for number, name in (names or {}).items()}
            if all(names is not None for names in every)
            else None
        )

    def _of_project(self, project: str) -> Mapping[str, str] | None:
        if project not in self._categories:
            self._categories[project] = self._ask(project)
        return self._categories[project]

    def _ask(self, project: str) -> Mapping[str, str] | None:
        try:
            rows = self._rest.listed(f"projects/{project}/issue_categories.json", "issue_categories")
        except HttpStatusError as error:
            if error.status not in UNREADABLE:
                raise
            return None
        return {str(row["id"]): str(row["name"]) for row in rows}


def _changed(issue: Row) -> set[str]:
    """Return the raw fields that an issue's journals tell changes of."""
    details = [detail for journal in issue.get("journals") or () for detail in journal["details"]]
    return {ATTRIBUTES[each["name"]] for each in details if each["property"] == "attr" and each["name"] in ATTRIBUTES}


def _projects(issue: Row) -> set[str]:
    """Return the numbers of the projects that an issue was ever in."""
    details = [detail for journal in issue.get("journals") or () for detail in journal["details"]]
    moves = [each for each in details if each["property"] == "attr" and each["name"] == "project_id"]
    before = {str(value) for each in moves for value in (each["old_value"], each["new_value"]) if value}
    return before | {str(issue["project"]["id"])}
