"""The section `calendars`: which instants count."""

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from slawatch.calendars.holidays import statutory_days
from slawatch.config import hours
from slawatch.config.faults import Written, suggestion
from slawatch.config.feed_section import FeedSections
from slawatch.config.section import Section, ShortSection
from slawatch.config.values import EVER_OPEN, ClosedDate, Day, Windows, Zone, as_list
from slawatch.model.hours import Holidays, Window

_PROBE_YEAR = 2024


class HolidaysSection(ShortSection):
    """Statutory holidays of a country, with the make-up working days that it decrees."""

    shorthand = "country"

    country: str
    """Two letters (ISO 3166-1), e.g. CN."""
    subdivision: str | None = None
    """A state or province by its ISO 3166-2 part, e.g. BY for Bavaria."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        statutory_days(Holidays(country=self.country, subdivision=self.subdivision), _PROBE_YEAR)
        return self


def _week(value: Written) -> Written:
    if not isinstance(value, str):
        return value
    if value != EVER_OPEN:
        near = suggestion(value, [EVER_OPEN]) or ";"
        raise ValueError(f'"{value}" are no hours{near} write 24x7, or days with windows: {{mon-fri: ["09:00-18:00"]}}')
    return hours.ALL_WEEK


def _days(text: str) -> str:
    hours.days(text)
    return text


Hours = Annotated[
    dict[Annotated[str, AfterValidator(_days)], Windows],
    BeforeValidator(_week),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": EVER_OPEN},
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": {
                        "anyOf": [
                            {"type": "string", "pattern": hours.WINDOW_PATTERN},
                            {"type": "array", "items": {"type": "string", "pattern": hours.WINDOW_PATTERN}},
                        ]
                    },
                },
            ]
        }
    ),
]


class CalendarSection(Section):
    """Working hours in a time zone."""

    timezone: Zone = "UTC"
    """The IANA zone in which the hours and dates are meant."""
    hours: Hours
    """`24x7`, or windows by day: `{mon-fri: ["09:00-12:00", "13:00-18:00"]}`; a day that is not named is closed."""
    holidays: HolidaysSection | None = None
    """The country whose holidays are closed and whose make-up working days are open."""
    closed: Annotated[tuple[ClosedDate, ...], BeforeValidator(as_list)] = ()
    """Dates on which nothing counts: `2026-12-31`, or `--12-31` for every year."""
    openings: dict[Day, Windows] = Field(default={}, alias="open")
    """Dates with hours of their own, by date; they win over closures and holidays."""
    feeds: FeedSections = ()
    """Dates and hours that others keep (iCalendar), by address or file: closed ones unless told otherwise."""

    @field_validator("hours", mode="after")
    @classmethod
    def _some_hours(cls, value: dict[str, tuple[Window, ...]]) -> dict[str, tuple[Window, ...]]:
        if not any(hours.week(value)):
            raise ValueError("a calendar without hours never counts a second; write 24x7 or at least one window")
        return value

    @property
    def week(self) -> tuple[tuple[Window, ...], ...]:
        """Seven days of windows, Monday first."""
        return hours.week(self.hours)
