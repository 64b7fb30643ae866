"""What can be chosen about a Redmine."""

from typing import Final

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl

LARGEST_PAGE: Final = 100
"""Redmine cuts larger pages to this without a word."""


class Options(Section):
    """How a Redmine is reached and what is read of it."""

    allow_http: bool = False
    """Send the key unencrypted to a host that is not this one."""
    url: ReachableUrl
    """Where Redmine's start page is, e.g. https://redmine.example.org or https://example.org/redmine."""
    api_key: Secret
    """The API key of the account that reads, as env:NAME or file:/path."""
    projects: Texts = ()
    """Identifiers of the projects that are read, without their subprojects; left out: all that the account sees."""
    custom_fields: Texts = ()
    """Names of the issue custom fields that the mapping uses."""
    people_salt: Secret | None = None
    """With it, assignees are told apart by pseudonyms; without it, only that an issue has an assignee is stored."""
    page_size: int = Field(default=LARGEST_PAGE, ge=1, le=LARGEST_PAGE)
    """Issues asked for at a time."""
