"""Files of sealed reports as they were sealed, and how a report in the making reads by now."""

from slawatch.reports.archive.archive import Archive, Archived
from slawatch.reports.archive.drafts import Draft, draft_of
from slawatch.reports.asked import SubjectError
from slawatch.reports.life.sealing import report_id
from slawatch.runtime.inquiry import Inquiry
from slawatch.web.download import Download
from slawatch.web.problem import Problem
from slawatch.web.question import Question
from slawatch.web.report_words import archive_of


def sealed(question: Question, restatement: str | None = None) -> Archived:
    """Return the report that an address names, in its newest restatement unless it names one; a Problem where none is.

    What may not be read is answered as what is not there.
    """
    name = question.path["report"]
    found = {str(each.link.restatement): each for each in archive_of(question).restatements(name)}
    report = found.get(restatement) if restatement is not None else next(iter(found.values()), None)
    if report is None:
        shown = name if restatement is None else f"{name}, {restatement}"
        raise Problem(404, "There is no such report", 'No report "{name}" is sealed.', {"name": shown})
    return report


def file(question: Question) -> Download:
    """Return a file of a sealed report, byte for byte; a Problem where it is no longer what was sealed."""
    report = sealed(question, question.path["restatement"])
    name = question.path["file"]
    told = next((each for each in report.seal.files if each.name == name), None)
    if told is None:
        raise Problem(404, "There is no such file", 'This report has no file "{name}".', {"name": name})
    content = archive_of(question).content(told)
    if content is None:
        raise Problem(500, "This file is not what was sealed", _NOT_SEALED, {"name": name})
    is_shown = told.format == "html" and "download" not in question.query
    return Download(name=told.name, media_type=told.media_type, content=content, is_shown=is_shown)


_NOT_SEALED = 'What is kept of "{name}" does not have the hash of its seal; `slawatch verify` tells more.'


def draft(name: str, inquiry: Inquiry, archive: Archive) -> Draft:
    """Return the report in the making that an address names; a Problem where there is or may be none."""
    try:
        found = draft_of(name, inquiry.definitions, inquiry.snapshot)
    except SubjectError as error:
        raise Problem(404, "There is no such report", "{reason}", {"reason": str(error)}) from error
    if not archive.may_read(found.subject):
        raise Problem(404, "There is no such report", "{reason}", {"reason": f'there is no "{found.subject}"'})
    return found


def preview(question: Question) -> Download:
    """Return how a report in the making reads: a page, or its figures as JSON where `format=json` asks for them."""
    archive = archive_of(question)
    told = draft(question.path["draft"], question.inquiry, archive)
    name = report_id(told.subject, told.period)
    if question.query.get("format") == "json":
        content = archive.previews.json(told)
        return Download(name=f"{name}.provisional.json", media_type="application/json", content=content)
    content = archive.previews.html(told, question.speech)
    name = f"{name}.provisional.{question.speech.language}.html"
    return Download(name=name, media_type="text/html; charset=utf-8", content=content, is_shown=True)
