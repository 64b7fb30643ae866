"""Whether the chain of sealed reports is whole, link by link."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from slawatch.model.instant import epoch
from slawatch.model.sealed import Link, LinkKind
from slawatch.reports.life.seal import Seal
from slawatch.store.contract import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is not as it was sealed."""

    report: str
    """Empty where it is about no report by itself."""
    restatement: int
    what: str
    """chain, file, facts, figures or signature."""
    text: str


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
        missing = f"link {expected}" if link.position == expected + 1 else f"links {expected} to {link.position - 1}"
        yield _of(link, f"{missing} of the chain {'is' if link.position == expected + 1 else 'are'} missing")
    if sha256(link.body.encode()).hexdigest() != link.sha256:
        yield _of(link, f"the text of link {link.position} ({link.kind}) was changed: it does not have its hash")
        return
    told = _told(link)
    if told.get("previous") != ("" if before is None else before.sha256):
        follows = "nothing" if before is None else f"link {before.position}"
        yield _of(link, f"link {link.position} does not follow {follows}: one was removed, changed or put elsewhere")
    beside = (link.position, link.kind, link.report, link.restatement, epoch(link.at))
    if beside != tuple(told.get(name) for name in ("position", "kind", "report", "restatement", "at")):
        yield _of(link, f"what stands beside link {link.position} does not agree with its text")


def _signature_findings(links: Iterable[Link]) -> Iterator[Finding]:
    seals: dict[tuple[str, int], str] = {}
    for link in links:
        key = link.report, link.restatement
        if link.kind is LinkKind.SEAL:
            seals[key] = link.sha256
        elif _told(link).get("seal") != seals.get(key):
            text = f"the signature of {_told(link).get('by')} ({link.kind}) is under another seal than the one kept"
            yield Finding(report=link.report, restatement=link.restatement, what="signature", text=text)


def _lost(store: Store, links: Iterable[Link]) -> Iterator[Finding]:
    """Yield what must have lost its link: the end of a chain can go without a trace in the chain."""
    named = {name for link in links if link.kind is LinkKind.SEAL for name in _seal_hashes(link)}
    lost = [name for name in store.reports.contents() if name not in named]
    if lost:
        text = f"{len(lost)} contents are kept that no link names, e.g. {lost[0]}: links were removed"
        yield Finding(report="", restatement=0, what="chain", text=text)
    sealed = {(link.report, link.restatement) for link in links if link.kind is LinkKind.SEAL}
    sent = {(each.report, each.restatement) for each in store.reports.deliveries()}
    for report, restatement in sorted(sent - sealed):
        yield Finding(
            report=report, restatement=restatement, what="chain", text="it was mailed, and its link is missing"
        )


def _seal_hashes(link: Link) -> tuple[str, ...]:
    seal = Seal.readable(link)
    return () if seal is None else seal.hashes()


def _told(link: Link) -> Mapping[str, object]:
    try:
        told = json.loads(link.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _of(link: Link, text: str) -> Finding:
    return Finding(report=link.report, restatement=link.restatement, what="chain", text=text)
