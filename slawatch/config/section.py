"""What every part of the configuration has in common."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from slawatch.config.faults import Written


class Section(BaseModel):
    """A part of the file: unknown keys are faults, a key with nothing behind it is as good as left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Written) -> Written:
        if data is None:
            return {}
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


class ShortSection(Section):
    """A part that may be written as one text, which stands for one of its keys."""

    shorthand: ClassVar[str]
    """The key that the text stands for."""

    @model_validator(mode="before")
    @classmethod
    def _written_out(cls, data: Written) -> Written:
        return {cls.shorthand: data} if isinstance(data, str) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return what an editor accepts: the text, or the part written out."""
        return {"anyOf": [{"type": ["string", "null"]}, handler(core_schema)]}
