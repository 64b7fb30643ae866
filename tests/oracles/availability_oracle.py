"""Availability by brute force: every second is looked at by itself.

Shares no code with slawatch, on purpose: it is what slawatch is checked against. A second is named by its start.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations, product

Stretch = tuple[int, int]


def inside(second: int, stretches: Iterable[Stretch]) -> bool:
    return any(start <= second < end for start, end in stretches)


class Oracle:
    """`counts` tells whether a second is service time; `degraded` holds (stretch, weight)."""

    def __init__(self, counts: Callable[[int], bool], mode: str, **told: list) -> None:
        self.counts = counts
        self.mode = mode
        self.down: list[Stretch] = told.get("down", [])
        self.degraded: list[tuple[Stretch, Fraction]] = told.get("degraded", [])
        self.excluded: list[Stretch] = told.get("excluded", [])
        self.unknown: list[Stretch] = told.get("unknown", [])

    def state(self, second: int) -> str:
        if not self.counts(second):
            return "closed"
        if self.mode != "raw" and inside(second, self.excluded):
            return "excluded"
        if inside(second, self.unknown):
            return "unknown"
        if inside(second, self.down):
            return "down"
        if inside(second, [stretch for stretch, _ in self.degraded]):
            return "degraded"
        return "up"

    def loss(self, second: int) -> Fraction:
        state = self.state(second)
        if state == "degraded":
            return max(weight for stretch, weight in self.degraded if inside(second, [stretch]))
        return Fraction(state == "down")

    def seconds(self, start: int, end: int) -> Counter:
        return Counter(self.state(second) for second in range(start, end))

    def lost(self, start: int, end: int) -> Fraction:
        return sum((self.loss(second) for second in range(start, end)), Fraction(0))

    def first_breach(self, start: int, end: int, allowed: Fraction) -> int | None:
        """Return the earliest instant before which more than allowed was lost."""
        lost = Fraction(0)
        for second in range(start, end):
            lost += self.loss(second)
            if lost > allowed:
                return second + 1
        return None

    def merged(self, start: int, end: int) -> list[Stretch]:
        """Return the outages that overlap or touch as one, from a range that holds them all."""
        edges = [second for second in range(start, end + 1) if self._turns(second)]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def failures(self, start: int, end: int, since: int, until: int) -> int:
        """Return how many merged outages lost their first second in [start, end); all lie in [since, until)."""
        return len(self.first_lost(start, end, since, until))

    def first_lost(self, start: int, end: int, since: int, until: int) -> list[int]:
        """Return the first lost second of each merged outage that has it in [start, end); all lie in [since, until)."""
        firsts = (
            next((second for second in range(*outage) if self.state(second) == "down"), None)
            for outage in self.merged(since, until)
        )
        return [first for first in firsts if first is not None and start <= first < end]

    def _turns(self, second: int) -> bool:
        return inside(second, self.down) != inside(second - 1, self.down)


def counted(down: list[Stretch], *, gap: int, shortest: int, as_of: int) -> tuple[set[int], set[int]]:
    """Return the seconds before as_of that count as outage, and those of outages that are too short."""
    bad = {second for start, end in down for second in range(start, min(end, as_of))}
    for second in range(min(bad, default=0), as_of):
        if second - 1 in bad and second not in bad:
            after = next((n for n in range(second, second + gap + 1) if n in bad), second)
            bad |= set(range(second, after))
    runs: list[list[int]] = []
    for second in sorted(bad):
        if runs and runs[-1][-1] == second - 1:
            runs[-1].append(second)
        else:
            runs.append([second])
    return (
        {second for run in runs if len(run) >= shortest for second in run},
        {second for run in runs if len(run) < shortest for second in run},
    )


def excluded(  # noqa: PLR0913  the facts and every term of the agreement
    told: list[tuple[Stretch, int | None, bool]],
    counts: Callable[[int], bool],
    period: Callable[[int], object],
    *,
    notice: int,
    allowance: int | None,
    as_of: int,
) -> set[int]:
    """Return the service seconds that are excluded; `told` holds (stretch, approved at, in retrospect)."""
    good = [
        (start, end)
        for (start, end), approved, retrospective in told
        if approved is not None and (approved + notice <= start or retrospective) and approved <= as_of
    ]
    used: Counter = Counter()
    found = set()
    for second in range(min((start for start, _ in good), default=0), max((end for _, end in good), default=0)):
        if inside(second, good) and counts(second) and (allowance is None or used[period(second)] < allowance):
            used[period(second)] += 1
            found.add(second)
    return found


def whole(rule: str, parts: list[tuple[str, Fraction]], *, needed: int, shares: list[Fraction]) -> tuple[str, Fraction]:
    """Return (state, loss) of a whole from those of its parts, by counting what works."""
    if rule == "capacity":
        if all(state == "down" for state, _ in parts):
            return "down", Fraction(1)
        if all(state == "up" for state, _ in parts):
            return "up", Fraction(0)
        return "degraded", sum((share * loss for share, (_, loss) in zip(shares, parts, strict=True)), Fraction(0))
    if sum(state != "down" for state, _ in parts) < needed:
        return "down", Fraction(1)
    if sum(state == "up" for state, _ in parts) >= needed:
        return "up", Fraction(0)
    # So many must carry it: the best of every choice of them is only as good as its worst.
    usable = [loss if state == "degraded" else Fraction(-1) for state, loss in parts if state != "down"]
    return "degraded", min(max(choice) for choice in combinations(usable, needed))


def whole_or_unknown(
    rule: str, parts: list[tuple[str, Fraction]], *, needed: int, shares: list[Fraction]
) -> tuple[str, Fraction] | None:
    """Return (state, loss), None where unknown parts could make it another one, whatever they may be."""
    could_be = [
        [("up", Fraction(0)), ("down", Fraction(1)), ("degraded", Fraction(1, 7))]
        if state == "unknown"
        else [(state, loss)]
        for state, loss in parts
    ]
    found = {whole(rule, list(each), needed=needed, shares=shares) for each in product(*could_be)}
    return found.pop() if len(found) == 1 else None
