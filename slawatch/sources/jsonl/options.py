"""What can be chosen about a file of JSON lines."""

from typing import Annotated

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.ingest.text_file import TextFileOptions


class Options(TextFileOptions):
    """Options of kind jsonl."""

    replies: Annotated[
        bool, Field(description="The lines tell every reply to requesters; otherwise first responses are unknown.")
    ] = False
    people_salt: Annotated[
        Secret | None,
        Field(description="With it people are told apart by pseudonyms; without it, only that there is another one."),
    ] = None

    @property
    def tells_replies(self) -> bool:
        """First responses are known where replies are told."""
        return self.replies
