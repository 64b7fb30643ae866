"""The list of agreements: with whom, of what kind, how they stand, when they are to be reviewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from slawatch.model.agreement import Agreement
from slawatch.model.definitions import Definitions
from slawatch.model.result import ObjectiveFigure
from slawatch.web.documents import list_head
from slawatch.web.figure_row import Row, rows, tallied
from slawatch.web.question import Answer, Question


@dataclass(frozen=True)
class AgreementLine:
    """An agreement in its newest version."""

    question: Question
    agreement: Agreement
    rows: Sequence[Row]

    @property
    def tally(self) -> Sequence[Any]:
        """Its objectives by state, the worst first."""
        return tallied(self.rows) if self.rows else []

    @property
    def is_unreviewed(self) -> bool:
        """Whether it was to be reviewed before today."""
        return is_unreviewed(self.question, self.agreement)


@dataclass(frozen=True)
class AgreementList:
    """The page."""

    question: Question

    @property
    def lines(self) -> Sequence[AgreementLine]:
        """Every agreement, in the order of the configuration."""
        own: dict[str, list[ObjectiveFigure]] = {}
        for figure in self.question.snapshot.objectives:
            own.setdefault(figure.sla, []).append(figure)
        told = newest(self.question.inquiry.definitions)
        return [AgreementLine(self.question, each, rows(own.get(each.id, ()))) for each in told.values()]

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {**list_head(self.question.snapshot), "agreements": [_document(line) for line in self.lines]}


def answer(question: Question) -> Answer:
    """Return the list of agreements."""
    told = AgreementList(question)
    title = question.speech.say("Agreements")
    return Answer(template="agreements.html", title=title, view=told, document=told.document)


def newest(definitions: Definitions) -> Mapping[str, Agreement]:
    """Return by id each agreement in its newest version."""
    return {each.id: each for each in definitions.agreements}


def is_unreviewed(question: Question, agreement: Agreement) -> bool:
    """Tell whether an agreement was to be reviewed before today, in its own zone."""
    today = question.now.astimezone(ZoneInfo(agreement.timezone)).date()
    return agreement.review_by is not None and agreement.review_by < today


def _document(line: AgreementLine) -> Mapping[str, Any]:
    agreement = line.agreement
    return {
        "sla": agreement.id,
        "names": dict(agreement.names),
        "kind": agreement.kind,
        "party": agreement.party,
        "services": list(agreement.services),
        "period": str(agreement.period),
        "timezone": agreement.timezone,
        "review_by": agreement.review_by,
        "is_unreviewed": line.is_unreviewed,
        "objectives": {str(state): count for state, _, count in line.tally},
    }
