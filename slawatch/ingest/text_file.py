"""What must be said of any text file before it can be read."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from slawatch.ingest.encodings import Encoding, is_wide
from slawatch.ingest.file_place import PathBeside
from slawatch.ingest.stamps import ISO_8601, Stamps


class TextFileOptions(BaseModel):
    """How a file is found, and how its text and its times are written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[PathBeside, Field(description="The file; relative to the folder of the configuration.")]
    encoding: Annotated[
        Encoding,
        Field(description="utf-8-sig reads UTF-8 with and without a BOM; else e.g. gb18030, utf-16 or latin-1."),
    ] = "utf-8-sig"
    time_format: Annotated[
        str, Field(description="iso8601, or a pattern of strptime such as %d/%m/%Y %H:%M, for every time.")
    ] = ISO_8601
    timezone: Annotated[str | None, Field(description="IANA zone of times without an offset, e.g. Asia/Shanghai.")] = (
        None
    )
    complete_through: Annotated[
        Literal["file_time", "read"],
        Field(
            description="Up to when the file tells everything: its last write (nothing is known of the time after it),"
            " or each reading of it (a log in which silence means that nothing happened)."
        ),
    ] = "file_time"

    @model_validator(mode="after")
    def _times_can_be_read(self) -> Self:
        self.stamps()
        return self

    def stamps(self) -> Stamps:
        """Return the reader of the file's times."""
        return Stamps(self.time_format, self.timezone)

    @property
    def line_encoding(self) -> str:
        """The encoding in which lines are looked at: files of a wide one are brought into UTF-8 first."""
        return "utf-8" if is_wide(self.encoding) else self.encoding
