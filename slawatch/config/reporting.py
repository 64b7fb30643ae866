"""Which reports a file asks for."""

from collections.abc import Iterator
from pathlib import Path

from slawatch.config.report_section import FurtherReportSection, ReportSection
from slawatch.config.schema import File
from slawatch.config.settings import ReportSettings, ScheduledReport
from slawatch.model.agreement import PeriodKind, Rolling


def report_settings(file: File) -> ReportSettings:
    """Return what a file says of reports."""
    told = file.reports
    return ReportSettings(
        organisation=told.organisation,
        signers={"prepared": told.prepared, "reviewed": told.reviewed, "approved": told.approved},
        smtp=told.smtp or file.alerting.smtp,
        scheduled=tuple(_scheduled(file)),
    )


def _scheduled(file: File) -> Iterator[ScheduledReport]:
    for name, agreement in file.agreements.items():
        if agreement.report is not None and not isinstance(agreement.period, Rolling):
            yield _report(f"agreement/{name}", agreement.report, agreement.period)
    for subject, section in file.reports.further.items():
        yield _report(subject, section, section.period)


def _report(subject: str, section: ReportSection | FurtherReportSection, period: PeriodKind) -> ScheduledReport:
    return ScheduledReport(
        subject=subject,
        period=period,
        languages=tuple(dict.fromkeys(section.languages)),
        formats=tuple(dict.fromkeys(section.formats)),
        after=section.after,
        hours=section.hours,
        to=tuple(each if isinstance(each, Path) else str(each) for each in section.to),
        audience=section.audience,
    )
