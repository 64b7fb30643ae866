"""Reports signed, and texts written for them, by forms."""

from typing import Final

from slawatch.model.sealed import WrittenText
from slawatch.model.user import Role as UserRole
from slawatch.reports.archive.archive import Archive, Archived
from slawatch.reports.archive.drafts import Draft
from slawatch.reports.life.sealing import report_id
from slawatch.reports.life.signing import SigningError, sign
from slawatch.reports.notes import Place, Role
from slawatch.speech.speech import LANGUAGES
from slawatch.web import draft_page, report_files, report_page
from slawatch.web.entries import one_of, optional
from slawatch.web.errand import Done, Errand, Form
from slawatch.web.forms import Refusal
from slawatch.web.problem import Problem
from slawatch.web.report_page import why_not_signed_by
from slawatch.web.statement import require_allowed

LONGEST_TEXT: Final = 10_000
RESTATED: Final = "It was restated since you opened this page; look at the new figures before you sign."
TAKEN: Final = "Somebody has signed so already."
CHANGED: Final = "Somebody wrote another text since you opened this page; it stands in the archive of this place now."
SEALED: Final = "This report is sealed; it keeps the text that it was sealed with."


def _archive(errand: Errand) -> Archive:
    if errand.archive is None:
        raise Problem(404, "There is no such page", "Nothing is told at this address.")
    return errand.archive


def _sign(errand: Errand) -> Done:
    archive = _archive(errand)
    report = _newest(archive, errand.path["report"])
    role = Role(one_of(errand.fields, "role", list(Role), "There is no such role."))
    seen = errand.fields.get("seal", "")
    if seen != report.link.sha256:
        raise Refusal({"": RESTATED})
    if any(each.role is role for each in report.signatures):
        raise Refusal({"": TAKEN})
    require_allowed(why_not_signed_by(errand.user, role, report, archive))
    name = report.link.report
    try:
        sign(errand.store, archive.rounds.settings, name, role, by=errand.user.name, at=errand.now, seen=seen)
    except SigningError as error:
        raise Refusal({"": str(error)}) from error
    return Done(f"signed-{role}", name)


def _newest(archive: Archive, name: str) -> Archived:
    found = next(iter(archive.restatements(name)), None)
    if found is None:
        raise Problem(404, "There is no such report", 'No report "{name}" is sealed.', {"name": name})
    return found


def _write(errand: Errand) -> Done:
    archive = _archive(errand)
    draft = report_files.draft(errand.path["draft"], errand.own, archive)
    place = one_of(errand.fields, "place", list(Place), "There is no such place.")
    language = one_of(errand.fields, "language", list(LANGUAGES), "There is no such language.")
    text = optional(errand.fields, "text", longest=LONGEST_TEXT) or ""
    if archive.restatements(report_id(draft.subject, draft.period)):
        raise Refusal({"": SEALED})
    there = _version(errand, draft, place, language)
    if errand.fields.get("version", str(there)) != str(there):
        raise Refusal({"": CHANGED})
    told = WrittenText(
        subject=str(draft.subject), period=draft.period, place=place, language=language, version=0, text=text,
        author=errand.user.name, at=errand.now,
    )  # fmt: skip
    errand.store.reports.write_text(told)
    return Done("written", str(draft))


def _version(errand: Errand, draft: Draft, place: str, language: str) -> int:
    texts = errand.store.reports.texts(str(draft.subject), draft.period)
    return next((each.version for each in texts if (each.place, each.language) == (place, language)), 0)


FORMS: Final = (
    Form(
        "/reports/{report}/sign",
        frozenset({UserRole.WRITE, UserRole.APPROVE}),
        _sign,
        page="/reports/{name}",
        answering=report_page.answer,
    ),
    Form(
        "/drafts/{draft:rest}", frozenset({UserRole.WRITE}), _write, page="/drafts/{name}", answering=draft_page.answer
    ),
)
