"""A changelog as changes in the order in which they were made. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slawatch.sources.jira.fields import IN_CHANGELOGS
from slawatch.sources.jira.times import Moment, moment

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of an issue that somebody set."""

    moment: Moment
    native_id: str
    nth: int
    """Among everything that happened in the same millisecond."""
    author: Json | None
    item: Json

    @property
    def field(self) -> str:
        """The field's id; in a data center, which does not tell it, its name in small letters."""
        name = self.item.get("fieldId") or self.label
        return IN_CHANGELOGS.get(name, name)

    @property
    def label(self) -> str:
        """The field's name in small letters; for what is no field (Link, Key) there is nothing else."""
        return str(self.item.get("field") or "").casefold()

    @property
    def order(self) -> int:
        """Where it stands in its second."""
        return order(self.moment, self.nth)


def order(when: Moment, nth: int) -> int:
    """Return where something stands in its second; the creation of an issue stands at 0, before all else."""
    return 1 + when.millisecond * 1000 + min(nth, 999)


def changes(histories: Iterable[Json], issue: str) -> Sequence[Change]:
    """Return the changes of an issue by time; those of one moment in the order of Jira's numbers."""
    dated = [(moment(each.get("created"), issue), _number(each), each) for each in histories]
    found: list[Change] = []
    for when, number, history in sorted(dated, key=lambda row: row[:2]):
        for place, item in enumerate(history.get("items") or ()):
            nth = 1 + found[-1].nth if found and found[-1].moment == when else 0
            told = Change(moment=when, native_id=f"{number}:{place}", nth=nth, author=history.get("author"), item=item)
            found.append(told)
    return found


def of_field(told: Sequence[Change], *names: str) -> Iterator[Change]:
    """Yield the changes of a field that goes by any of these names where its id is not told."""
    return (change for change in told if change.field in names)


def called(told: Sequence[Change], *labels: str) -> Iterator[Change]:
    """Yield the changes that bear one of these names, whatever their field's id."""
    return (change for change in told if change.label in labels)


def _number(history: Json) -> int:
    return int(history.get("id") or 0)
