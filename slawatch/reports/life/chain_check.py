"""Whether the chain of sealed reports is whole, link by link."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from slawatch.model.instant import epoch
from slawatch.model.sealed import Link, LinkKind
from slawatch.reports.cells import Cell, Foreign, Phrase
from slawatch.reports.life.seal import Seal
from slawatch.reports.shown import Shown
from slawatch.speech.speech import ENGLISH, Speech
from slawatch.store.contract import Store

KINDS: Final[Mapping[LinkKind, str]] = {
    LinkKind.SEAL: "seal",
    LinkKind.PREPARED: "prepared",
    LinkKind.REVIEWED: "reviewed",
    LinkKind.APPROVED: "approved",
    LinkKind.OTHER: "other",
}
"""What a link is, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is not as it was sealed."""

    report: str
    """Empty where it is about no report by itself."""
    restatement: int
    what: str
    """chain, file, facts, figures or signature."""
    said: Phrase
    """What it is, in words."""

    @property
    def text(self) -> str:
        """Return it in English."""
        return self.in_words(Speech(ENGLISH))

    def in_words(self, speech: Speech) -> str:
        """Return it as people read it."""
        return Shown(speech, "UTC").text(self.said)


def chain_findings(store: Store, links: Sequence[Link]) -> Iterator[Finding]:
    """Yield links that were changed, removed or put elsewhere, and what no link names any more."""
    before: Link | None = None
    for link in links:
        yield from _link_findings(link, before)
        before = link
    yield from _signature_findings(links)
    yield from _lost(store, links)


def _link_findings(link: Link, before: Link | None) -> Iterator[Finding]:
    expected = 1 if before is None else before.position + 1
    if link.position != expected:
        yield _of(link, _missing(expected, link.position - 1))
    here: dict[str, Cell] = {"link": _number(link.position)}
    if sha256(link.body.encode()).hexdigest() != link.sha256:
        parts = {**here, "kind": Phrase(KINDS[link.kind])}
        yield _of(link, Phrase("the text of link {link} ({kind}) was changed: it does not have its hash", parts))
        return
    told = _told(link)
    if told.get("previous") != ("" if before is None else before.sha256):
        yield _of(link, _displaced(here, before))
    beside = (link.position, link.kind, link.report, link.restatement, epoch(link.at))
    if beside != tuple(told.get(name) for name in ("position", "kind", "report", "restatement", "at")):
        yield _of(link, Phrase("what stands beside link {link} does not agree with its text", here))


def _displaced(here: Mapping[str, Cell], before: Link | None) -> Phrase:
    if before is None:
        return Phrase("link {link} does not follow nothing: one was removed, changed or put elsewhere", here)
    parts = {**here, "before": _number(before.position)}
    return Phrase("link {link} does not follow link {before}: one was removed, changed or put elsewhere", parts)


def _missing(first: int, last: int) -> Phrase:
    if first == last:
        return Phrase("link {n} of the chain is missing", {"n": _number(first)})
    parts: dict[str, Cell] = {"first": _number(first), "last": _number(last)}
    return Phrase("links {first} to {last} of the chain are missing", parts)


def _signature_findings(links: Iterable[Link]) -> Iterator[Finding]:
    seals: dict[tuple[str, int], str] = {}
    for link in links:
        key = link.report, link.restatement
        if link.kind is LinkKind.SEAL:
            seals[key] = link.sha256
        elif _told(link).get("seal") != seals.get(key):
            parts: dict[str, Cell] = {"by": Foreign(f"{_told(link).get('by')}"), "kind": Phrase(KINDS[link.kind])}
            said = Phrase("the signature of {by} ({kind}) is under another seal than the one kept", parts)
            yield Finding(report=link.report, restatement=link.restatement, what="signature", said=said)


def _lost(store: Store, links: Iterable[Link]) -> Iterator[Finding]:
    """Yield what must have lost its link: the end of a chain can go without a trace in the chain."""
    named = {name for link in links if link.kind is LinkKind.SEAL for name in _seal_hashes(link)}
    lost = [name for name in store.reports.contents() if name not in named]
    if lost:
        parts: dict[str, Cell] = {"n": _number(len(lost)), "one": Foreign(lost[0])}
        said = Phrase("{n} contents are kept that no link names, e.g. {one}: links were removed", parts)
        yield Finding(report="", restatement=0, what="chain", said=said)
    sealed = {(link.report, link.restatement) for link in links if link.kind is LinkKind.SEAL}
    sent = {(each.report, each.restatement) for each in store.reports.deliveries()}
    for report, restatement in sorted(sent - sealed):
        said = Phrase("it was mailed, and its link is missing")
        yield Finding(report=report, restatement=restatement, what="chain", said=said)


def _seal_hashes(link: Link) -> tuple[str, ...]:
    seal = Seal.readable(link)
    return () if seal is None else seal.hashes()


def _told(link: Link) -> Mapping[str, object]:
    try:
        told = json.loads(link.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _of(link: Link, said: Phrase) -> Finding:
    return Finding(report=link.report, restatement=link.restatement, what="chain", said=said)


def _number(number: int) -> Foreign:
    """Return the number of a link, which names it and counts nothing: it has no separators."""
    return Foreign(f"{number}")
