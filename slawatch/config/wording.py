"""The validator's errors in the words of the configuration."""

import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Final, Union

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from slawatch.config.faults import Fault, Trail, choice, found

Annotation = Any
"""A type as fields are annotated with."""

_WANTED: Final = {
    "string_type": "a text is needed here",
    "int_type": "a whole number is needed here",
    "int_parsing": "a whole number is needed here",
    "float_parsing": "a number is needed here",
    "bool_parsing": "true or false is needed here",
    "dict_type": "a map is needed here (key: value, a line each)",
    "mapping_type": "a map is needed here (key: value, a line each)",
    "model_type": "a map is needed here (key: value, a line each)",
    "model_attributes_type": "a map is needed here (key: value, a line each)",
    "list_type": "a list is needed here ([a, b])",
    "tuple_type": "a list is needed here ([a, b])",
    "set_type": "a list is needed here ([a, b])",
    "frozen_set_type": "a list is needed here ([a, b])",
}


def faults(
    error: ValidationError, model: type[BaseModel], *, at: Trail = (), beside: Sequence[str] = ()
) -> Iterator[Fault]:
    """Yield a fault for every error of a model's validation.

    `at` leads to the model's part of the file, `beside` are keys that may stand there and are not the model's.
    """
    for details in error.errors(include_url=False):
        trail = tuple(part for part in details["loc"] if part != "[key]")
        yield Fault((*at, *trail), _text(details, trail, model, beside))


def _text(details: ErrorDetails, trail: Trail, model: type[BaseModel], beside: Sequence[str]) -> str:
    match details["type"]:
        case "refused" | "value_error":
            return str(details.get("ctx", {}).get("error") or details["msg"])
        case "missing":
            return f"is missing{_described(model, trail)}"
        case "extra_forbidden":
            keys = [*(beside if len(trail) == 1 else ()), *_keys(model, trail[:-1])]
            return f'the key "{trail[-1]}" is not known here{choice(str(trail[-1]), keys)}'
        case "enum" | "literal_error":
            allowed = re.findall(r"'([^']*)'", details["ctx"]["expected"])
            return f"{found(details['input'])} is not allowed{choice(str(details['input']), allowed)}"
        case "too_short":
            return f"{found(details['input'])} stands here and holds nothing{_described(model, trail)}"
        case kind:
            wanted = _WANTED.get(kind) or _lowered(details["msg"])
            return f"found {found(details['input'])}; {wanted}"


def _described(model: type[BaseModel], trail: Trail) -> str:
    parent = _type_at(model, trail[:-1])
    if not _is_model(parent):
        return ""
    field = fields(parent).get(str(trail[-1]))
    told = " ".join((field.description or "").split()) if field else ""
    return f"; {_lowered(told).rstrip('.')}" if told else ""


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _keys(model: type[BaseModel], trail: Trail) -> list[str]:
    parent = _type_at(model, trail)
    return list(fields(parent)) if _is_model(parent) else []


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a model's fields by the names that stand in the file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _type_at(model: Annotation, trail: Trail) -> Annotation:
    for part in trail:
        model = _child(_plain(model), part)
    return _plain(model)


def _child(kind: Annotation, part: str | int) -> Annotation:
    if _is_model(kind):
        field = fields(kind).get(str(part))
        return field.annotation if field else None
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return arguments[1]
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return arguments[0]
    return None


def _plain(kind: Annotation) -> Annotation:
    """Return a type without its annotations, and without the None that it may be."""
    origin: Annotation = typing.get_origin(kind)
    if origin is Annotated:
        return _plain(typing.get_args(kind)[0])
    if origin in {Union, UnionType}:
        inner = [each for each in typing.get_args(kind) if each is not type(None)]
        return _plain(inner[0]) if len(inner) == 1 else kind
    return kind


def _is_model(kind: Annotation) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
