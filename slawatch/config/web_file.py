"""The web configuration file, in the format that Prometheus and its exporters share: TLS, headers, passwords."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, PlainValidator, ValidationError, model_validator

from slawatch.config import wording
from slawatch.config.checks import Found
from slawatch.config.document import read
from slawatch.config.faults import Fault, Written, choice, found, refused, report
from slawatch.config.section import Section
from slawatch.config.tls_section import TlsSection, TlsSettings, tls_settings
from slawatch.errors import ConfigError

MOST_COST: Final = 14
"""Of a bcrypt hash; each step doubles the time of a login, and this one takes about a second."""
LONGEST_USER: Final = 254

_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "Content-Security-Policy": (),
    "Strict-Transport-Security": (),
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("deny", "sameorigin"),
    "X-XSS-Protection": (),
}
"""By header the values allowed; none: any."""

_BCRYPT: Final = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFile:
    """What a web configuration file says."""

    tls: TlsSettings | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Added to every answer; one that is empty takes ours away."""
    hashes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By user the bcrypt hash of the password."""


def web_file(path: Path) -> WebFile:
    """Return what a web configuration file says; ConfigError holds every fault, a line each."""
    document = read(path)
    data = {} if document.data is None else document.data
    if document.faults or not isinstance(data, dict):
        told = document.faults or [Fault((), "the file holds no sections; write e.g. basic_auth_users:")]
        raise ConfigError(report(told, document.places))
    try:
        section = WebFileSection.model_validate(data, strict=False)
    except ValidationError as error:
        hidden = [_without_name(each, document.places) for each in wording.faults(error, WebFileSection)]
        raise ConfigError(report(hidden, document.places)) from None
    return section.settings(path.absolute().parent)


def _without_name(fault: Fault, places: Mapping[Any, Any]) -> Fault:
    """Return a fault of a user without the name, which may be the hash in the wrong place."""
    if fault.trail[:1] != ("basic_auth_users",) or len(fault.trail) == 1:
        return fault
    return Fault(fault.trail[:1], fault.text, places.get(fault.trail))


def _hash(value: Written) -> str:
    # Whatever stands there is not repeated: it may be the password.
    told = _BCRYPT.fullmatch(value) if isinstance(value, str) else None
    if told is None:
        raise ValueError("this is no bcrypt hash ($2y$10$…); `htpasswd -nBC 10 NAME` makes one")
    if not 4 <= int(told[1]) <= MOST_COST:  # noqa: PLR2004  the least that bcrypt knows
        raise ValueError(
            f"the hash has a cost of {int(told[1])}, 4 to {MOST_COST} are taken: each step doubles a login"
        )
    return str(value)


def _user(name: str) -> str:
    if not 0 < len(name) <= LONGEST_USER or ":" in name or not name.isprintable() or name != name.strip():
        raise ValueError("this is no name to log in with; it has no colon, no blank at an end and 1 to 254 signs")
    return name


class HttpSection(Section):
    """How answers are given."""

    http2: bool = True
    """Taken and without effect: slawatch speaks HTTP/1.1, which every client falls back to."""
    headers: dict[str, str] = Field(default={})
    """Headers added to every answer."""

    @model_validator(mode="after")
    def _known_headers(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise refused("http_server_config", faults)
        return self

    def _faults(self) -> Iterator[Found]:
        for name, value in self.headers.items():
            allowed = _HEADERS.get(name)
            if allowed is None:
                yield ("headers", name), f'the header "{name}" can\'t be set here{choice(name, _HEADERS)}'
            elif allowed and value not in (*allowed, ""):
                yield ("headers", name), f"{found(value)} is not allowed{choice(value, allowed)}"
            elif not (value.isprintable() and value.isascii()):
                yield ("headers", name), "a header is one line of ASCII"


def _no_rate_limit(value: Written) -> None:
    if value:
        raise ValueError("rate limits are not supported; set one in a proxy in front")


class WebFileSection(Section):
    """A web configuration file."""

    tls_server_config: TlsSection | None = None
    http_server_config: HttpSection = HttpSection()
    basic_auth_users: dict[Annotated[str, AfterValidator(_user)], Annotated[str, PlainValidator(_hash)]] = Field(
        default={}
    )
    """Names with the bcrypt hashes of passwords."""
    rate_limit: Annotated[None, PlainValidator(_no_rate_limit)] = None

    def settings(self, folder: Path) -> WebFile:
        """Return what it says, with paths beside the file."""
        tls = self.tls_server_config
        return WebFile(
            tls=None if tls is None else tls_settings(tls, folder),
            headers=self.http_server_config.headers,
            hashes=self.basic_auth_users,
        )
