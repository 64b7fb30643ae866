"""The section `reports`, and the key `report` of an agreement: which reports are sealed, and who gets them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from slawatch.config.checks import Found
from slawatch.config.delivery_section import SmtpSection, mailbox
from slawatch.config.faults import Written, choice, found, suggestion
from slawatch.config.section import Section
from slawatch.config.values import CalendarId, Names, Texts, as_list, known, read_by
from slawatch.model.agreement import PeriodKind

_FILE: Final = "file:"
_BUSINESS_DAYS: Final = re.compile(r"(\d{1,2})bd")
AFTER: Final = 3
"""Business days that late data have, unless told otherwise."""
_KINDS: Final = {"agreement": "agreements", "service": "services", "customer": "parties", "supplier": "parties"}
"""Where the things stand that a report may be about, by the word before the stroke."""
_OF_EVERYTHING: Final = "organisation"
ROLLING: Final = "does not go with rolling periods, which never close; write the report under `reports.further`"


def _late_days(text: str) -> int:
    days = _BUSINESS_DAYS.fullmatch(text.strip())
    if not days:
        raise ValueError(f'"{text}" are no business days; write 0bd to 99bd, e.g. 3bd')
    return int(days[1])


def _recipient(value: Written, info: ValidationInfo) -> str | Path:
    if not isinstance(value, str):
        raise ValueError(f"found {found(value)}; a mail address is needed here")  # noqa: TRY004  pydantic reports ValueError
    if not value.startswith(_FILE):
        return mailbox(value)
    name = value.removeprefix(_FILE)
    if not name:
        raise ValueError('"file:" names no file; write e.g. file:recipients.txt, one address a line')
    return Path((info.context or {}).get("folder") or "") / name


def _subject(text: str, info: ValidationInfo) -> str:
    kind, stroke, name = text.partition("/")
    if text == _OF_EVERYTHING:
        return text
    if kind not in _KINDS or not stroke:
        shapes = ", ".join((_OF_EVERYTHING, *(f"{each}/ID" for each in _KINDS)))
        raise ValueError(f'"{text}" is nothing that a report can be about{suggestion(kind, _KINDS)}; write {shapes}')
    entries = known(info, _KINDS[kind])
    if entries is None:
        return text
    fitting = [each for each, written in entries.items() if kind not in _PARTIES or _party(written) == kind]
    if name not in fitting:
        end = choice(name, fitting) if fitting else f"; the configuration holds no {kind}"
        raise ValueError(f'there is no {kind} "{name}"{end}')
    return text


_PARTIES: Final = ("customer", "supplier")


def _party(written: Written) -> str:
    kind = written.get("kind") if isinstance(written, dict) else None
    return kind if isinstance(kind, str) else "customer"


LateDays = Annotated[
    int,
    read_by(_late_days),
    PlainSerializer(lambda days: f"{days}bd", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}bd$", "examples": ["3bd"]}),
]
Recipient = Annotated[
    str | Path,
    PlainValidator(_recipient),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["cio@example.org", "file:recipients.txt"]}),
]
Recipients = Annotated[
    tuple[Recipient, ...], BeforeValidator(as_list, json_schema_input_type=Recipient | list[Recipient])
]
Languages = Annotated[
    tuple[Literal["en", "zh"], ...],
    BeforeValidator(as_list, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]
Formats = Annotated[
    tuple[Literal["html", "pdf", "xlsx", "csv", "json"], ...],
    BeforeValidator(as_list, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]
SubjectName = Annotated[
    str,
    AfterValidator(_subject),
    WithJsonSchema({"type": "string", "pattern": "^(organisation|(agreement|service|customer|supplier)/.+)$"}),
]


class ReportSection(Section):
    """The report of an agreement: sealed when a period has closed, kept, and mailed."""

    languages: Languages = ("en",)
    """en, zh, or both; the first is that of the mail."""
    formats: Formats = ("html", "json")
    """html, pdf, xlsx, csv, json."""
    after: LateDays = AFTER
    """How long after the period data may come late, in business days of `hours`; 3bd unless told otherwise."""
    hours: CalendarId | None = None
    """The calendar of these days; left out: the hours of the first service that it is about."""
    to: Recipients = ()
    """Who gets it by mail: addresses, or file:PATH with one a line; nobody unless told otherwise."""
    audience: Names = Field(default={})
    """For whom it is, on its first page, as a text or by language."""


class FurtherReportSection(ReportSection):
    """A report of something else than one agreement."""

    period: PeriodKind = PeriodKind.MONTH
    """week, month, quarter, half_year or year."""


class ReportsSection(Section):
    """What all reports have in common, and reports of more than one agreement."""

    organisation: Names = Field(default={})
    """Who reports, on every first page, as a text or by language."""
    prepared: Texts = ()
    """Who may sign that a report was prepared; left out: anybody."""
    reviewed: Texts = ()
    """Who may sign that it was reviewed; left out: anybody."""
    approved: Texts = ()
    """Who may approve it, though never a report that they prepared; left out: anybody else."""
    smtp: SmtpSection | None = None
    """The server that reports are mailed through; left out: that of `alerting`."""
    further: dict[SubjectName, FurtherReportSection] = Field(default={})
    """Reports of `organisation`, `customer/ID`, `supplier/ID`, `service/ID`, or once more of `agreement/ID`."""


def report_faults(agreements: Mapping[str, Any], reports: ReportsSection, *, alerting: bool) -> Iterator[Found]:
    """Yield what is wrong in reports together; `agreements` are sections by id, `alerting` whether it has a server."""
    yield from _doubled(agreements, reports)
    yield from _nobody_approves(reports)
    if reports.smtp is None and not alerting:
        yield from _smtp_missing(agreements, reports)


def _nobody_approves(reports: ReportsSection) -> Iterator[Found]:
    if len(set(reports.approved)) == 1 and set(reports.approved) == set(reports.prepared):
        only = f"{reports.approved[0]} alone prepares reports and approves them"
        yield ("approved",), f"{only}; nobody approves what they prepared: name another one"


def _doubled(agreements: Mapping[str, Any], reports: ReportsSection) -> Iterator[Found]:
    for subject, section in reports.further.items():
        agreement = agreements.get(subject.removeprefix("agreement/")) if subject.startswith("agreement/") else None
        if agreement is not None and agreement.report is not None and agreement.period == section.period:
            yield ("further", subject), f"the agreement asks for its report of a {section.period}, too; keep one"


def _smtp_missing(agreements: Mapping[str, Any], reports: ReportsSection) -> Iterator[Found]:
    mailed = [f"agreements.{name}" for name, each in agreements.items() if each.report and each.report.to]
    mailed += [f"reports.further.{name}" for name, each in reports.further.items() if each.to]
    if mailed:
        told = f"is missing; {mailed[0]} is mailed: write smtp: {{host: HOST:PORT, from: ADDRESS}}"
        yield ("smtp",), told
