"""What pages and documents say of reports."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from slawatch.model.sealed import Delivered, Delivery
from slawatch.model.user import Role as UserRole
from slawatch.reports.archive.archive import Archive, Archived
from slawatch.reports.life.seal import SCHEDULE, SealedFile
from slawatch.reports.notes import Place, Role
from slawatch.reports.periods_told import period_told
from slawatch.reports.shown import LOCALES
from slawatch.reports.subject import Subject, SubjectKind
from slawatch.web.problem import Problem
from slawatch.web.question import Question
from slawatch.web.statement import Sign

Json = dict[str, Any]

KINDS: Final = {
    SubjectKind.ORGANISATION: "Whole organisation",
    SubjectKind.AGREEMENT: "Agreement",
    SubjectKind.SERVICE: "Service",
    SubjectKind.CUSTOMER: "Customer",
    SubjectKind.SUPPLIER: "Supplier",
}
ROLES: Final = {Role.PREPARED: "Prepared by", Role.REVIEWED: "Reviewed by", Role.APPROVED: "Approved by"}
SIGNING: Final = {Role.PREPARED: "Sign: prepared", Role.REVIEWED: "Sign: reviewed", Role.APPROVED: "Sign: approved"}
PLACES: Final = {
    Place.SUMMARY: "What happened, why, what is done",
    Place.OUTAGES: "On outages",
    Place.WORKLOAD: "On workload",
    Place.SATISFACTION: "On satisfaction",
    Place.DECISIONS: "Decisions",
}
STEPS: Final[Mapping[Delivered, Sign]] = {
    Delivered.SENT: Sign("✓", "Sent", "met"),
    Delivered.INTENDED: Sign("…", "Being sent", "no_data"),
    Delivered.FAILED: Sign("▲", "Failed, tried again", "at_risk"),
    Delivered.REFUSED: Sign("✕", "Refused", "breached"),
}


def archive_of(question: Question) -> Archive:
    """Return the archive; a Problem where there is none."""
    if question.archive is None:
        raise Problem(404, "There is no such page", "Nothing is told at this address.")
    return question.archive


def subject_name(question: Question, subject: Subject) -> str:
    """Return what a report is about, by its name of today."""
    match subject.kind:
        case SubjectKind.ORGANISATION:
            return question.speech.say("All services")
        case SubjectKind.AGREEMENT:
            return question.agreement(subject.id)
        case SubjectKind.SERVICE:
            return question.service(subject.id)
        case SubjectKind.CUSTOMER | SubjectKind.SUPPLIER:
            return question.party(subject.id)


def period_words(question: Question, period: str) -> str:
    """Return a period in words: October 2026, 2026年10月."""
    return period_told(period, LOCALES.get(question.speech.language, "en")) or period


def days(question: Question, report: Archived) -> str:
    """Return its first and its last local day."""
    zone = ZoneInfo(report.seal.timezone)
    first = report.seal.starts_at.astimezone(zone).date()
    last = (report.seal.ends_at - timedelta(seconds=1)).astimezone(zone).date()
    return question.speech.say(" to ").join((f"{first}", f"{last}"))


def version(question: Question, report: Archived) -> str:
    """Return which version of a report it is."""
    n = report.link.restatement
    return question.speech.say("Restatement {n}", n=n) if n else question.speech.say("Final")


def sealed_by(question: Question, report: Archived) -> str:
    """Return who sealed it."""
    return question.speech.say("on schedule") if report.seal.by == SCHEDULE else report.seal.by


def told_names(question: Question) -> bool:
    """Tell whether they are told to whom reports were sent."""
    return question.user.may(UserRole.WRITE)


def of_report(question: Question, report: Archived) -> Json:
    """Return a sealed report for programs."""
    seal, link = report.seal, report.link
    return {
        "report": link.report,
        "restatement": link.restatement,
        "is_newest": report.is_newest,
        "subject": seal.subject,
        "period": seal.period,
        "starts_at": seal.starts_at,
        "ends_at": seal.ends_at,
        "timezone": seal.timezone,
        "status": seal.status,
        "sealed_at": link.at,
        "sealed_by": seal.by,
        "reason": seal.reason,
        "as_of": seal.as_of,
        "definitions": seal.definitions,
        "sha256": link.sha256,
        "gaps": [asdict(each) for each in seal.gaps],
        "signatures": [{"role": each.role, "by": each.by, "at": each.at} for each in report.signatures],
        "files": [_file(question, report, each) for each in seal.files],
    }


def _file(question: Question, report: Archived, file: SealedFile) -> Json:
    path = question.links.report_file(report.link.report, report.link.restatement, file.name)
    return {**asdict(file), "path": f"/api/v1{path}"}


def of_delivery(question: Question, step: Delivery) -> Json:
    """Return where the mail to somebody stands; to whom it went, and what the server said, is told to who may write."""
    is_told = told_names(question)
    return {
        "state": step.state,
        "at": step.at,
        "recipient": step.recipient if is_told else None,
        "detail": step.detail if is_told else None,
    }
