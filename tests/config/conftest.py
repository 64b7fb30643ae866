"""Small kinds of sources, so that configurations can be read without the real ones."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from slawatch.config.secrets import Secret
from slawatch.config.settings import SourceSchema
from slawatch.model.mapping import FieldMap


class Columns(BaseModel):
    """Columns of a table."""

    id: str = "id"


class DeskOptions(BaseModel):
    """A help desk."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: str
    token: Secret
    page_size: int = 100


class TableOptions(BaseModel):
    """A table in a file."""

    model_config = ConfigDict(extra="forbid")

    path: Path
    columns: Columns = Columns()

    @field_validator("path", mode="after")
    @classmethod
    def _beside(cls, path: Path, info: ValidationInfo) -> Path:
        folder: Path = (info.context or {}).get("folder", Path())
        return folder / path


class PlayOptions(BaseModel):
    """A play."""

    model_config = ConfigDict(extra="forbid")

    seed: int = 1


@pytest.fixture
def kinds() -> Mapping[str, SourceSchema]:
    return {
        "desk": SourceSchema(
            options=DeskOptions,
            status_classes={"new": "new", "open": "open", "stalled": "pending_other", "resolved": "resolved"},
            attributes={"priority": FieldMap(field="Priority")},
        ),
        "table": SourceSchema(options=TableOptions, public_replies=False),
        "play": SourceSchema(options=PlayOptions, simulated=True),
    }
