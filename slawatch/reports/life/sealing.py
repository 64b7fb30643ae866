"""How a report is sealed: made whole from facts that stand still, and then kept in one transaction."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import cast

from slawatch import __version__
from slawatch.clock import StoppedClock
from slawatch.config.settings import ReportSettings
from slawatch.engine.plan import Plan
from slawatch.engine.watermarks import sources_behind
from slawatch.model.sealed import Link, LinkKind, NewLink
from slawatch.reports.as_json import canonical
from slawatch.reports.asked import ReportAsked
from slawatch.reports.assembly import document
from slawatch.reports.difference import Difference
from slawatch.reports.document import Document, Status
from slawatch.reports.formats import written
from slawatch.reports.life.letter import letter, packed_letter
from slawatch.reports.life.noted import noted, packed
from slawatch.reports.life.seal import Gap, Seal, SealedFile
from slawatch.reports.material import Material
from slawatch.reports.notes import Notes
from slawatch.reports.subject import Subject
from slawatch.reports.written import Format, ReportFile
from slawatch.store.contract import OPERATOR, Mark, Store
from slawatch.store.past import Past


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a report is to be sealed."""

    languages: tuple[str, ...]
    formats: tuple[str, ...]
    by: str
    reason: str = ""
    mail: bool = False
    external_url: str = ""


def report_id(subject: Subject, period: str) -> str:
    """Return what a report is known by, the same for all its restatements."""
    return "-".join(each for each in (str(subject.kind), subject.id, period.replace(":", "")) if each)


def marks_now(store: Store, *, as_of: datetime) -> Mapping[str, Mark]:
    """Return up to where each stream is known now, and how far of that counts as of an instant."""
    states = {source: store.state(source) for source in (*store.sources(), OPERATOR)}
    return {
        source: Mark(sequence=state.sequence, complete_through=_cut(state.complete_through, as_of))
        for source, state in states.items()
    }


def _cut(watermark: datetime | None, as_of: datetime) -> datetime | None:
    return None if watermark is None else min(watermark, as_of)


def collected(
    store: Store, plan: Plan, asked: ReportAsked, *, marks: Mapping[str, Mark], known_at: datetime
) -> Material:
    """Return the material of a report from facts up to marks, whatever is committed meanwhile."""
    past = cast("Store", Past(store, marks))  # of a store the material asks nothing but facts
    return Material.collected(past, plan, StoppedClock(known_at), replace(asked, known_at=None))


def made(material: Material, notes: Notes, *, restatement: int) -> Document:
    """Return a report that is to be sealed."""
    status = Status.RESTATED if restatement else Status.FINAL
    return document(material, notes, status=status, restatement=restatement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Which time it is that a report is sealed, and what is other than the time before."""

    nth: int = 0
    found: Sequence[Difference] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """Seals reports into a store."""

    store: Store
    settings: ReportSettings

    def seal(self, material: Material, order: Order, turn: Turn | None = None) -> Link:
        """Seal a report and return its link; that of before where this was sealed already."""
        turn = turn or Turn()
        there = self.store.reports.link(report_id(material.asked.subject, material.asked.period), turn.nth)
        if there is not None:
            return there
        notes = noted(self.store, material.reader, self.settings, material.asked)
        return self._kept(material, order, notes, turn)

    def _kept(self, material: Material, order: Order, notes: Notes, turn: Turn) -> Link:
        told = made(material, notes, restatement=turn.nth)
        files = list(_files(told, order))
        contents = _Contents()
        seal = Seal(
            subject=str(told.identity.subject),
            period=told.identity.period,
            starts_at=told.identity.span.start,
            ends_at=told.identity.span.end,
            timezone=told.identity.timezone,
            status=told.identity.status,
            as_of=material.as_of,
            known_at=material.known_at,
            marks={name: (mark.sequence, mark.complete_through) for name, mark in marks_of(material).items()},
            heads=_heads(self.store, marks_of(material)),
            definitions=contents.add(material.definitions.body.encode()),
            figures=contents.add(canonical(told)),
            notes=contents.add(packed(notes)),
            difference=contents.add(difference_told(turn.found)) if turn.nth else "",
            letter=contents.add(packed_letter(letter(told, order.languages[0], [str(each) for each in turn.found]))),
            files=tuple(SealedFile.of(each, contents.add(each.content)) for each in files),
            gaps=gaps(material),
            by=order.by,
            reason=order.reason,
            mail=order.mail,
            program=f"slawatch {__version__}",
        )
        link = NewLink(
            kind=LinkKind.SEAL,
            report=told.identity.id,
            restatement=turn.nth,
            at=material.known_at,
            told=seal.told(),
        )
        return self.store.reports.chain(link, contents.found)


class _Contents:
    """What is kept of a report, by hash."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def add(self, content: bytes) -> str:
        """Return the hash of a content that is to be kept."""
        name = sha256(content).hexdigest()
        self.found[name] = content
        return name


def marks_of(material: Material) -> Mapping[str, Mark]:
    """Return up to where the facts behind a material were known, stream by stream, those without any left out."""
    past = material.reader
    assert isinstance(past, Past)  # noqa: S101  materials are collected so
    return {name: mark for name, mark in sorted(past.marks.items()) if mark.sequence}


def gaps(material: Material) -> tuple[Gap, ...]:
    """Return the sources that had not told all of the period."""
    end, marks = material.cuts.span.end, marks_of(material)
    behind = sorted({name for each in material.covered.services for name in sources_behind(material.definitions, each)})
    told = {name: marks[name].complete_through if name in marks else None for name in behind}
    return tuple(
        Gap(source=name, complete_through=through) for name, through in told.items() if through is None or through < end
    )


def difference_told(found: Iterable[Difference]) -> bytes:
    """Return differences as JSON: where, what it was, what it is."""
    told = [{"path": each.path, "before": each.before, "after": each.after} for each in found if not each.is_wording]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _files(told: Document, order: Order) -> Iterator[ReportFile]:
    return written(told, map(Format, order.formats), order.languages, external_url=order.external_url)


def _heads(store: Store, marks: Mapping[str, Mark]) -> Mapping[str, str]:
    return {name: store.reports.imprint(name, mark.sequence) for name, mark in marks.items()}
