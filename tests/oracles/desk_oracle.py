"""The desk's work by brute force: every ticket replayed event by event, every count a loop.

Shares no code with slawatch, on purpose: it is what slawatch is checked against.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

DONE = {"resolved", "closed"}
ENDED = DONE | {"cancelled", "deleted", "merged"}
STAGES = {"new", "pending_requester", "pending_supplier", "pending_other"}


@dataclass
class Story:
    """A ticket as created, and (at, what, value) of what happens to it, in order: status, team, question."""

    created: int
    status: str
    team: str
    kind: str
    service: str
    events: list = field(default_factory=list)


@dataclass
class Stretch:
    """A time in which neither status nor team changes; `end` is None for the last one."""

    start: int
    end: int | None
    status: str
    team: str

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED


def stretches(story: Story) -> list[Stretch]:
    """Replay a ticket; one that is created done was new for no time."""
    told = [Stretch(story.created, None, "new" if story.status in ENDED else story.status, story.team)]
    for at, what, value in [(story.created, "status", story.status), *story.events]:
        last = told[-1]
        status, team = (
            value if what == name else held for name, held in (("status", last.status), ("team", last.team))
        )
        if (status, team) != (last.status, last.team):
            last.end = at
            told.append(Stretch(at, None, status, team))
    return told


def moves(story: Story) -> Iterator[tuple[int, str, str]]:
    """Yield (at, team, way) of every coming and going."""
    before: Stretch | None = None
    for here in stretches(story):
        was, is_there = before is not None and before.is_open, here.is_open
        if was and is_there and before.team == here.team:
            before = here
            continue
        if was:
            done = "resolved" if here.status in DONE else "cancelled"
            yield here.start, before.team, "handed_away" if is_there else done
        if is_there:
            yield here.start, here.team, "handed_in" if was else "created" if before is None else "reopened"
        before = here


def workload(stories: list[Story], start: int, end: int) -> dict[tuple[str, str], Counter]:
    """Count by (team, kind) what came and went in [start, end), and what lay there just before both."""
    found: dict[tuple[str, str], Counter] = {}
    for story in stories:
        for at, team, way in moves(story):
            if start <= at < end:
                found.setdefault((team, story.kind), Counter())[way] += 1
        for at, name in ((start, "backlog_start"), (end, "backlog_end")):
            for here in stretches(story):
                if here.is_open and here.start < at and (here.end is None or at <= here.end):
                    found.setdefault((here.team, story.kind), Counter())[name] += 1
    return found


def done_at(story: Story) -> int | None:
    """When the ticket entered the done stretch in which it stands; None while it is open, or came to nothing."""
    entered = None
    for here in stretches(story):
        if here.is_open:
            entered = None
        elif entered is None:
            entered = here
    return entered.start if entered and entered.status in DONE else None


def lives(stories: list[Story], start: int, end: int) -> Iterator[tuple[Story, list[Stretch]]]:
    """Yield the tickets done in [start, end) with their stretches up to the last open one."""
    for story in stories:
        done = done_at(story)
        if done is not None and start <= done < end:
            told = stretches(story)
            while not told[-1].is_open:
                told.pop()
            yield story, told


def by_stage(stories: list[Story], start: int, end: int, seconds: Callable) -> dict[tuple, list[int]]:
    """Add up each done ticket's seconds by (service, kind, stage)."""
    found: dict[tuple, list[int]] = {}
    for story, told in lives(stories, start, end):
        sums: Counter = Counter()
        for here in told:
            stage = here.status if here.status in STAGES else "open" if here.is_open else "done"
            sums[stage] += seconds(here.start, here.end)
        for stage, total in sums.items():
            found.setdefault((story.service, story.kind, stage), []).append(total)
    return found


def by_team(stories: list[Story], start: int, end: int, seconds: Callable) -> dict[str, list[int]]:
    """Add up each done ticket's open seconds by team."""
    found: dict[str, list[int]] = {}
    for _, told in lives(stories, start, end):
        sums: Counter = Counter()
        for here in told:
            if here.is_open:
                sums[here.team] += seconds(here.start, here.end)
        for team, total in sums.items():
            found.setdefault(team, []).append(total)
    return found


@dataclass
class Case:
    """What became of a ticket by its events alone."""

    resolved: int | None = None
    reopened: int | None = None
    handovers: int = 0
    contacts: int = 0
    void: bool = False


def case(story: Story) -> Case:
    """Walk through a ticket once."""
    told, team, status = Case(), story.team, story.status
    if status in DONE:
        told.resolved = story.created
    for at, what, value in story.events:
        if what == "team" and value:
            told.handovers += bool(team) and team != value and told.resolved is None
            team = value
        if what == "question":
            told.contacts += told.resolved is None
        if what == "status":
            if value in DONE and told.resolved is None:
                told.resolved = at
            if value not in ENDED and status in ENDED and told.resolved is not None and told.reopened is None:
                told.reopened = at
            status = value
    told.void = status in ENDED and done_at(story) is None
    return told


def rank(lengths: list[int], share: float) -> int:
    """Return the nearest-rank quantile."""
    return sorted(lengths)[math.ceil(share * len(lengths)) - 1]
