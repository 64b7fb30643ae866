"""A few questions at once: the rest waits, and what is too much is sent away."""

import asyncio
import threading

import pytest

from slawatch.web.problem import Problem
from slawatch.web.turns import Turns


def test_so_many_work_at_once_and_the_next_are_sent_away() -> None:
    at_work, most, release = threading.Semaphore(0), [0, 0], threading.Event()
    guard = threading.Lock()

    def work() -> str:
        with guard:
            most[0] += 1
            most[1] = max(most)
        at_work.release()
        assert release.wait(10)
        with guard:
            most[0] -= 1
        return "told"

    async def crowd() -> list[object]:
        turns = Turns(at_once=2, waiting=3)
        asked = [asyncio.create_task(turns.take(work)) for _ in range(7)]
        for _ in range(2):
            await asyncio.to_thread(at_work.acquire)
        release.set()
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert await turns.take(lambda: "again") == "again"
        return told

    told = asyncio.run(crowd())
    assert most[1] == 2
    assert told.count("told") == 5
    refused = [each for each in told if isinstance(each, Problem)]
    assert [(each.status, each.retry_after) for each in refused] == [(503, 5), (503, 5)]


def test_work_that_fails_gives_its_place_back() -> None:
    def work() -> None:
        raise ValueError("broken")

    async def again() -> int:
        turns = Turns(at_once=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ValueError, match="broken"):
                await turns.take(work)
        return await turns.take(lambda: 1)

    assert asyncio.run(again()) == 1
