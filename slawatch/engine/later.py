"""Facts that a horizon has not reached yet: their tickets must be judged again when it has."""

import numpy as np

from slawatch.engine.facts import Facts


def later(facts: Facts, *, horizon: int) -> Facts | None:
    """Return the tickets of the facts that have an event or their creation after the horizon; None if none has."""
    ahead = np.concatenate(([0], np.cumsum(facts.events["at"] > horizon)))
    rows = np.flatnonzero((np.diff(ahead[facts.offsets]) > 0) | (facts.created_at > horizon))
    if not len(rows):
        return None
    return chosen(facts, rows)


def without(facts: Facts, tickets: frozenset[int]) -> Facts | None:
    """Return the facts without some tickets (by the store's number); None if nothing is left."""
    rows = np.flatnonzero([number not in tickets for number in facts.tickets.tolist()])
    return chosen(facts, rows) if len(rows) else None


def chosen(facts: Facts, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Facts:
    """Return the facts of the tickets at some positions."""
    lengths = np.diff(facts.offsets)[rows]
    starts = facts.offsets[:-1][rows]
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    places = np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])
    return Facts(
        source=facts.source,
        tickets=facts.tickets[rows],
        ids=[facts.ids[row] for row in rows.tolist()],
        created_at=facts.created_at[rows],
        offsets=offsets,
        events=facts.events[places],
        terms=facts.terms,
    )
