"""Timers by objective, service and priority, against loops over plain lists."""

import random
from dataclasses import replace
from typing import Any

import pytest
from figure_cases import MAIL, RESOLVED, SHOP, a_plan, agreement, at, met, missed, seconds, timer_rows

from slawatch.engine.columns import Phase
from slawatch.engine.rows import no_rows
from slawatch.engine.timer_spread import TimerSpread, timer_spreads
from slawatch.engine.windows import window
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Outcome

JUNE = Interval(at("2026-06-01"), at("2026-07-01"))
AS_OF = from_epoch(seconds("2026-06-20"))
PROMISED = agreement(services=(MAIL, SHOP), objectives=(RESOLVED,))


def drawn(seed: int, count: int = 300) -> list[dict[str, Any]]:
    """Return timers of May and June, some of them paused, cancelled or open."""
    dice, told = random.Random(seed), []
    for number in range(count):
        day = seconds("2026-05-20") + dice.randrange(30) * 86400
        elapsed = dice.randrange(1, 8_000)
        timer = met(day, elapsed=elapsed) if elapsed <= 3600 else missed(day, elapsed=elapsed)
        timer |= {
            "promise": 0,
            "ticket": number,
            "service": dice.choice((MAIL, SHOP)),
            "priority": dice.choice(("P1", "P2", "")),
        }
        timer |= {"paused": dice.choice((0, 0, dice.randrange(1, 500))), "when": day}
        if dice.random() < 0.1:
            timer |= {"phase": Phase.CANCELLED}
        told.append(timer)
    return told


def smallest(lengths: list[int], share: float) -> int | None:
    """Return the smallest length that at least a share of all don't exceed."""
    fitting = (each for each in sorted(lengths) if sum(other <= each for other in lengths) >= share * len(lengths))
    return next(fitting, None)


def columns(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "when"}


def spreads(told: list[dict[str, Any]]) -> dict[tuple[str, str], TimerSpread]:
    judged = a_plan(PROMISED)
    seen = [window(PROMISED, JUNE, as_of=AS_OF) for _ in judged.promises]
    found = timer_spreads(judged, replace(no_rows(), timers=timer_rows(judged, *map(columns, told))), seen)
    return {(each.service_id, each.priority): each for each in found}


@pytest.mark.parametrize("seed", range(5))
def test_numbers_and_lengths_are_those_of_the_list(seed: int) -> None:
    told = drawn(seed)
    found = spreads(told)
    june = [each for each in told if each["when"] >= seconds("2026-06-01")]
    assert found.keys() == {(each["service"], each["priority"]) for each in june}
    for (service, priority), spread in found.items():
        own = [each for each in june if (each["service"], each["priority"]) == (service, priority)]
        judged = [each for each in own if each["phase"] is not Phase.CANCELLED]
        lengths = [each["elapsed"] for each in judged]
        pauses = [each["paused"] for each in judged if each["paused"]]
        assert spread.judged == len(judged)
        assert spread.met == sum(each <= 3600 for each in lengths)
        assert spread.outcomes.get(Outcome.CANCELLED, 0) == len(own) - len(judged)
        assert spread.elapsed.median_seconds == smallest(lengths, 0.5)
        assert spread.elapsed.p90_seconds == smallest(lengths, 0.9)
        assert spread.elapsed.max_seconds == max(lengths)
        assert (spread.paused.n, spread.paused_seconds) == (len(pauses), sum(pauses))
        assert spread.paused.median_seconds == smallest(pauses, 0.5)


def test_an_open_ticket_is_counted_and_has_no_length() -> None:
    waiting = {"promise": 0, "started_at": seconds("2026-06-10"), "phase": Phase.PAUSED, "elapsed": 500}
    (spread,) = spreads([waiting]).values()
    assert (spread.outcomes, spread.judged, spread.elapsed.n) == ({Outcome.PAUSED: 1}, 0, 0)


def test_without_a_timer_there_is_nothing() -> None:
    assert spreads([met(seconds("2026-05-03"), promise=0)]) == {}
