"""Events of a ticket in one column: a byte for the format, then 16 bytes an event.

A row an event costs a full recompute three times as long to read. The column is a cache: the rows are the truth.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.facts import EVENT, Facts
from slawatch.errors import StoreError
from slawatch.store.rows import EventRow

FORMAT: Final = b"\x01"

Codes = dict[str, int]
TicketRow = tuple[int, str, int, bytes]
"""Number, id, epoch seconds of creation, packed events."""
Events = NDArray[np.void]


def packed(histories: Sequence[Sequence[EventRow]], *, fields: Codes, values: Codes) -> Iterator[bytes]:
    """Yield the packed column of each history; its rows stand in the order of time."""
    records = _records([row for history in histories for row in history], fields=fields, values=values).tobytes()
    ends = list(accumulate(len(history) * EVENT.itemsize for history in histories))
    for start, end in zip([0, *ends], ends, strict=False):
        yield FORMAT + records[start:end]


def unpacked(source: str, rows: Sequence[TicketRow], texts: Callable[[Sequence[int]], dict[int, str]]) -> Facts:
    """Return the facts of tickets from their packed columns; `texts` tells the words of codes."""
    numbers, ids, created, columns = zip(*rows, strict=True)
    bodies = [column[1:] for column in columns if column[:1] == FORMAT]
    if len(bodies) != len(columns):
        raise StoreError(f"source {source} has packed columns of an unknown format")
    events = np.frombuffer(bytearray().join(bodies), EVENT)
    codes = _localized(events)
    words = texts(codes)
    return Facts(
        source=source,
        tickets=np.array(numbers, np.int64),
        ids=ids,
        created_at=np.array(created, np.int64),
        offsets=_offsets([len(body) // EVENT.itemsize for body in bodies]),
        events=events,
        terms=("", *(words[code] for code in codes)),
    )


def gathered(source: str, tickets: Sequence[tuple[int, str, int]], histories: Sequence[Sequence[EventRow]]) -> Facts:
    """Return the facts of tickets (number, id, epoch seconds of creation) from rows in the order of time."""
    rows = [row for history in histories for row in history]
    names = dict.fromkeys(row.field or "" for row in rows)
    words = dict.fromkeys(row.word for row in rows)
    codes = {text: code for code, text in enumerate(dict.fromkeys(["", *names, *words]))}
    numbers, ids, created = zip(*tickets, strict=True)
    return Facts(
        source=source,
        tickets=np.array(numbers, np.int64),
        ids=ids,
        created_at=np.array(created, np.int64),
        offsets=_offsets([len(history) for history in histories]),
        events=_records(rows, fields=codes, values=codes),
        terms=tuple(codes),
    )


def _records(rows: Sequence[EventRow], *, fields: Codes, values: Codes) -> Events:
    return np.array([(r.at, values[r.word], fields[r.field or ""], r.type, r.actor) for r in rows], EVENT)


def _localized(events: Events) -> list[int]:
    """Let the events' codes count those in use from 1, in place, and return which those were, but 0.

    A vocabulary may be as large as the history (no two tickets need begin alike); a chunk names its own words only.
    Codes of fields are the lowest and stay so, hence still fit their 16 bits.
    """
    top = int(max(events["value"].max(initial=0), events["field"].max(initial=0)))
    used = np.zeros(top + 1, bool)
    used[events["value"]] = used[events["field"]] = True
    used[0] = True
    local = np.cumsum(used, dtype=np.int32) - 1
    events["value"] = local[events["value"]]
    events["field"] = local[events["field"]]
    codes: list[int] = np.flatnonzero(used)[1:].tolist()
    return codes


def _offsets(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
