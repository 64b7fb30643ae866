"""A report in the making: how far it is, what people write for it, and how it reads by now."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from slawatch.model.sealed import WrittenText
from slawatch.model.user import Role
from slawatch.reports.archive.archive import Archive, Archived
from slawatch.reports.archive.drafts import Draft
from slawatch.reports.life.schedule import Due
from slawatch.reports.life.sealing import report_id
from slawatch.reports.notes import Place
from slawatch.speech.speech import LANGUAGES
from slawatch.web import report_files, report_words
from slawatch.web.question import Answer, Question
from slawatch.web.report_list import STAGES
from slawatch.web.report_words import archive_of
from slawatch.web.statement import Sign


@dataclass(frozen=True)
class DraftPage:
    """The page."""

    question: Question
    archive: Archive
    draft: Draft

    @property
    def id(self) -> str:
        """What it will be known by."""
        return report_id(self.draft.subject, self.draft.period)

    @property
    def name(self) -> str:
        """What it is about."""
        return report_words.subject_name(self.question, self.draft.subject)

    @property
    def kind(self) -> str:
        """What kind of thing that is."""
        return report_words.KINDS[self.draft.subject.kind]

    @property
    def period(self) -> str:
        """Its period in words."""
        return report_words.period_words(self.question, self.draft.period)

    @cached_property
    def sealed(self) -> Archived | None:
        """The report that it became; None where it is not sealed."""
        return next(iter(self.archive.restatements(self.id)), None)

    @cached_property
    def due(self) -> Due | None:
        """How far it is on its way; None where its period is not over, or nobody wants it sealed."""
        return next((each for each in self.archive.due() if each.report == self.id), None)

    @property
    def is_scheduled(self) -> bool:
        """Whether reports of its subject are sealed on schedule."""
        scheduled = self.archive.rounds.settings.scheduled
        return any(each.subject == str(self.draft.subject) for each in scheduled)

    @property
    def stage(self) -> Sign:
        """How far it is, as a sign."""
        return STAGES[self.due.stage] if self.due else Sign("…", "In the making", "no_data")

    @property
    def preview_href(self) -> str:
        """The address of how it reads by now."""
        return self.question.links.preview(str(self.draft))

    @property
    def form(self) -> str:
        """Where its forms are sent."""
        return f"/drafts/{self.draft}"

    @cached_property
    def written(self) -> Mapping[tuple[str, str], WrittenText]:
        """The newest text of each place and language."""
        texts = self.archive.rounds.store.reports.texts(str(self.draft.subject), self.draft.period)
        return {(each.place, each.language): each for each in texts}

    @property
    def places(self) -> Sequence[tuple[Place, str]]:
        """Where texts stand, with their words."""
        return list(report_words.PLACES.items())

    @property
    def languages(self) -> Mapping[str, str]:
        """The languages of reports."""
        return LANGUAGES

    def text(self, place: Place, language: str) -> WrittenText | None:
        """Return what was written for a place; None where nothing was."""
        return self.written.get((place, language))

    def entered(self, place: Place, language: str) -> str:
        """Return what stands in the form: what was sent and refused, else what is written."""
        sent, told = self.question.sent, self.text(place, language)
        if sent.form and (sent.value("place"), sent.value("language")) == (place, language):
            return sent.value("text")
        return told.text if told else ""

    def fault(self, place: Place, language: str) -> str:
        """Return what is wrong with what was sent for a place; empty where nothing is."""
        sent = self.question.sent
        is_this = (sent.value("place"), sent.value("language")) == (place, language)
        return next(iter(sent.faults.values()), "") if sent.form and is_this else ""

    def is_open(self, place: Place) -> bool:
        """Tell whether a place stands open: the first, those with a text, and the one that was refused."""
        told = any(each.text for (where, _), each in self.written.items() if where == place)
        return place is Place.SUMMARY or told or self.question.sent.value("place") == place

    @property
    def may_write(self) -> bool:
        """Whether forms are there to write texts."""
        return self.question.user.may(Role.WRITE) and self.sealed is None

    @property
    def done(self) -> str:
        """What was done just now, in words; empty where nothing was."""
        is_said = self.question.query.get("word") == "written" and self.written
        return self.question.speech.say("The text is kept. The report shows it from now on.") if is_said else ""

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        due = self.due
        return {
            "report": self.id,
            "subject": str(self.draft.subject),
            "period": self.draft.period,
            "sealed": None if self.sealed is None else self.sealed.link.restatement,
            "stage": None if due is None else due.stage,
            "due_at": None if due is None else due.due_at,
            "waits_for": () if due is None else due.waits_for,
            "texts": [asdict(each) for each in self.written.values()],
        }


def answer(question: Question) -> Answer:
    """Return the report in the making that an address names."""
    archive = archive_of(question)
    view = DraftPage(question, archive, report_files.draft(question.path["draft"], question.inquiry, archive))
    title = f"{view.name} · {view.period}"
    return Answer(
        template="draft.html", title=title, view=view, document=view.document, has_forms=question.user.may(Role.WRITE)
    )
