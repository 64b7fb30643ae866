"""Feeds of calendars and of maintenance: an address or a file in iCalendar's form."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from slawatch.config.faults import Written, refused
from slawatch.config.secrets import Secret
from slawatch.config.section import Section, ShortSection
from slawatch.config.values import Seconds
from slawatch.model.feed import FeedKind

_SECRETS: Final = ("env:", "file:")
_SCHEMES: Final = ("http", "https", "webcal")


def _address(text: str) -> str:
    if text.startswith(_SECRETS):
        return text
    if "://" not in text:
        return text
    parts = urlsplit(text)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError("this is no web address; write https://calendar.example.org/company.ics, or a file's path")
    if parts.username is not None:
        # The text holds a secret: it is not repeated.
        raise ValueError("a user name or password does not stand in the address; write the whole address as env:NAME")
    return text


class FeedSection(ShortSection):
    """Dates and hours that others keep (iCalendar)."""

    shorthand = "url"

    url: Annotated[
        str,
        AfterValidator(_address),
        Field(min_length=1),
        WithJsonSchema({"type": "string", "examples": ["https://calendar.example.org/company.ics", "company.ics"]}),
    ]
    """https://…, a file, or env:NAME and file:/path where the address itself is a secret."""
    as_: FeedKind = Field(default=FeedKind.CLOSED, alias="as")
    """What its events do: closed or open."""
    name: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """What people and metrics call it; the host's or the file's name unless told otherwise."""
    allow_http: bool = False
    """True where the way to it is your own and need not be encrypted."""

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if self.url.startswith("http://") and not self.allow_http:
            text = (
                "the address is not encrypted, and who changes it changes figures; write https://, or allow_http: true"
            )
            raise refused("feed", [(("url",), text)])
        return self

    @property
    def secret(self) -> bool:
        """Tell whether what stands here names a secret."""
        return self.url.startswith(_SECRETS)

    def address(self, folder: Path) -> str | Secret | Path:
        """Return where it is; files lie beside the one that names them."""
        if self.secret:
            return Secret(self.url, folder=folder)
        return self.url if "://" in self.url else folder / self.url

    @property
    def label(self) -> str:
        """Its name, made of what can hold no secret."""
        if self.name:
            return self.name
        if self.secret:
            return Path(self.url.partition(":")[2]).name
        return urlsplit(self.url).hostname or Path(self.url).name


def _listed(value: Written) -> Written:
    return [value] if isinstance(value, str | dict) else value


FeedSections = Annotated[
    tuple[FeedSection, ...],
    BeforeValidator(_listed, json_schema_input_type=FeedSection | list[FeedSection]),
]


def labels(sections: Sequence[FeedSection]) -> list[str]:
    """Return a name for each feed; where two would have the same, the later ones are numbered."""
    told: list[str] = []
    for section in sections:
        same = sum(each.label == section.label for each in sections[: len(told)])
        told.append(f"{section.label} {same + 1}" if same else section.label)
    return told


class FeedsSection(Section):
    """When feeds of calendars are read again."""

    every: Annotated[Seconds, Field(ge=1)] = 6 * 3600
    """Time between two readings; 6h unless told otherwise."""
