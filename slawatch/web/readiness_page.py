"""What an audit would find wanting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from slawatch.reports.archive.archive import Archive
from slawatch.reports.life.readiness import Answer as Readily
from slawatch.reports.life.readiness import Question as Asked
from slawatch.web.problem import Problem
from slawatch.web.question import Answer, Question
from slawatch.web.report_words import archive_of
from slawatch.web.statement import Sign

SIGNS: Final[Mapping[Readily, Sign]] = {
    Readily.READY: Sign("✓", "Ready", "met"),
    Readily.MISSING: Sign("✕", "Something is missing", "breached"),
    Readily.NOTHING: Sign("○", "Nothing to look at", "no_data"),
}
ANSWERED_ON: Final = {
    "breaches": "/findings",
    "outages": "/findings",
    "causes": "/findings",
    "overdue": "/actions",
    "reviews": "/agreements",
    "sealed": "/reports",
    "signed": "/reports",
    "corrections": "/corrections",
}
"""Where what is missing can be dealt with, by question."""
SHOWN: Final = 5
"""Missing things of a question that the page lists; the document lists all."""


@dataclass(frozen=True)
class ReadinessPage:
    """The page."""

    question: Question
    archive: Archive
    asked: Sequence[Asked]

    @property
    def ready(self) -> int:
        """How many questions are answered."""
        return sum(each.answer is Readily.READY for each in self.asked)

    @property
    def counted(self) -> int:
        """How many there is something to look at for."""
        return sum(each.answer is not Readily.NOTHING for each in self.asked)

    def sign(self, asked: Asked) -> Sign:
        """Return how a question stands."""
        return SIGNS[asked.answer]

    def shown(self, asked: Asked) -> Sequence[str]:
        """Return the first things that are missing, in words."""
        return asked.in_words(self.question.speech)[:SHOWN]

    def href(self, asked: Asked) -> str | None:
        """Return the page on which what is missing can be dealt with; None where there is none."""
        path = ANSWERED_ON.get(asked.id)
        return None if path is None else self.question.links.to(path)

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {"as_of": self.question.snapshot.as_of, "questions": [each.document() for each in self.asked]}


def answer(question: Question) -> Answer:
    """Return what is wanting; whoever sees some agreements only finds no such page."""
    archive = archive_of(question)
    if not question.user.sees_everything:
        raise Problem(404, "There is no such page", "Nothing is told at this address.")
    view = ReadinessPage(question, archive, archive.previews.readiness())
    return Answer(
        template="readiness.html", title=question.speech.say("Audit readiness"), view=view, document=view.document
    )
