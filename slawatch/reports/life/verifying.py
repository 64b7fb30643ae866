"""Whether sealed reports are what they were, and would come out the same from the stored facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from slawatch.errors import SlawatchError
from slawatch.model.sealed import Link, LinkKind
from slawatch.reports.asked import ReportAsked
from slawatch.reports.cells import Foreign, Phrase
from slawatch.reports.difference import Difference, differences
from slawatch.reports.life.chain_check import Finding, chain_findings
from slawatch.reports.life.fact_check import ChangedFact, StreamCheck, by_stream, checked
from slawatch.reports.life.judges import Judges
from slawatch.reports.life.kept_files import kept_files
from slawatch.reports.life.note_check import note_findings
from slawatch.reports.life.restating import Sealed, figures_again, found_anew
from slawatch.reports.life.seal import Seal
from slawatch.reports.material import Material
from slawatch.store.contract import Store

_SHOWN: Final = 120
"""Characters of a wording that are shown."""
_NAMED: Final = 5
"""Differences and changed facts that are named; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came out for one sealed report."""

    report: str
    restatement: int
    position: int
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    """What is other and changes no figure: names, words of another version."""

    @property
    def is_equal(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Verdicts on the reports that were asked for, and on the chain that holds them all."""

    verdicts: tuple[Verdict, ...]
    chain: tuple[Finding, ...]
    """What is wrong with the chain, also where it is about other reports."""
    links: int
    head: str
    """sha256 of the last link; who keeps it elsewhere can tell that none was removed after it."""

    @property
    def is_equal(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.chain and all(each.is_equal for each in self.verdicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """Looks at sealed reports again; facts are read once, and judged once for reports sealed together."""

    store: Store
    judges: Judges
    _materials: dict[object, Material] = field(default_factory=dict)

    def verify(self, report: str | None = None, restatement: int | None = None, *, anchor: str = "") -> Verification:
        """Return how one report (None: every one) stands; SlawatchError where it was never sealed.

        An anchor is the hash of a link that somebody kept elsewhere: the chain must still hold it.
        """
        links = list(self.store.reports.links())
        chain = (*chain_findings(self.store, links), *_anchored(links, anchor))
        asked = [each for each in links if each.kind is LinkKind.SEAL and _is_meant(each, report, restatement)]
        if report is not None and not asked and not chain:
            raise SlawatchError(f'there is no sealed report "{report}"; `slawatch seal --list` shows them')
        sealed = list(_read(asked))
        streams = self._streams(sealed)
        return Verification(
            verdicts=tuple(self._verdict(each, streams) for each in sealed),
            chain=chain,
            links=len(links),
            head=links[-1].sha256 if links else "",
        )

    def _streams(self, sealed: Sequence[Sealed]) -> Mapping[str, StreamCheck]:
        wanted = by_stream(each.seal.marks for each in sealed)
        return {source: checked(self.store, source, marks) for source, marks in wanted.items()}

    def _verdict(self, sealed: Sealed, streams: Mapping[str, StreamCheck]) -> Verdict:
        findings = [*self._contents(sealed), *_facts(sealed, streams), *note_findings(self.store, sealed)]
        told: list[Difference] = []
        try:
            told.extend(self._differences(sealed))
        except SlawatchError as error:
            findings.append(_finding(sealed, "figures", f"it can't be computed again: {error}"))
        except Exception as error:  # noqa: BLE001  facts that were tampered with may be of any shape
            text = f"it can't be computed again, its facts can't be read: {error!r}"
            findings.append(_finding(sealed, "figures", text))
        figures = [each for each in told if not each.is_wording]
        findings += [_finding(sealed, "figures", str(each)) for each in figures[:_NAMED]]
        if len(figures) > _NAMED:
            findings.append(_finding(sealed, "figures", f"and {len(figures) - _NAMED} more differences"))
        words = [str(each) for each in told if each.is_wording]
        link = sealed.link
        return Verdict(
            report=link.report,
            restatement=link.restatement,
            position=link.position,
            findings=tuple(findings),
            notes=(f"{len(words)} wordings are other now, no figure is; e.g. {words[0][:_SHOWN]}",) if words else (),
        )

    def _contents(self, sealed: Sealed) -> Iterator[Finding]:
        for each in kept_files(self.store, sealed.seal):
            if each.fault:
                yield _finding(sealed, "file", each.fault)

    def _differences(self, sealed: Sealed) -> Iterator[Difference]:
        before = self.store.reports.content(sealed.seal.figures)
        if before is not None:
            yield from differences(before, figures_again(self.store, self._material(sealed.seal), sealed))

    def _material(self, seal: Seal) -> Material:
        key = tuple(sorted(seal.marks.items())), seal.as_of, seal.known_at, seal.definitions
        if key not in self._materials:
            self._materials.clear()
            plan = self.judges.plan(seal.definitions)
            self._materials[key] = found_anew(self.store, plan, seal, seal.past, known_at=seal.known_at)
        return self._materials[key].about(_asked(seal))


def _asked(seal: Seal) -> ReportAsked:
    return ReportAsked(subject=seal.about, period=seal.period)


def _read(links: Sequence[Link]) -> Iterator[Sealed]:
    for link in links:
        seal = Seal.readable(link)
        if seal is not None:
            yield Sealed(link=link, seal=seal)


def _is_meant(link: Link, report: str | None, restatement: int | None) -> bool:
    return report in (None, link.report) and restatement in (None, link.restatement)


def _anchored(links: Sequence[Link], anchor: str) -> Iterator[Finding]:
    if anchor and not any(each.sha256.startswith(anchor) for each in links):
        said = Phrase("no link has the hash {anchor}: links were removed", {"anchor": Foreign(anchor)})
        yield Finding(report="", restatement=0, what="chain", said=said)


def _facts(sealed: Sealed, streams: Mapping[str, StreamCheck]) -> Iterator[Finding]:
    for source, (sequence, _) in sealed.seal.marks.items():
        check = streams[source]
        yield from (_finding(sealed, "imprints", each) for each in check.imprints)
        named = [each for each in check.changed if each.sequence <= sequence]
        if check.heads[sequence] == sealed.seal.heads.get(source):
            # The head proves every fact: what differs from them is what was kept to name a changed one.
            yield from (_finding(sealed, "imprints", _imprint_of(each)) for each in named[:1])
            continue
        yield from (_finding(sealed, "facts", each.text) for each in named[:_NAMED])
        if len(named) > _NAMED:
            yield _finding(sealed, "facts", f"and {len(named) - _NAMED} more changed facts of {source}")
        if not named:
            text = f"the facts of {source} up to change {sequence} are not those that were sealed"
            yield _finding(sealed, "facts", text)


def _imprint_of(fact: ChangedFact) -> str:
    return f"the imprint of change {fact.sequence} of {fact.source} was changed; the fact is what it was"


def _finding(sealed: Sealed, what: str, text: str) -> Finding:
    return Finding(report=sealed.link.report, restatement=sealed.link.restatement, what=what, said=Phrase(text))
