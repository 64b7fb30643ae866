"""Secrets that are named in the configuration and read only when they are used."""

import os
from pathlib import Path
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from slawatch.errors import ConfigError, FatalSourceError

MASK: Final = "**********"


class SecretError(ConfigError, FatalSourceError):
    """A secret can't be read: the daemon can't start, or a poll can't go on, until somebody puts it there."""


class Secret:
    """A secret by its name, `env:NAME` or `file:/path`; it is printed, dumped and hashed as a mask."""

    __slots__ = ("_kind", "_name")

    def __init__(self, reference: str, *, folder: Path | None = None) -> None:
        kind, colon, name = reference.partition(":")
        if not colon or kind not in {"env", "file"} or not name:
            # The text that stands there may be the secret itself: it is not repeated.
            raise ValueError(
                "a secret does not stand in the file; write env:NAME (an environment variable) or file:/path"
            )
        self._kind = kind
        self._name = name if kind == "env" else str((folder or Path()) / name)

    @property
    def path(self) -> str | None:
        """The file that holds it, for programs that read it themselves; None for an environment variable."""
        return self._name if self._kind == "file" else None

    def reveal(self) -> str:
        """Read the secret now; a file's last line break is no part of it."""
        value = os.environ.get(self._name, "") if self._kind == "env" else self._content()
        if not value:
            raise SecretError(f"the secret {self._kind}:{self._name} is empty or not set")
        return value

    def _content(self) -> str:
        try:
            return Path(self._name).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise SecretError(f"the secret file:{self._name} can't be read: {error}") from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and (self._kind, self._name) == (other._kind, other._name)

    def __hash__(self) -> int:
        return hash((self._kind, self._name))

    def __repr__(self) -> str:
        return f"Secret({self._kind}:{self._name})"

    def __str__(self) -> str:
        return MASK

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema: text in, a secret inside, a mask out."""
        return core_schema.with_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda _: MASK, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return what an editor checks."""
        return {"type": "string", "pattern": "^(env|file):.+$"}

    @classmethod
    def _validate(cls, value: object, info: ValidationInfo) -> "Secret":
        if isinstance(value, Secret):
            return value
        folder = (info.context or {}).get("folder")
        return cls(value if isinstance(value, str) else "", folder=folder)
