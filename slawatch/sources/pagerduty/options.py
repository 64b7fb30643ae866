"""What can be chosen about a PagerDuty account."""

from typing import Final, Literal

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl

LARGEST_PAGE: Final = 100


class Options(Section):
    """How PagerDuty is reached and what is read of it."""

    allow_http: bool = False
    """Send the key unencrypted to a host that is not this one."""
    url: ReachableUrl = Field(default="https://api.pagerduty.com", validate_default=True)
    """Where its API is; accounts in the European service region use https://api.eu.pagerduty.com."""
    token: Secret
    """A read-only API key of the account or of a user, or an OAuth access token; as env:NAME or file:/path."""
    auth: Literal["token", "bearer"] = "token"
    """How the token is sent: `token` for API keys, `bearer` for OAuth access tokens."""
    services: Texts = ()
    """Ids of the services whose incidents are read (P1234AB); left out: every service that the key sees."""
    teams: Texts = ()
    """Ids of the teams whose incidents are read; left out: all."""
    people_salt: Secret | None = None
    """With it, assignees are told apart by pseudonyms; without it, only that somebody was assigned is stored."""
    page_size: int = Field(default=LARGEST_PAGE, ge=1, le=LARGEST_PAGE)
    """Incidents or log entries asked for at a time."""
    requests_per_minute: int = Field(default=480, ge=10, le=960)
    """Requests sent in a minute at the most; PagerDuty allows a key 960."""
