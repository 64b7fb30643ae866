"""What can be chosen about GitLab."""

from typing import Final

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.ingest.address import ReachableUrl
from slawatch.ingest.labels import Labels

LARGEST_PAGE: Final = 100
"""GitLab cuts larger pages to this without a word."""
PLANNER: Final = 15


class Options(Section):
    """How GitLab is reached and which issues are read."""

    allow_http: bool = False
    """Send the token unencrypted to a host that is not this one."""
    url: ReachableUrl = "https://gitlab.com"
    """GitLab's start page, with its path if it has one."""
    token: Secret
    """A personal, group or project access token with the scope read_api, as env:NAME or file:/path."""
    projects: list[str | int] = Field(min_length=1)
    """Whose issues are read, by path (group/project) or number."""
    labels: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """By raw field, what its labels begin with ("priority::"), or a list of the labels themselves."""
    agents: int = Field(default=PLANNER, ge=0, le=50)
    """Members with at least this access level answer; 15 is a planner, 20 a reporter. 0: everybody does."""
    people_salt: Secret | None = None
    """With it, assignees are told apart by pseudonyms; without it, only that there is one is stored."""
    page_size: int = Field(default=LARGEST_PAGE, ge=1, le=LARGEST_PAGE)
    """Rows asked for at a time."""

    @property
    def label_rules(self) -> Labels:
        """Return what labels say."""
        return Labels(dict(self.labels))
