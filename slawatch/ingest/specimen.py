"""A source made of options that lead nowhere: it is asked nothing but what it can."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from slawatch.clock import Clock
from slawatch.errors import SlawatchError
from slawatch.ingest.server_told import ServerTold
from slawatch.ingest.source import Caps, SourceKind

_TRIES: Final = 20
_WORDS: Final = ("example", "https://source.example", "env:EXAMPLE", "example/example", "example.csv", "UTC", 1)
"""What a required option may be content with, whatever it is."""

Place = tuple[int | str, ...]
"""The way to an option, as pydantic tells it."""


class _Nobody:
    def on_request(self, code_class: str) -> None:
        """Take no note."""

    def on_retry(self) -> None:
        """Take no note."""

    def on_answer(self, told: ServerTold) -> None:
        """Take no note."""


def abilities(kind: SourceKind, clock: Clock) -> Caps | None:
    """Return what sources of a kind can with few options; None where no options were found that are valid."""
    options = specimen(kind)
    if options is None:
        return None
    try:
        caps: Caps = kind.factory(options, clock=clock, observer=_Nobody()).caps
    except (SlawatchError, ValueError, OSError):
        return None
    return caps


def specimen(kind: SourceKind) -> BaseModel | None:
    """Return valid options of a kind that lead nowhere."""
    told = specimen_options(kind)
    return None if told is None else _validated(kind, told)


def specimen_options(kind: SourceKind) -> dict[str, Any] | None:
    """Return them as a configuration holds them."""
    told: dict[str, Any] = dict(kind.example)
    tried: dict[Place, int] = {}
    for _ in range(_TRIES):
        try:
            _validated(kind, told)
        except ValidationError as error:
            wrong = {each["loc"]: each["type"] for each in error.errors()}
        else:
            return told
        if any(not place for place in wrong):
            return None  # the options as a whole: nobody can guess what they lack
        try:
            for place, what in wrong.items():
                _mend(told, place, what, tried)
        except (LookupError, TypeError):
            return None  # pydantic names a place within a choice of several models, and not within the options
    return None


def _validated(kind: SourceKind, told: Mapping[str, Any]) -> BaseModel:
    model: type[BaseModel] = kind.options
    return model.model_validate(told, context={"folder": Path()})


def _mend(told: dict[str, Any], place: Place, what: str, tried: dict[Place, int]) -> None:
    """Put the next word in the place of what was refused; a list or an object that was wanted becomes one."""
    if what in {"model_type", "dict_type"}:
        _put(told, place, {})
    elif what in {"list_type", "tuple_type", "too_short"}:
        _put(told, place, ["example"])
    else:
        number = tried[place] = tried.get(place, -1) + 1
        _put(told, place, _WORDS[number % len(_WORDS)])


def _put(told: Any, place: Place, value: object) -> None:  # noqa: ANN401  objects within lists within objects
    *way, last = place
    for step in way:
        told = told[step]
    told[last] = value
