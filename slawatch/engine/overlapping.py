"""What shares time, put together."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def overlapping(things: Iterable[T], span: Callable[[T], tuple[float, float]]) -> Iterator[list[T]]:
    """Yield together what shares time, also by way of others; the things must come by their starts.

    `span` tells of a thing when it starts and when it is over; what only touches another stays apart.
    """
    together: list[T] = []
    over = float("-inf")
    for each in things:
        start, end = span(each)
        if together and start >= over:
            yield together
            together, over = [], end
        together.append(each)
        over = max(over, end)
    if together:
        yield together
