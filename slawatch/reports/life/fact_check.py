"""Whether the facts behind sealed reports are those that they were, row by row."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from slawatch.model.sealed import Imprint, StoredChange
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
    imprints: list[str] = field(default_factory=list)
    """What is wrong with the imprints themselves, which are there to name a changed fact."""


def checked(store: Store, source: str, wanted: Collection[int]) -> StreamCheck:
    """Return what the rows of a stream look like now, with the heads at some changes of it."""
    kept, last = list(store.reports.imprints(source)), max(wanted)
    found, head, at = StreamCheck(), "", 0
    waiting = sorted({*wanted, *(each.through for each in kept if each.through <= last)})
    prints = _prints(kept)
    found.imprints.extend(_gaps(source, kept, last))
    for change in store.reports.stored(source, through=last):
        while waiting[0] < change.sequence:
            found.heads[waiting.pop(0)] = head
        digest = sha256(change.row.encode()).digest()
        found.changed.extend(_gone(source, prints, at + 1, change.sequence))
        found.changed.extend(_other(source, prints, change, digest))
        head, at = sha256(head.encode() + digest).hexdigest(), change.sequence
    found.changed.extend(_gone(source, prints, at + 1, waiting[-1] + 1))
    found.heads.update(dict.fromkeys(waiting, head))
    if not found.changed:
        found.imprints.extend(
            f"the head of the imprints of {source} at change {each.through} was changed"
            for each in kept
            if each.through <= last and found.heads[each.through] != each.head
        )
    return found


def by_stream(marks: Iterable[Mapping[str, tuple[int, object]]]) -> Mapping[str, list[int]]:
    """Return by stream the changes up to which reports know it."""
    found: dict[str, list[int]] = {}
    for each in marks:
        for source, (sequence, _) in each.items():
            found.setdefault(source, []).append(sequence)
    return found


def _prints(kept: Iterable[Imprint]) -> bytes:
    """Return the digests of all changes, each in its place, with nothing told of those whose imprint is lost."""
    found = bytearray()
    for each in kept:
        if len(found) == _PRINT * each.after and _is_whole(each):
            found += each.prints
    return bytes(found)


def _is_whole(imprint: Imprint) -> bool:
    return len(imprint.prints) == _PRINT * (imprint.through - imprint.after)


def _gaps(source: str, kept: Sequence[Imprint], last: int) -> Iterator[str]:
    at = 0
    for each in kept:
        if each.after != at or not _is_whole(each):
            yield f"imprints of {source} between change {min(at, each.after) + 1} and {each.through} were changed"
        at = each.through
    if at < last:
        yield f"the imprints of changes {at + 1} to {last} of {source} were removed"


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
