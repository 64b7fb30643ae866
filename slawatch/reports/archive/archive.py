"""Every sealed report with who signed it, and whether the chain that holds them is whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final

from slawatch.model.result import Snapshot
from slawatch.model.sealed import Delivery, Link, LinkKind
from slawatch.reports.archive.coverage import Coverage
from slawatch.reports.archive.drafts import Previews
from slawatch.reports.cells import Foreign, Phrase
from slawatch.reports.life.chain_check import Finding, chain_findings
from slawatch.reports.life.rounds import Rounds
from slawatch.reports.life.schedule import Due
from slawatch.reports.life.seal import Seal, SealedFile
from slawatch.reports.life.signing import Signed
from slawatch.reports.subject import Subject
from slawatch.runtime.setbacks import Setback

CHECKED_EVERY: Final = 300.0
"""Seconds for which what a look at the chain found is told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A sealed report in one of its restatements."""

    link: Link
    seal: Seal
    signatures: tuple[Signed, ...]
    """In the order in which they were given."""
    newest: int
    """The newest restatement of the same report."""

    @property
    def is_newest(self) -> bool:
        """Whether nothing took its place."""
        return self.link.restatement == self.newest


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainState:
    """How the chain was found."""

    at: datetime
    links: int
    head: str
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every link follows the one before and has its hash."""
        return not self.findings


@dataclass
class _Checked:
    """What the last look at the chain found, on a clock that nobody sets."""

    at: float | None = None
    state: ChainState | None = None


@dataclass(frozen=True, kw_only=True)
class Archive:
    """Gives reports to those who may read them."""

    rounds: Rounds
    coverage: Coverage
    previews: Previews
    seen: frozenset[str] | None = None
    """The agreements that the reader sees and nothing besides; None: everything."""
    _checked: _Checked = field(default_factory=_Checked)

    @classmethod
    def of(cls, rounds: Rounds, published: Callable[[], Snapshot]) -> "Archive":
        """Return the archive of one configuration, beside what is published."""
        return cls(rounds=rounds, coverage=Coverage(rounds.judges), previews=Previews(rounds, published))

    def restricted(self, seen: frozenset[str]) -> "Archive":
        """Return what is left for whom sees some agreements only."""
        return replace(self, seen=seen)

    def reports(self) -> Sequence[Archived]:
        """Return every sealed report in all restatements, the one that was sealed last first."""
        links = list(self.rounds.store.reports.links())
        return [each for each in reversed(list(_archived(links))) if self._is_seen(each)]

    def restatements(self, report: str) -> Sequence[Archived]:
        """Return a report in all restatements, the newest first; nothing where the reader may not know of it."""
        return sorted((each for each in self.reports() if each.link.report == report), key=_restatement, reverse=True)

    def content(self, file: SealedFile) -> bytes | None:
        """Return a file; None where it is not kept, or is not what was sealed."""
        return self.kept(file.sha256)

    def kept(self, name: str) -> bytes | None:
        """Return what is kept under a hash; None where it no longer has that hash."""
        content = self.rounds.store.reports.content(name)
        return content if content is not None and sha256(content).hexdigest() == name else None

    def deliveries(self, report: Archived) -> Sequence[Delivery]:
        """Return the last step of the mail to each recipient."""
        steps = self.rounds.store.reports.deliveries(report.link.report, report.link.restatement)
        return list({each.recipient: each for each in steps}.values())

    def may_read(self, subject: Subject) -> bool:
        """Tell whether a report of a subject that is made today may be read."""
        return self.coverage.is_seen(subject, self.seen)

    def due(self) -> Sequence[Due]:
        """Return the reports whose periods have closed and that are not sealed."""
        return [each for each in self.rounds.due() if self.may_read(each.subject)]

    def setback(self, due: Due) -> Setback | None:
        """Return that a report which is due could not be made, and why to those who see everything.

        What went wrong may lie with facts of others, for reports are made of all facts, or name our servers.
        """
        found = self.rounds.setbacks.of(due.report)
        return found if found is None or self.seen is None else replace(found, reason="")

    def chain(self) -> ChainState:
        """Return how the chain was found within the last minutes; what is wrong is told of readable reports only."""
        now, kept = self.rounds.clock.monotonic(), self._checked
        if kept.state is None or kept.at is None or now - kept.at >= CHECKED_EVERY:
            kept.at, kept.state = now, self._looked_at()
        return kept.state

    def _looked_at(self) -> ChainState:
        store = self.rounds.store
        links = list(store.reports.links())
        try:
            findings = tuple(chain_findings(store, links))
        except (ValueError, KeyError) as error:  # a text with a hash of its own and another shape
            said = Phrase("a link can't be read: {error}", {"error": Foreign(str(error))})
            findings = (Finding(report="", restatement=0, what="chain", said=said),)
        head = links[-1].sha256 if links else ""
        return ChainState(at=self.rounds.clock.now(), links=len(links), head=head, findings=findings)

    def _is_seen(self, report: Archived) -> bool:
        try:
            about = report.seal.about
        except ValueError:
            return self.seen is None
        return self.coverage.is_seen(about, self.seen, definitions=report.seal.definitions)


def _restatement(report: Archived) -> int:
    return report.link.restatement


def _archived(links: Sequence[Link]) -> Iterator[Archived]:
    """Yield every seal that can be read, with the signatures under it."""
    signed: dict[str, list[Signed]] = {}
    newest: dict[str, int] = {}
    seals = []
    for link in links:
        if link.kind is LinkKind.SEAL:
            seals.append(link)
            newest[link.report] = max(link.restatement, newest.get(link.report, 0))
        elif (told := _signed(link)) is not None:
            signed.setdefault(told.seal, []).append(told)
    for link in seals:
        seal = _sealed(link)
        if seal is not None:
            yield Archived(
                link=link, seal=seal, signatures=tuple(signed.get(link.sha256, ())), newest=newest[link.report]
            )


@lru_cache(maxsize=4096)
def _sealed(link: Link) -> Seal | None:
    try:
        return Seal.read(link)
    except (ValueError, KeyError):  # a text that was changed is told with the chain
        return None


@lru_cache(maxsize=4096)
def _signed(link: Link) -> Signed | None:
    try:
        return Signed.read(link)
    except (ValueError, KeyError):
        return None
