"""What can be chosen about a Zendesk account."""

from datetime import date
from typing import Final

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl

LARGEST_EXPORT: Final = 1000


class Options(Section):
    """How Zendesk is reached and what is read of it."""

    allow_http: bool = False
    """Send the token unencrypted to a host that is not this one."""
    url: ReachableUrl
    """The account's address, e.g. https://example.zendesk.com."""
    email: str | None = None
    """Whose API token it is; without it, the token is an OAuth access token."""
    token: Secret
    """An API token (with `email`) or an OAuth access token with the scope read; as env:NAME or file:/path."""
    since: date | None = None
    """Tickets that have not changed since this day (UTC) are never read; left out: all are."""
    custom_fields: Texts = ()
    """Titles of the ticket fields that the mapping uses."""
    people_salt: Secret | None = None
    """With it, assignees are told apart by pseudonyms; without it, only that a ticket has one is stored."""
    page_size: int = Field(default=LARGEST_EXPORT, ge=1, le=LARGEST_EXPORT)
    """Tickets asked for at a time."""
    requests_per_minute: int = Field(default=150, ge=10, le=2500)
    """Requests sent in a minute at the most. Zendesk allows 200 to 2500, by plan, to all who use its API together."""
