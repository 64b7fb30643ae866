"""What can be chosen about a Znuny or OTOBO."""

from typing import Final, Literal

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts, Zone
from slawatch.ingest.address import ReachableUrl

LARGEST_PAGE: Final = 500


class Options(Section):
    """How a Znuny or OTOBO is reached and what is read of it."""

    allow_http: bool = False
    """Send the password unencrypted to a host that is not this one."""
    url: ReachableUrl
    """Where index.pl is, e.g. https://znuny.example.org/znuny or https://example.org/otobo."""
    username: str
    """The agent that reads."""
    password: Secret
    """Its password, as env:NAME or file:/path."""
    webservice: str = Field(default="slawatch", pattern=r"^[A-Za-z0-9_.-]+$")
    """The name under which the web service was imported."""
    timezone: Zone = "UTC"
    """The setting OTRSTimeZone (OTOBOTimeZone): in it times are stored, sent and asked for."""
    repeated_hour: Literal["refuse", "accept"] = "refuse"
    """Whether to read a system whose clock shows an hour twice a year, times of which may be an hour early."""
    queues: Texts = ()
    """Names of the queues whose tickets are read; left out: every queue that the agent sees."""
    dynamic_fields: Texts = ()
    """Names of the dynamic fields that the mapping uses."""
    people_salt: Secret | None = None
    """With it, owners are told apart by pseudonyms; without it, only that a ticket has an owner is stored."""
    page_size: int = Field(default=100, ge=1, le=LARGEST_PAGE)
    """Tickets asked for at a time."""
