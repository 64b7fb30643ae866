"""What can be chosen about Freshservice."""

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl


class Options(Section):
    """How Freshservice is reached and what is read of it."""

    allow_http: bool = False
    """Send the key unencrypted to a host that is not this one."""
    url: ReachableUrl
    """The account's own address, e.g. https://acme.freshservice.com."""
    api_key: Secret
    """The key of an agent who sees all tickets, as env:NAME or file:/path."""
    custom_fields: Texts = ()
    """Names of the custom fields that the mapping uses, e.g. affected_service."""
    ratings: bool = False
    """Ask for what requesters said of each ticket that is done: one request more."""
    links: bool = True
    """Ask for each ticket's problem and change: one request more."""
    workspaces: list[int] = Field(default_factory=list)
    """Numbers of the workspaces that are read; left out: the primary one, or all there is without workspaces."""
    people_salt: Secret | None = None
    """With it, agents are told apart by pseudonyms; without it, only that a ticket has one is stored."""
    page_size: int = Field(default=100, ge=1, le=100)
    """Tickets asked for at a time."""
