"""Columns behind the figures of the desk: a row a stretch of a ticket, a row a ticket, a row a link."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntFlag
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER, Codes, Columns, Flags
from slawatch.engine.facts import Ints


class Tells(IntFlag):
    """What the source of a ticket can tell."""

    REPLIES = 1
    ASKED = 2
    OUTCOME = 4
    LINKS = 8
    """By raw fields; a source that tells links as such is known by the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRows(Columns):
    """One row a stretch in which a ticket keeps its status class, its team, its queue and its person.

    The rows of a ticket stand together in the order of time. They leave no gap: the first begins with the
    creation, the last one has no end yet, whatever its class. A ticket that is created done was new for no time.
    """

    source: Codes
    ticket: Ints
    kind: Codes
    service: Codes
    """Kind and service are the ticket's at the horizon, in all of its rows."""
    team: Codes
    queue: Codes
    person: Codes
    """A pseudonym; 0 where nobody has the ticket, and everywhere while figures by person are off."""
    status: NDArray[np.int8]
    """Position in StatusClass."""
    started_at: Ints
    ended_at: Ints
    """NEVER in a ticket's last row."""
    settled: Flags
    """True for what follows the ticket's last open stretch: it is done or void, and no part of its life."""
    working: Ints
    """Seconds of the service's hours, -1 where no service is mapped; 0 in a ticket's last row."""
    created_at: Ints
    done_at: Ints
    """As in CaseRows, as void and the creation: the same in all rows of a ticket."""
    void: Flags

    @property
    def goes_on(self) -> Flags:
        """True where the row before is of the same ticket."""
        same = np.zeros(len(self), np.bool_)
        same[1:] = (self.ticket[1:] == self.ticket[:-1]) & (self.source[1:] == self.source[:-1])
        return same


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRows(Columns):
    """One row a ticket. Instants are epoch seconds (NEVER where there is none), all seen from the horizon."""

    source: Codes
    ticket: Ints
    name: Ints
    """See name_code; 0 but for problems and changes, which others may name."""
    kind: Codes
    service: Codes
    priority: Codes
    team: Codes
    person: Codes
    """Who last had it when its last answer was given (at the horizon where there is none), as in StageRows."""
    created_at: Ints
    resolved_at: Ints
    """First entry into resolved or closed."""
    reopened_at: Ints
    """First reopening after that."""
    done_at: Ints
    """Entry into the done or void stretch in which it stands; NEVER while it is open."""
    void: Flags
    """That stretch began with a cancellation, a deletion or a merge."""
    handovers: Codes
    """Changes from a team to another one before the first resolution (the horizon where there is none)."""
    contacts: Codes
    """Messages of the requester after the creation and before the first resolution."""
    has_problem: Flags
    """It names the problem behind it."""
    failed: Flags
    """A change that did not do what it was for."""
    emergency: NDArray[np.int8]
    """Of a change: 1 made as an emergency, 0 as another, -1 not known; -1 of all other tickets."""
    answered_at: Ints
    """The last answer to a survey."""
    answer: NDArray[np.int8]
    """1 good, 0 poor, -1 none that can be read."""
    asked_at: Ints
    tells: NDArray[np.uint8]
    """See Tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRows(Columns):
    """One row another ticket that a ticket names, once a relation."""

    source: Codes
    ticket: Ints
    kind: Codes
    service: Codes
    created_at: Ints
    """Kind, service and creation are of the ticket that names the other."""
    relation: NDArray[np.int8]
    """Position in Relation."""
    other: Ints
    """See name_code."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeskRows:
    """Everything behind the figures of the desk; equal to itself alone."""

    stages: StageRows
    cases: CaseRows
    links: LinkRows

    @classmethod
    def joined(cls, parts: Collection["DeskRows"]) -> "DeskRows":
        """Return the rows of all parts, one after the other; at least one part is needed."""
        return cls(
            stages=StageRows.joined([part.stages for part in parts]),
            cases=CaseRows.joined([part.cases for part in parts]),
            links=LinkRows.joined([part.links for part in parts]),
        )

    def recent(self, since: int) -> "DeskRows":
        """Return what figures from an instant on need.

        Links stay, whatever the age of the ticket that tells them: the one they name may still be open.
        """
        return DeskRows(stages=_recent(self.stages, since), cases=_recent_cases(self.cases, since), links=self.links)

    def restated(self, told: "DeskRows", *, source: int, tickets: Ints) -> "DeskRows":
        """Return the rows with what is told of some tickets of a source (by its code) in the place of those before."""
        kept = DeskRows(
            stages=self.stages.take(_others(self.stages, source, tickets)),
            cases=self.cases.take(_others(self.cases, source, tickets)),
            links=self.links.take(_others(self.links, source, tickets)),
        )
        return DeskRows.joined((kept, told))


def name_code(source: str, name: str) -> int:
    """Return 63 bits that stand for a ticket's id in a source, never 0: links are matched without a list of ids."""
    digest = blake2b(f"{source}\x1f{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1 or 1


def _recent(rows: StageRows, since: int) -> StageRows:
    kept = (rows.done_at >= since) | (rows.created_at >= since)
    return rows if kept.all() else rows.take(kept)


def _recent_cases(rows: CaseRows, since: int) -> CaseRows:
    """A requester may answer long after the ticket was done."""
    since_then = (rows.done_at >= since) | (rows.created_at >= since)
    for said in (rows.answered_at, rows.asked_at):
        since_then |= (said >= since) & (said != NEVER)
    return rows.take(since_then)


def _others(rows: StageRows | CaseRows | LinkRows, source: int, tickets: Ints) -> Flags:
    others: Flags = (rows.source != source) | ~np.isin(rows.ticket, tickets)
    return others
