"""Whether the facts behind sealed reports are those that they were, row by row."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from slawatch.model.sealed import StoredChange
from slawatch.store.contract import Store

_PRINT: Final = 4
"""Bytes of a change in an imprint."""
_NOTHING: Final = b"\0" * _PRINT


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFact:
    """A fact that is not what it was when a report was sealed from it."""

    source: str
    sequence: int
    text: str


@dataclass(slots=True)
class StreamCheck:
    """What a look at a stream found."""

    heads: dict[int, str] = field(default_factory=dict)
    """By change that was asked for: the head of all rows up to it."""
    changed: list[ChangedFact] = field(default_factory=list)


def checked(store: Store, source: str, wanted: Iterable[int]) -> StreamCheck:
    """Return what the rows of a stream look like now, with the heads at some changes of it."""
    found, head, waiting = StreamCheck(), "", sorted(set(wanted))
    prints, at = _prints(store, source), 0
    for change in store.reports.stored(source, through=waiting[-1]):
        while waiting[0] < change.sequence:
            found.heads[waiting.pop(0)] = head
        digest = sha256(change.row.encode()).digest()
        found.changed.extend(_gone(source, prints, at + 1, change.sequence))
        found.changed.extend(_other(source, prints, change, digest))
        head, at = sha256(head.encode() + digest).hexdigest(), change.sequence
    found.changed.extend(_gone(source, prints, at + 1, waiting[-1] + 1))
    found.heads.update(dict.fromkeys(waiting, head))
    return found


def by_stream(marks: Iterable[Mapping[str, tuple[int, object]]]) -> Mapping[str, list[int]]:
    """Return by stream the changes up to which reports know it."""
    found: dict[str, list[int]] = {}
    for each in marks:
        for source, (sequence, _) in each.items():
            found.setdefault(source, []).append(sequence)
    return found


def _prints(store: Store, source: str) -> bytes:
    return b"".join(each.prints for each in store.reports.imprints(source))


def _print(prints: bytes, sequence: int) -> bytes:
    return prints[_PRINT * (sequence - 1) : _PRINT * sequence]


def _gone(source: str, prints: bytes, first: int, after: int) -> Iterator[ChangedFact]:
    for sequence in range(first, after):
        if _print(prints, sequence) not in (b"", _NOTHING):
            yield ChangedFact(source=source, sequence=sequence, text=f"change {sequence} of {source} was removed")


def _other(source: str, prints: bytes, change: StoredChange, digest: bytes) -> Iterator[ChangedFact]:
    """Yield a change whose row is another one; one that has no imprint is told by the head alone."""
    known = _print(prints, change.sequence)
    if known and known != digest[:_PRINT]:
        noun = "ticket " if change.what in ("event", "creation") else ""
        about = f"{change.what} of {noun}{change.subject}" if noun else f"{change.what} {change.subject}"
        done = "was added" if known == _NOTHING else "was changed"
        text = f"change {change.sequence} of {source} ({about}) {done} behind our back"
        yield ChangedFact(source=source, sequence=change.sequence, text=text)
