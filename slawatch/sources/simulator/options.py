"""Options of a simulated desk."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Options(BaseModel):
    """What can be chosen about the simulated desk."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: Annotated[int, Field(description="Another seed tells another story.")] = 20000
    history: Annotated[int, Field(ge=1, le=3650, description="Days of history at the first start.")] = 396
