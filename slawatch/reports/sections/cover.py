"""The cover: what the report is, of when, for whom, and who answers for it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from slawatch.model.service import Names
from slawatch.reports.cells import Cell, Count, Day, Foreign, Instant, Named, Phrase, Unknown
from slawatch.reports.document import Block, Item, Items, Status
from slawatch.reports.draft import Draft
from slawatch.reports.notes import Role, Signature
from slawatch.reports.subject import SubjectKind

_SECOND: Final = timedelta(seconds=1)
_KINDS: Final = {
    SubjectKind.AGREEMENT: "Agreement",
    SubjectKind.SERVICE: "Service",
    SubjectKind.CUSTOMER: "Customer",
    SubjectKind.SUPPLIER: "Supplier",
    SubjectKind.ORGANISATION: "The whole organisation",
}
_ROLES: Final = {Role.PREPARED: "Prepared by", Role.REVIEWED: "Reviewed by", Role.APPROVED: "Approved by"}
_STATUS: Final = {
    Status.PROVISIONAL: "provisional: figures may still change",
    Status.FINAL: "final",
    Status.RESTATED: "restatement {n}",
}


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    yield Items(id="cover", title=Phrase("About this report"), items=tuple(_items(draft)))


def _items(draft: Draft) -> Iterator[Item]:
    material, notes = draft.material, draft.notes
    subject = material.asked.subject
    if notes.organisation:
        yield Item(Phrase("Organisation"), Named("organisation", notes.organisation))
    yield Item(Phrase("Subject"), _subject(draft))
    yield Item(Phrase("Period"), _period(draft))
    yield Item(Phrase("Time zone"), Foreign(material.covered.timezone))
    yield Item(Phrase("Audience"), _names(notes.audience, "nobody has said for whom it is"))
    yield Item(Phrase("Status"), Phrase(_STATUS[draft.status], _restatement(draft)))
    yield Item(Phrase("Data cut-off"), Instant(material.as_of))
    yield Item(Phrase("Facts known up to"), Instant(material.known_at))
    if material.stored.first is not None and material.cuts.span.start < material.stored.first:
        yield Item(Phrase("Facts are stored from"), Instant(material.stored.first))
    for role in Role:
        yield from (Item(Phrase(_ROLES[role]), each) for each in _signed(notes.signed(role)))
    yield Item(Phrase("Definitions"), Foreign(material.definitions.sha256[:12]))
    if material.definitions.simulated:
        yield Item(Phrase("Data"), Phrase("SIMULATED: made up, not measured"))
    if subject.kind is not SubjectKind.AGREEMENT:
        yield Item(Phrase("Agreements"), Count(len(material.covered.agreements)))
    if subject.kind is not SubjectKind.SERVICE:
        yield Item(Phrase("Services"), Count(len(material.covered.services)))


def _subject(draft: Draft) -> Cell:
    covered = draft.material.covered
    if covered.subject.kind is SubjectKind.ORGANISATION:
        return Phrase(_KINDS[covered.subject.kind])
    kind, name = Phrase(_KINDS[covered.subject.kind]), Named(covered.subject.id, covered.names)
    return Phrase("{kind}: {name}", {"kind": kind, "name": name})


def _period(draft: Draft) -> Cell:
    span, period = draft.material.cuts.span, draft.material.asked.period
    zone = draft.material.cuts.zone
    first, last = span.start.astimezone(zone), (span.end - _SECOND).astimezone(zone)
    days: dict[str, Cell] = {"period": Foreign(period), "first": Day(first.date()), "last": Day(last.date())}
    return Phrase("{period} ({first} to {last})", days)


def _restatement(draft: Draft) -> dict[str, Cell]:
    return {"n": Count(draft.restatement)} if draft.status is Status.RESTATED else {}


def _signed(signatures: tuple[Signature, ...]) -> Iterator[Cell]:
    if not signatures:
        yield Unknown(Phrase("nobody yet"))
    for each in signatures:
        name: dict[str, Cell] = {"name": Foreign(each.name)}
        if each.at is None:
            yield Phrase("{name}, not signed yet", name)
        else:
            yield Phrase("{name}, signed {at}", {**name, "at": Instant(each.at)})


def _names(names: Names, otherwise: str) -> Cell:
    return Named("audience", names) if names else Unknown(Phrase(otherwise))
