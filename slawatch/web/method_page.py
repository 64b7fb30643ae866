"""The page of methods: how figures are computed here, in general and where agreements differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slawatch.speech.chinese_phrases import PHRASES
from slawatch.speech.method import METHOD, Chapter
from slawatch.web.agreement_list import newest
from slawatch.web.agreement_page import AgreementPage
from slawatch.web.documents import list_head
from slawatch.web.question import Answer, Question


@dataclass(frozen=True)
class MethodPage:
    """The page."""

    question: Question

    @property
    def chapters(self) -> Sequence[Chapter]:
        """What is told of every figure."""
        return METHOD

    def other(self, name: str) -> str:
        """Return a term in the other language."""
        return name if self.question.speech.is_chinese else PHRASES[name]

    @property
    def agreements(self) -> Sequence[AgreementPage]:
        """Where agreements have rules of their own."""
        return [AgreementPage(self.question, each) for each in newest(self.question.inquiry.definitions).values()]

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        chapters = [
            {"id": each.id, "name": each.name, "terms": [term._asdict() for term in each.terms]} for each in METHOD
        ]
        rules = {each.agreement.id: list(each.rules) for each in self.agreements}
        return {**list_head(self.question.snapshot), "chapters": chapters, "rules": rules}


def answer(question: Question) -> Answer:
    """Return how figures are computed here."""
    told = MethodPage(question)
    return Answer(template="method.html", title=question.speech.say("Method"), view=told, document=told.document)
