"""What is wrong in a configuration, said so that it can be mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError, ValidationError

Trail = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""


Written = Any
"""What stands in the file: text, None, or lists and maps of them."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, and what to do about it."""

    trail: Trail
    text: str
    place: Place | None = None
    """None: where `trail` leads."""


def report(faults: Iterable[Fault], places: Mapping[Trail, Place]) -> str:
    """Return a line for each fault, in the order of files and lines."""
    placed = {(fault.place or _nearest_place(fault.trail, places), _line(fault, places)) for fault in faults}
    return "\n".join(f"{place.file}:{place.line}: {line}" for place, line in sorted(placed))


def suggestion(found: str, known: Iterable[str]) -> str:
    """Return `; did you mean "x"?` for the nearest known word, or nothing where none is near."""
    lowered = {word.lower(): word for word in known}
    near = get_close_matches(found.lower(), lowered, n=1, cutoff=0.6)
    return f'; did you mean "{lowered[near[0]]}"?' if near else ""


def choice(found: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that names the nearest known word and all that are allowed."""
    words = list(known)
    near = suggestion(found, words)
    return f"{near or ';'} allowed: {', '.join(words)}"


def found(value: Written) -> str:
    """Return a value from the file as a message may show it."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'  # noqa: PLR2004  a line stays readable


def refused(title: str, faults: Iterable[tuple[Trail, str]]) -> ValidationError:
    """Return one error that holds several faults of one model, each at its own key."""
    return ValidationError.from_exception_data(
        title,
        [
            InitErrorDetails(type=PydanticCustomError("refused", "{text}", {"text": text}), loc=trail, input=None)
            for trail, text in faults
        ],
    )


def moved(title: str, error: ValidationError, *, at: Trail) -> ValidationError:
    """Return an error again, with each of its faults further down, at a part of another model."""
    return ValidationError.from_exception_data(title, [_moved(details, at) for details in error.errors()])


def _moved(details: ErrorDetails, at: Trail) -> InitErrorDetails:
    kind, told = details["type"], details.get("ctx", {})
    own = PydanticCustomError("refused", "{text}", told) if kind == "refused" else kind
    return InitErrorDetails(type=own, loc=(*at, *details["loc"]), input=details["input"], ctx=told)


def _line(fault: Fault, places: Mapping[Trail, Place]) -> str:
    trail = fault.trail
    while trail and isinstance(trail[-1], int) and trail not in places:
        trail = trail[:-1]
    return f"{_path(trail)}: {fault.text}" if trail else fault.text


def _path(trail: Trail) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in trail).removeprefix(".")


def _nearest_place(trail: Trail, places: Mapping[Trail, Place]) -> Place:
    while trail not in places:
        trail = trail[:-1]
    return places[trail]
