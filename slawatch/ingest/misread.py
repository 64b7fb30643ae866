"""Answers of another shape than what is read of them: told with the request and the place, as errors that pass."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from traceback import walk_tb
from typing import Any, Final, TypeVar

from slawatch.errors import RetriableSourceError, SkippableRow
from slawatch.ingest.http import HttpClient

MISREAD: Final = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What Python raises where a proxy, an update or a wrong address answers something else than was expected."""
PASSES: Final = ("check", "poll", "rescan", "census", "hydrate")

Class = TypeVar("Class", bound=type)


def understood(source: Class) -> Class:
    """Return a class of sources, its passes telling what they can't read as RetriableSourceError.

    A source reads an answer right after it asked, so the answer that came last is named. What was raised before any
    answer came is left as it is: that is a fault of the program.
    """
    for name in PASSES:
        if name in vars(source):
            setattr(source, name, _classified(vars(source)[name]))
    return source


def place(error: BaseException) -> str:
    """Return kind and place of an error without its text, which may repeat words of an answer."""
    lines = [(str(frame.f_globals["__name__"]), line) for frame, line in walk_tb(error.__traceback__)]
    name, line = [each for each in lines if each[0].partition(".")[0] not in sys.stdlib_module_names][-1]
    return f"{type(error).__name__} in {name}, line {line}"


def _classified(pass_: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(pass_)
    def run(source: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401  as a pass is called
        http: HttpClient = source._http  # noqa: SLF001  of the class that is decorated
        with _reading(http):
            told = pass_(source, *args, **named)
        return _followed(http, told) if isinstance(told, Iterator) else told

    return run


def _followed(http: HttpClient, told: Iterator[Any]) -> Iterator[Any]:
    with _reading(http):
        yield from told


@contextmanager
def _reading(http: HttpClient) -> Iterator[None]:
    try:
        yield
    except SkippableRow as error:
        raise RetriableSourceError(f"{http.answered} answers with a row that can't be read: {error}") from error
    except MISREAD as error:
        if not http.answered:
            raise
        text = f"{http.answered} answers in another shape than expected ({place(error)})"
        raise RetriableSourceError(text) from error
