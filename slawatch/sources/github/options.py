"""What can be chosen about GitHub."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.ingest.address import ReachableUrl
from slawatch.ingest.labels import Labels

LARGEST_PAGE: Final = 100
"""GitHub cuts larger pages to this without a word."""

Association = Literal["OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR"]
Repository = Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")]


class Options(Section):
    """How GitHub is reached and which issues are read."""

    allow_http: bool = False
    """Send the token unencrypted to a host that is not this one."""
    url: ReachableUrl = "https://api.github.com"
    """Where the API is; of an Enterprise Server https://HOST/api/v3."""
    token: Secret
    """A personal access token, or an app's installation token that something else renews, as env:NAME or file:/path."""
    repositories: list[Repository] = Field(min_length=1)
    """Whose issues are read, each as owner/name."""
    labels: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """By raw field, what its labels begin with ("priority/"), or a list of the labels themselves."""
    agents: list[Association] = Field(default=["OWNER", "MEMBER", "COLLABORATOR"])
    """Whose comments are replies; the author of an issue is always the one who asks."""
    people_salt: Secret | None = None
    """With it, assignees are told apart by pseudonyms; without it, only that there is one is stored."""
    page_size: int = Field(default=LARGEST_PAGE, ge=1, le=LARGEST_PAGE)
    """Issues or entries of a timeline asked for at a time."""

    @property
    def label_rules(self) -> Labels:
        """Return what labels say."""
        return Labels(dict(self.labels))
