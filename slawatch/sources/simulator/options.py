"""Options of a simulated desk."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from slawatch.ingest.file_place import PathBeside


class Options(BaseModel):
    """What can be chosen about the simulated desk."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: Annotated[int, Field(description="Another seed tells another story.")] = 20000
    history: Annotated[int, Field(ge=1, le=3650, description="Days of history at the first start.")] = 396
    quiet: Annotated[bool, Field(description="Nothing happens by itself; only the drill is told.")] = False
    # It is no part of the options' hash: a drill begins and ends without the story being told once more.
    drill: Annotated[
        PathBeside | None,
        Field(exclude=True, description="A file with outages and tickets of your own, read again at every poll."),
    ] = None
