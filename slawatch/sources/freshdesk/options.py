"""What can be chosen about Freshdesk."""

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl


class Options(Section):
    """How Freshdesk is reached and what is read of it."""

    allow_http: bool = False
    """Send the key unencrypted to a host that is not this one."""
    url: ReachableUrl
    """The account's own address, e.g. https://acme.freshdesk.com."""
    api_key: Secret
    """The key of an agent who sees all tickets, as env:NAME or file:/path."""
    custom_fields: Texts = ()
    """Names of the custom fields that the mapping uses, e.g. cf_service."""
    ratings: bool = False
    """Ask for what requesters said of each ticket that is done: one request more."""
    people_salt: Secret | None = None
    """With it, agents are told apart by pseudonyms; without it, only that a ticket has one is stored."""
    page_size: int = Field(default=100, ge=1, le=100)
    """Tickets asked for at a time."""
