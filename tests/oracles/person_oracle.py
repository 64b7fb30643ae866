"""The desk's work by person by brute force: every ticket replayed event by event.

Shares no code with slawatch, on purpose: it is what slawatch is checked against.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

DONE = {"resolved", "closed"}
ENDED = DONE | {"cancelled", "deleted", "merged"}


@dataclass
class Story:
    """A ticket as created, and (at, what, text) of what happens to it, in order: status, person, rated."""

    created: int
    status: str
    kind: str
    person: str | None
    events: list = field(default_factory=list)


@dataclass
class State:
    """How a ticket stands from an instant on."""

    at: int
    status: str
    person: str

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED


def shown(text: str | None) -> str:
    """What may be seen of a person: a pseudonym, or that there is one."""
    if not text:
        return ""
    return text if re.fullmatch("agent-[0-9a-f]{12}", text) else "somebody"


def states(story: Story) -> list[State]:
    """Replay a ticket; one that is created done was new for no time."""
    here = State(story.created, "new" if story.status in ENDED else story.status, shown(story.person))
    told = [here]
    for at, what, text in [(story.created, "status", story.status), *story.events]:
        status = text if what == "status" else here.status
        person = shown(text) if what == "person" else here.person
        if (status, person) != (here.status, here.person):
            here = State(at, status, person)
            told.append(here)
    return told


def moves(story: Story) -> Iterator[tuple[int, str, str]]:
    """Yield (at, person, way) of every coming and going; a move to oneself is none."""
    first, *_ = told = states(story)
    if first.is_open:
        yield first.at, first.person, "created"
    for before, here in pairwise(told):
        if before.is_open and here.is_open and before.person == here.person:
            continue
        if before.is_open:
            ended = "resolved" if here.status in DONE else "cancelled"
            yield here.at, before.person, "handed_away" if here.is_open else ended
        if here.is_open:
            yield here.at, here.person, "handed_in" if before.is_open else "reopened"


def workload(stories: list[Story], start: int, end: int) -> dict[tuple[str, str], Counter]:
    """Count by (person, kind) what came and went in [start, end), and what lay there just before both."""
    found: dict[tuple[str, str], Counter] = {}
    for story in stories:
        for at, person, way in moves(story):
            if start <= at < end:
                found.setdefault((person, story.kind), Counter())[way] += 1
        for at, name in ((start, "backlog_start"), (end, "backlog_end")):
            before = [state for state in states(story) if state.at < at]
            if before and before[-1].is_open:
                found.setdefault((before[-1].person, story.kind), Counter())[name] += 1
    return found


def done_at(story: Story) -> int | None:
    """When the ticket was done for good; None while it is open, or came to nothing."""
    told = states(story)
    closing = None
    for here in told:
        closing = None if here.is_open else closing or here
    return closing.at if closing and closing.status in DONE else None


def held(stories: list[Story], start: int, end: int) -> dict[str, list[int]]:
    """Add up the open seconds of each ticket done in [start, end) by person."""
    found: dict[str, list[int]] = {}
    for story in stories:
        done = done_at(story)
        if done is None or not start <= done < end:
            continue
        told, sums = states(story), Counter()
        for here, after in pairwise(told):
            if here.is_open:
                sums[here.person] += after.at - here.at
        for person, seconds in sums.items():
            found.setdefault(person, []).append(seconds)
    return found


def answers(stories: list[Story], start: int, end: int) -> dict[str, list[str]]:
    """List the last answers given in [start, end) by the person who had the ticket last by then."""
    found: dict[str, list[str]] = {}
    for story in stories:
        rated = [(at, text) for at, what, text in story.events if what == "rated"]
        if rated and start <= rated[-1][0] < end:
            persons = [
                story.person,
                *(text for at, what, text in story.events if what == "person" and at <= rated[-1][0]),
            ]
            last = [shown(person) for person in persons if person]
            found.setdefault(last[-1] if last else "", []).append(rated[-1][1])
    return found
