"""Options of a source as they are given on a command line, and those that are still missing."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from slawatch.errors import ConfigError
from slawatch.ingest.source import SourceKind

Prompt = Callable[[str, str], str]
"""Asks somebody for an option by its name and what it is for."""


def read_options(given: Iterable[str]) -> dict[str, Any]:
    """Return options of texts like `url=https://…` and `columns.id=number`; values are YAML."""
    told: dict[str, Any] = {}
    for text in given:
        name, is_there, value = text.partition("=")
        if not is_there or not name:
            raise ConfigError(f"--set {name}: write NAME=VALUE, e.g. --set url=https://desk.example.org")
        _put(told, name.split("."), _value(name, value))
    return told


def completed(kind: SourceKind, told: dict[str, Any], *, folder: Path, prompt: Prompt) -> BaseModel:
    """Return valid options; whatever the kind needs and nobody gave is asked for and added to what was told."""
    while True:
        try:
            return _validated(kind.options, told, folder)
        except ValidationError as error:
            faults = error.errors(include_input=False, include_url=False)
        wrong = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in faults if each["type"] != "missing"]
        if wrong:
            raise ConfigError("\n".join([f"the options of {kind.name} are not right:", *wrong]))
        for each in faults:
            way = [str(step) for step in each["loc"]]
            _put(told, way, _value(".".join(way), prompt(".".join(way), _purpose(kind, way))))


def _validated(model: type[BaseModel], told: Mapping[str, Any], folder: Path) -> BaseModel:
    return model.model_validate(told, context={"folder": folder})


def _purpose(kind: SourceKind, way: list[str]) -> str:
    field = kind.options.model_fields.get(way[0])
    return (field.description or "") if field is not None and len(way) == 1 else ""


def _value(name: str, text: str) -> Any:  # noqa: ANN401  whatever YAML knows
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise ConfigError(f"the value of {name} is no YAML; quote it") from None  # it may be a secret: not repeated


def _put(told: dict[str, Any], way: list[str], value: object) -> None:
    *parts, last = way
    for part in parts:
        told = told.setdefault(part, {})
    told[last] = value
