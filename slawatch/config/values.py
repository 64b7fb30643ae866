"""Types of single values: how each is written, read and refused."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationInfo, WithJsonSchema

from slawatch.config import hours
from slawatch.config.durations import MODES, duration, percentage, period, share, time_allowed
from slawatch.config.faults import Written, choice, found
from slawatch.model.agreement import Period, PeriodKind
from slawatch.model.business_days import BusinessDays
from slawatch.model.hours import Window

ID_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
NEVER: Final = "never"
EVER_OPEN: Final = "24x7"
"""The calendar that is always there."""


def _id(text: str) -> str:
    if not re.fullmatch(ID_PATTERN, text):
        raise ValueError(f'"{text}" is not an id; use letters, digits, "_", "." and "-", at most 64, no space')
    return text


def _new_calendar(text: str) -> str:
    if text == EVER_OPEN:
        raise ValueError(f'the calendar "{EVER_OPEN}" is always there; give yours another id')
    return text


def read_by(parse: Callable[[str], Any]) -> BeforeValidator:
    """Return the validator of a value that is parsed from its text."""

    def read(value: Written) -> Written:
        if not isinstance(value, str):
            raise ValueError(f"found {found(value)}; a text is needed here")  # noqa: TRY004  pydantic reports ValueError
        return parse(value)

    return BeforeValidator(read)


def as_list(value: Written) -> Written:
    """Return a single text as a list of one."""
    return [value] if isinstance(value, str) else value


def _named(value: Written) -> Written:
    return {"en": value} if isinstance(value, str) else value


def _allowed(within: int | BusinessDays) -> str:
    if not isinstance(within, BusinessDays):
        return f"{within}s"
    (ending,) = (text for text, mode in MODES.items() if mode is within.mode)
    return f"{within.days}bd{ending or ''}"


def _text(pattern: str, examples: list[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": examples})


Id = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": ID_PATTERN})]
NewCalendarId = Annotated[Id, AfterValidator(_new_calendar)]
Names = Annotated[
    dict[str, str],
    BeforeValidator(_named),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}),
]
"""A text, or texts by language."""

Seconds = Annotated[
    int,
    read_by(duration),
    PlainSerializer(lambda seconds: f"{seconds}s", return_type=str),
    _text(r"^(\d+[smh]\s*)+$", ["90s", "15m", "4h"]),
]
SecondsOrNever = Annotated[
    int | None,
    read_by(lambda text: None if text.strip() == NEVER else duration(text)),
    PlainSerializer(lambda seconds: NEVER if seconds is None else f"{seconds}s", return_type=str),
    _text(rf"^(({NEVER})|(\d+[smh]\s*)+)$", ["1h", "24h", NEVER]),
]
TimeAllowed = Annotated[
    int | BusinessDays,
    read_by(time_allowed),
    PlainSerializer(_allowed, return_type=str),
    _text(r"^((\d+[smh]\s*)+|\d{1,3}bd(!(eod|clamp))?)$", ["15m", "4h", "2bd", "2bd!eod"]),
]
Percent = Annotated[
    Fraction,
    read_by(percentage),
    PlainSerializer(lambda share: f"{float(share * 100):g}%", return_type=str),
    _text(r"^\d+(\.\d+)?\s*%$", ["99.9%"]),
]
Share = Annotated[
    Fraction,
    read_by(share),
    PlainSerializer(lambda part: f"{float(part * 100):g}%", return_type=str),
    _text(r"^\d+(\.\d+)?\s*%$", ["50%"]),
]
Periods = Annotated[
    Period,
    read_by(period),
    PlainSerializer(str, return_type=str),
    _text(f"^({'|'.join(PeriodKind)}|rolling \\d{{1,3}} (days?|weeks?))$", ["month", "rolling 28 days"]),
]
"""The kind of periods of an agreement."""
Zone = Annotated[str, AfterValidator(hours.timezone), _text(r"^[A-Z][A-Za-z0-9_+/-]+$", ["UTC", "Asia/Shanghai"])]
Day = Annotated[date, read_by(hours.calendar_date), WithJsonSchema({"type": "string", "format": "date"})]
ClosedDate = Annotated[
    date | tuple[int, int],
    read_by(hours.closed_date),
    _text(r"^(\d{4}|-)-\d{2}-\d{2}$", ["2026-12-31", "--12-25"]),
]
ClockTime = Annotated[int, read_by(hours.clock_time), _text(r"^\d{1,2}:\d{2}$", ["02:00"])]
OneWindow = Annotated[Window, read_by(hours.window), _text(hours.WINDOW_PATTERN, ["09:00-18:00"])]
Windows = Annotated[
    tuple[OneWindow, ...],
    BeforeValidator(as_list, json_schema_input_type=OneWindow | list[OneWindow]),
    AfterValidator(hours.apart),
]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str])]


def known(info: ValidationInfo, section: str) -> Mapping[str, Any] | None:
    """Return what the file holds in a section, by id; None where a value is read on its own."""
    entries: Mapping[str, Any] | None = (info.context or {}).get("sections", {}).get(section)
    return entries


def _reference(noun: str, section: str) -> AfterValidator:
    def check(text: str, info: ValidationInfo) -> str:
        ids = known(info, section)
        if ids is not None and text not in ids:
            end = choice(text, ids) if ids else f'; the section "{section}" holds none'
            raise ValueError(f'there is no {noun} "{text}"{end}')
        return text

    return AfterValidator(check)


CalendarId = Annotated[str, _reference("calendar", "calendars")]
ServiceRef = Annotated[str, _reference("service", "services")]
ServiceRefs = Annotated[
    tuple[ServiceRef, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str]), Field(min_length=1)
]
AgreementRef = Annotated[str, _reference("agreement", "agreements")]
AgreementRefs = Annotated[
    tuple[AgreementRef, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str]), Field(min_length=1)
]
PartyId = Annotated[str, _reference("party", "parties")]
PartyRefs = Annotated[
    tuple[PartyId, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str]), Field(min_length=1)
]
SourceId = Annotated[str, _reference("source", "sources")]
