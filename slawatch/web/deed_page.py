"""The activity log: who did what when, by which way, and what it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

from slawatch.model.deed import Deed, ValueChange, Way
from slawatch.store.deed_contract import AskedDeeds
from slawatch.web.filters import removable
from slawatch.web.problem import Problem, malformed
from slawatch.web.question import Answer, Question

PER_PAGE: Final = 100
WAY_WORDS: Final = {
    Way.PAGE: "by a page",
    Way.API: "by the API",
    Way.COMMAND: "by a command",
    Way.DAEMON: "by itself",
}
_LONGEST: Final = 200


@dataclass(frozen=True)
class DeedPage:
    """The page."""

    question: Question
    asked: Mapping[str, str]
    deeds: Sequence[Deed]

    @property
    def shown(self) -> Sequence[Deed]:
        """Those that are shown."""
        return self.deeds[:PER_PAGE]

    @property
    def older_href(self) -> str | None:
        """The address of the lines before them; None where there are none."""
        if len(self.deeds) <= PER_PAGE:
            return None
        return self.question.links.to("/deeds", **self.asked, before=str(self.shown[-1].number))

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the log without it."""
        return removable({name: [word] for name, word in self.asked.items()}, self._without)

    def href(self, deed: Deed) -> str:
        """Return the address of everything that was done to the same."""
        return self.question.links.to("/deeds", kind=deed.kind, name=deed.name)

    def user_href(self, deed: Deed) -> str:
        """Return the address of everything that somebody did."""
        return self.question.links.to("/deeds", user=deed.actor.user)

    def action(self, deed: Deed) -> str:
        """Return what was done."""
        return f"was {deed.action}"

    @staticmethod
    def way(deed: Deed) -> str:
        """Return by which way it was done."""
        return WAY_WORDS[deed.actor.way]

    @staticmethod
    def cut(value: str | None) -> str:
        """Return a value, cut off where it is long; a dash where there is none."""
        told = "—" if value is None else value
        return told if len(told) <= _LONGEST else told[:_LONGEST] + "…"

    @staticmethod
    def changes(deed: Deed) -> Sequence[tuple[str, ValueChange]]:
        """Return what it changed, in the order in which it is kept."""
        return list(deed.changes.items())

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            "filters": dict(self.asked),
            "deeds": [_row(each) for each in self.shown],
            "next_before": self.shown[-1].number if self.older_href else None,
        }

    def _without(self, name: str) -> str:
        return self.question.links.to("/deeds", **{key: told for key, told in self.asked.items() if key != name})


def answer(question: Question) -> Answer:
    """Return the lines of the log that an address asks for; whoever sees some agreements only finds no such page."""
    if not question.user.sees_everything:
        raise Problem(404, "There is no such page", "Nothing is told at this address.")
    query = question.query
    names = ("user", "kind", "name", "since", "until")
    asked = {name: query[name] for name in names if query.get(name)}
    before = query.get("before", "")
    if before and not (before.isdecimal() and before.isascii() and len(before) < 16):  # noqa: PLR2004  digits
        raise malformed("before", before, "1 …")
    wanted = AskedDeeds(
        user=asked.get("user", ""),
        kind=asked.get("kind", ""),
        name=asked.get("name", ""),
        before=int(before) if before else None,
        since=_instant("since", asked.get("since")),
        until=_instant("until", asked.get("until")),
    )
    view = DeedPage(question, asked, question.inquiry.deeds(wanted, most=PER_PAGE + 1))
    return Answer(template="deeds.html", title="Activity log", view=view, document=view.document)


def _instant(name: str, told: str | None) -> datetime | None:
    if told is None:
        return None
    try:
        found = datetime.fromisoformat(told)
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise malformed(name, told, "2026-10-31, 2026-10-31T16:00:00Z") from error


def _row(deed: Deed) -> Mapping[str, Any]:
    told = asdict(deed)
    return {**told.pop("actor"), **told, "changes": {name: asdict(each) for name, each in deed.changes.items()}}
