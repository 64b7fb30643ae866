"""A sealed report: what it was made of, its files, who answers for it, and what is other than before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from slawatch.model.sealed import Delivery
from slawatch.model.user import Role as UserRole
from slawatch.model.user import User
from slawatch.reports.archive.archive import Archive, Archived
from slawatch.reports.life.noted import unpacked
from slawatch.reports.life.seal import SealedFile
from slawatch.reports.life.signing import Signed
from slawatch.reports.notes import Role, Text
from slawatch.runtime.approval import is_same
from slawatch.web import report_files, report_words
from slawatch.web.question import Answer, Question
from slawatch.web.report_words import archive_of
from slawatch.web.statement import Sign

MOST_ROWS: Final = 200
MAY: Final = {
    Role.PREPARED: frozenset({UserRole.WRITE}),
    Role.REVIEWED: frozenset({UserRole.WRITE, UserRole.APPROVE}),
    Role.APPROVED: frozenset({UserRole.APPROVE}),
}
"""Which roles of the configuration let somebody sign in which; one of them is enough."""
NOT_NAMED: Final = "Others are named for it."
OWN: Final = "Nobody approves what they prepared."
NEWER: Final = "A newer restatement took its place; sign that one."
NOT_MAY: Final = "It takes a role that you don't have."


class Change(NamedTuple):
    """A place in which a restatement is other than the report before."""

    block: str
    """The title of the table or list that it stands in."""
    place: str
    before: str | None
    after: str | None


def why_not_signed_by(user: User, role: Role, report: Archived, archive: Archive) -> str:
    """Return why somebody may not sign a report in a role, which nobody has; empty where they may."""
    named = archive.rounds.settings.signers.get(role, ())
    other = {Role.APPROVED: Role.PREPARED, Role.PREPARED: Role.APPROVED}.get(role)
    if not any(map(user.may, MAY[role])) or not user.name:
        return NOT_MAY
    if named and user.name not in named:
        return NOT_NAMED
    if any(each.role is other and is_same(user.name, each.by) for each in report.signatures):
        return OWN
    return "" if report.is_newest else NEWER


@dataclass(frozen=True)
class ReportPage:
    """The page."""

    question: Question
    archive: Archive
    report: Archived

    @property
    def name(self) -> str:
        """What it is about."""
        return report_words.subject_name(self.question, self.report.seal.about)

    @property
    def kind(self) -> str:
        """What kind of thing that is."""
        return report_words.KINDS[self.report.seal.about.kind]

    @property
    def period(self) -> str:
        """Its period in words."""
        return report_words.period_words(self.question, self.report.seal.period)

    @property
    def days(self) -> str:
        """Its first and last day."""
        return report_words.days(self.question, self.report)

    @property
    def by(self) -> str:
        """Who sealed it."""
        return report_words.sealed_by(self.question, self.report)

    def version(self, report: Archived) -> str:
        """Return which version a report is."""
        return report_words.version(self.question, report)

    @cached_property
    def versions(self) -> Sequence[Archived]:
        """All restatements, the newest first."""
        return self.archive.restatements(self.report.link.report)

    def file_href(self, file: SealedFile) -> str:
        """Return the address of a file."""
        return self.question.links.report_file(self.report.link.report, self.report.link.restatement, file.name)

    @property
    def roles(self) -> Sequence[tuple[Role, str, Signed | None]]:
        """The roles with their words, and who signed."""
        signed = {each.role: each for each in self.report.signatures}
        return [(role, word, signed.get(role)) for role, word in report_words.ROLES.items()]

    def named(self, role: Role) -> Sequence[str]:
        """Return who is named for a role."""
        return self.archive.rounds.settings.signers.get(role, ())

    def why_not(self, role: Role) -> str:
        """Return why they may not sign so; empty where they may."""
        return why_not_signed_by(self.question.user, role, self.report, self.archive)

    @property
    def is_signer(self) -> bool:
        """Whether they may sign at all, so that it is told why not this."""
        return any(map(self.question.user.may, (UserRole.WRITE, UserRole.APPROVE)))

    @property
    def done(self) -> str:
        """What was done just now, in words; empty where nothing was."""
        role = self.question.query.get("word", "").removeprefix("signed-")
        found = next((each for each in self.report.signatures if each.role == role), None)
        if found is None:
            return ""
        return self.question.speech.say("It is signed: {role} {name}.", role=self.role_word(found.role), name=found.by)

    def signing(self, role: Role) -> str:
        """Return what the button says that signs."""
        return report_words.SIGNING[role]

    def role_word(self, role: Role) -> str:
        """Return a role in the page's language."""
        return self.question.speech.say(report_words.ROLES[role])

    @cached_property
    def texts(self) -> Sequence[tuple[str, Text]]:
        """What people wrote for it before it was sealed, with the words of the place."""
        content = self.archive.kept(self.report.seal.notes)
        told = unpacked(content).texts if content is not None else ()
        return [(report_words.PLACES[each.place], each) for each in told]

    @cached_property
    def deliveries(self) -> Sequence[tuple[Sign, Delivery]]:
        """Where the mail to each recipient stands."""
        return [(report_words.STEPS[each.state], each) for each in self.archive.deliveries(self.report)]

    @property
    def are_names_told(self) -> bool:
        """Whether they are told to whom it was sent."""
        return report_words.told_names(self.question)

    @cached_property
    def changes(self) -> Sequence[Change]:
        """In what it is other than the report before it."""
        titles = self._titles
        return [_change(each, titles) for each in self._difference if not _is_drawing(each)]

    @cached_property
    def _difference(self) -> Sequence[Mapping[str, Any]]:
        content = self.archive.kept(self.report.seal.difference) if self.report.seal.difference else None
        told: Sequence[Mapping[str, Any]] = [] if content is None else json.loads(content)
        return told

    @cached_property
    def _titles(self) -> Mapping[str, "Titles"]:
        content = self.archive.kept(self.report.seal.figures)
        language = self.question.speech.language
        return {} if content is None else {each["id"]: _titles(each, language) for each in _blocks(content)}

    @property
    def shown(self) -> Sequence[Change]:
        """The first of them."""
        return self.changes[:MOST_ROWS]

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **report_words.of_report(self.question, self.report),
            "restatements": [each.link.restatement for each in self.versions],
            "texts": [asdict(each) for _, each in self.texts],
            "deliveries": [report_words.of_delivery(self.question, each) for _, each in self.deliveries],
            "difference": list(self._difference),
        }


class Titles(NamedTuple):
    """How a table or list and its columns are called."""

    title: str
    columns: Mapping[str, str]


def _blocks(content: bytes) -> Sequence[Mapping[str, Any]]:
    return [block for section in json.loads(content)["sections"] for block in section["blocks"]]


def _titles(block: Mapping[str, Any], language: str) -> Titles:
    columns = {each["id"]: _said(each["title"], language) for each in block.get("columns", ())}
    return Titles(_said(block["title"], language) or block["id"], columns)


def _said(cell: Mapping[str, Any], language: str) -> str:
    said: Mapping[str, str] = cell.get("said") or {}
    return str(said.get(language) or cell.get("value") or "")


def _is_drawing(told: Mapping[str, Any]) -> bool:
    """Tell whether it is a small drawing's values: the figure of this period stands beside it anyway."""
    return all(str(told[name]).startswith("[") for name in ("before", "after"))


def _change(told: Mapping[str, Any], titles: Mapping[str, Titles]) -> Change:
    block, *rest = told["path"] or [""]
    known = titles.get(block, Titles(block, {}))
    steps = [*rest[:-1], known.columns.get(rest[-1], rest[-1])] if rest else []
    return Change(known.title, " · ".join(filter(None, steps)), told["before"], told["after"])


def answer(question: Question) -> Answer:
    """Return the report that an address names, in its newest restatement unless it asks for another."""
    report = report_files.sealed(question, question.query.get("restatement"))
    view = ReportPage(question, archive_of(question), report)
    has_forms = any(map(question.user.may, (UserRole.WRITE, UserRole.APPROVE)))
    title = f"{view.name} · {view.period}"
    return Answer(template="report.html", title=title, view=view, document=view.document, has_forms=has_forms)
