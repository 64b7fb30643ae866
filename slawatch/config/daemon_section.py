"""The sections `web`, `store` and `evaluate`: how the daemon itself runs."""

from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, Field, PlainSerializer, WithJsonSchema

from slawatch.config.access_section import ProxySection, Users
from slawatch.config.faults import choice
from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Seconds, read_by

Address = tuple[str, int]
"""Host and port to listen on."""

SQLITE = "sqlite:///"
_STORES = ("sqlite", "postgresql+psycopg")


def listen_address(text: str) -> Address:
    """Return host and port of `127.0.0.1:10720`, `[::1]:10720` or `:10720` (every interface)."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004  the highest port
        raise ValueError(f'"{text}" is not an address to listen on; write HOST:PORT, e.g. 127.0.0.1:10720')
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        raise ValueError(f'"{text}": an IPv6 address stands in brackets, e.g. [::1]:10720')
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104  asked for by leaving the host out


def web_url(text: str) -> str:
    """Return the URL without a slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f'"{text}" is not a web address; write e.g. https://slawatch.example.org')
    return text.rstrip("/")


def store_url(text: str) -> str:
    """Return a database URL; a password in it is refused, and so is a store that is not built."""
    parts = urlsplit(text)
    if parts.password or "password" in parse_qs(parts.query):
        # The text holds a secret: it is not repeated.
        raise ValueError(
            "a password does not stand in the URL; write it as password: env:NAME or file:/path beside url"
        )
    if parts.scheme not in _STORES:
        raise ValueError(f'"{parts.scheme or text}" is not a kind of store{choice(parts.scheme, _STORES)}')
    if parts.scheme == "sqlite" and (not text.startswith(SQLITE) or text[len(SQLITE) :] in {"", ":memory:"}):
        raise ValueError(f'"{text}" names no file; write sqlite:///slawatch.db, or sqlite:////var/lib/slawatch.db')
    return text


class WebSection(Section):
    """The pages, the metrics and the API."""

    listen: Annotated[
        Address,
        read_by(listen_address),
        PlainSerializer(lambda address: f"{address[0]}:{address[1]}", return_type=str),
        WithJsonSchema({"type": "string", "pattern": r":\d+$"}),
    ] = ("127.0.0.1", 10720)
    """HOST:PORT to listen on; 127.0.0.1:10720 unless told otherwise."""
    external_url: Annotated[str, AfterValidator(web_url)] | None = None
    """The address under which people reach the pages, for links."""
    exemplars: bool = False
    """Whether metrics point at tickets by their ids (OpenMetrics exemplars); they don't unless told otherwise."""
    series_limit: Annotated[int, Field(ge=1)] = 100_000
    """Ceiling on the series of figures; beyond it whole families are left out, the least important first."""
    config_file: str | None = None
    """A web configuration file as Prometheus and its exporters take it: TLS and passwords. Beside this file."""
    users: Users = Field(default={})
    """What each who logs in may see and do, by name; left out: all who log in read everything."""
    proxy: ProxySection | None = None
    """A reverse proxy that logs people in."""


class StoreSection(Section):
    """Where facts and figures are kept."""

    url: Annotated[str, AfterValidator(store_url)] = f"{SQLITE}slawatch.db"
    """sqlite:///FILE, beside this configuration unless the path is absolute, or postgresql+psycopg://USER@HOST/DATABASE."""
    password: Secret | None = None
    """The database password, as env:NAME or file:/path."""


class EvaluateSection(Section):
    """When figures are computed."""

    every: Seconds = 30
    """At least this often, and after every poll that changed something; 30s unless told otherwise."""
