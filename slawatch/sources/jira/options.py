"""What can be chosen about a Jira."""

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl
from slawatch.model.desk import Relation

LARGEST_PAGE: Final = 100
"""Jira Cloud cuts larger pages of issues with fields to this without a word."""


class Options(Section):
    """How a Jira is reached and what is read of it."""

    allow_http: bool = False
    """Send the token unencrypted to a host that is not this one."""
    url: ReachableUrl
    """Where Jira's start page is, e.g. https://example.atlassian.net or https://example.org/jira; for tokens with
    scopes and OAuth https://api.atlassian.com/ex/jira/ followed by the id of the site."""
    token: Secret
    """An API token (Cloud), a personal access token (Data Center) or an OAuth token, as env:NAME or file:/path."""
    user: str | None = None
    """The account's e-mail address (Cloud) or name (Data Center, whose password is then the token); left out, the
    token is sent as a bearer token."""
    projects: Texts = ()
    """Keys of the projects that are read; left out: every project that the account sees."""
    custom_fields: Texts = ()
    """Names or ids (customfield_10050) of the custom fields that the mapping uses."""
    relations: Mapping[str, Relation] = Field(default_factory=dict)
    """What links mean, by the words that stand at them: {"is caused by": caused_by}; beside those that are known."""
    agent_groups: Texts = ()
    """Names of the groups whose members are agents; left out: everybody who is neither customer nor requester."""
    native_sla: bool = True
    """Read the service levels that Jira Service Management computes: one more request for each changed request."""
    people_salt: Secret | None = None
    """With it, assignees are told apart by pseudonyms; without it, only that an issue has an assignee is stored."""
    page_size: int = Field(default=LARGEST_PAGE, ge=2, le=LARGEST_PAGE)
    """Issues asked for at a time."""
