"""Which sealed reports say otherwise by now, at the cost of what was told since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from slawatch.engine.plan import Plan
from slawatch.engine.watermarks import sources_behind
from slawatch.errors import SlawatchError, StoreError
from slawatch.model.sealed import Link, StoredChange
from slawatch.reports.as_json import canonical
from slawatch.reports.asked import Covered, ReportAsked
from slawatch.reports.difference import Difference, differences
from slawatch.reports.life.judges import Judges
from slawatch.reports.life.noted import unpacked
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.sealing import collected, made
from slawatch.reports.material import Material
from slawatch.store.contract import OPERATOR, Mark, Store

COUNTED: Final = "reports looked at"
"""Under this name the store keeps up to which change of each stream sealed reports were looked at."""
_INPUT: Final = ("evidence-input",)
"""The block that says how much was known: it is other after every commit."""
_REGISTERS: Final = frozenset({"corrections", "exclusions", "exclusions-detail"})
"""The blocks that list what was stated, whether or not it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A report that was sealed, in its newest restatement."""

    link: Link
    seal: Seal


def newest(store: Store) -> Sequence[Sealed]:
    """Return every sealed report in its newest restatement, in the order of their first seals."""
    told = ((link, Seal.readable(link)) for link in store.reports.newest())
    return [Sealed(link=link, seal=seal) for link, seal in told if seal is not None]


def touched(store: Store, judges: Judges, sealed: Sequence[Sealed]) -> tuple[Sequence[Sealed], Mapping[str, int]]:
    """Return the reports that what came since the last look may change, and up to where this look went."""
    seen = store.counted_through(COUNTED)
    through = {source: store.state(source).sequence for source in (*store.sources(), OPERATOR)}
    found = {place for place, each in enumerate(sealed) if closed_gaps(store, each.seal)}
    behind = _Behind(judges)
    for source, end in through.items():
        for change in store.reports.stored(source, after=seen.get(source, 0), through=end):
            found.update(
                place
                for place, each in enumerate(sealed)
                if place not in found and _may_touch(change, source, each.seal, behind)
            )
    return [each for place, each in enumerate(sealed) if place in found], through


def looked(store: Store, through: Mapping[str, int]) -> None:
    """Remember that all sealed reports were looked at."""
    store.add_counts(COUNTED, {}, through=through)


def closed_gaps(store: Store, seal: Seal) -> tuple[str, ...]:
    """Return the sources that had not told all of a sealed period and have by now, once there is none that has not.

    A source that was away tells that all was well by its watermark alone, without a single change.
    """
    told = [(gap.source, store.state(gap.source).complete_through) for gap in seal.gaps]
    whole = all(through is not None and through >= seal.ends_at for _, through in told)
    return tuple(source for source, _ in told) if whole else ()


def _may_touch(change: StoredChange, source: str, seal: Seal, behind: "_Behind") -> bool:
    known = seal.marks.get(source, (0, None))[0]
    if change.sequence <= known or change.at > seal.as_of or change.touches_from >= seal.ends_at:
        return False
    return source == OPERATOR or behind.knows(seal, source)


@dataclass(frozen=True, slots=True)
class _Behind:
    """The sources behind sealed reports under the definitions that judged them, whatever is configured today."""

    judges: Judges
    _found: dict[tuple[str, str], frozenset[str] | None] = field(default_factory=dict)

    def knows(self, seal: Seal, source: str) -> bool:
        """Return whether a report is made of a source, also where nobody can tell."""
        key = seal.definitions, seal.subject
        if key not in self._found:
            self._found[key] = self._sources(seal)
        known = self._found[key]
        return known is None or source in known

    def _sources(self, seal: Seal) -> frozenset[str] | None:
        try:
            definitions = self.judges.definitions(seal.definitions)
            covered = Covered.by(seal.about, definitions)
        except SlawatchError:
            return None
        return frozenset(name for each in covered.services for name in sources_behind(definitions, each))


def found_anew(store: Store, plan: Plan, seal: Seal, marks: Mapping[str, Mark], *, known_at: datetime) -> Material:
    """Return the material of a sealed report, with the same cut-off, from facts up to other marks."""
    asked = ReportAsked(subject=seal.about, period=seal.period, as_of=seal.as_of)
    return collected(store, plan, asked, marks=marks, known_at=known_at)


def figures_again(store: Store, material: Material, sealed: Sealed) -> bytes:
    """Return the figures of a report as they would have been sealed with these facts, and nothing else otherwise."""
    notes = store.reports.content(sealed.seal.notes)
    if notes is None:
        raise StoreError(f"the notes of {sealed.link.report} are not kept any more")
    then = replace(material, known_at=sealed.seal.known_at)
    return canonical(made(then, unpacked(notes), restatement=sealed.link.restatement))


def changes(store: Store, material: Material, sealed: Sealed) -> tuple[Difference, ...]:
    """Return in which figures a sealed report would be other today; nothing where only registers and words would.

    A correction or an exclusion that is stated and does not count stands in its register and changes no figure.
    """
    before = store.reports.content(sealed.seal.figures)
    if before is None:
        return ()
    told = [each for each in differences(before, figures_again(store, material, sealed)) if not each.is_wording]
    found = tuple(each for each in told if each.path[:1] != _INPUT)
    return found if any(each.path[0] not in _REGISTERS for each in found) else ()
