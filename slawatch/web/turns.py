"""Work for pages that is done a few at a time, so that neither a scrape nor an evaluation waits long for its turn."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from slawatch.web.problem import busy

T = TypeVar("T")


class Turns:
    """So many pieces of work at once in worker threads, so many more waiting; others are sent away."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._here = 0

    async def take(self, work: Callable[[], T]) -> T:
        """Return what the work gives; a Problem where too many are here already."""
        if self._here >= self._most:
            raise busy()
        self._here += 1
        try:
            async with self._free:
                return await run_in_threadpool(work)
        finally:
            self._here -= 1
