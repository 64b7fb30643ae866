"""What an audit would find wanting."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
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
SHOWN: Final = 10
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

    @staticmethod
    def shown(asked: Asked) -> Sequence[str]:
        """Return the first things that are missing."""
        return asked.missing[:SHOWN]

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {"as_of": self.question.snapshot.as_of, "questions": [asdict(each) for each in self.asked]}


def answer(question: Question) -> Answer:
    """Return what is wanting; whoever sees some agreements only finds no such page."""
    archive = archive_of(question)
    if not question.user.sees_everything:
        raise Problem(404, "There is no such page", "Nothing is told at this address.")
    view = ReadinessPage(question, archive, archive.previews.readiness())
    return Answer(
        template="readiness.html", title=question.speech.say("Audit readiness"), view=view, document=view.document
    )
