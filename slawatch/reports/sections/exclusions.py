"""The register of maintenance and of other time that was agreed not to count."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from slawatch.engine.evidence import ToldExclusion
from slawatch.engine.exclusion_list import ListedExclusion
from slawatch.model.agreement import Agreement
from slawatch.reports import naming
from slawatch.reports.cells import Cell, Foreign, Instant, Phrase, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.material import Material
from slawatch.speech.wording import EXCLUDED_TIME

_DAY: Final = timedelta(days=1)
"""A window's zone may be a day ahead of the report's."""
_NOBODY: Final = Unknown(Phrase("nobody is named"))
_NO_EXCLUSION: Final = Phrase("No maintenance and no other exclusion touches this period.")
Key = tuple[str, str, datetime, datetime]
"""Service, source, from, to."""


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    material = draft.material
    if not material.covered.agreements:
        return
    stated = _stated(material)
    rows = [(listed, told) for listed in material.exclusions for told in stated.get(_key(listed), [None])]
    yield _register(material, rows)
    if rows:
        yield _detail(material, rows)
    yield _rules(material)


Stated = tuple[ListedExclusion, ToldExclusion | None]
"""An exclusion as an agreement counts it, and as it was stated."""


def _register(material: Material, rows: Sequence[Stated]) -> Table:
    return Table(
        id="exclusions",
        title=Phrase("Maintenance and other exclusions"),
        columns=(
            column("agreement", "Agreement"),
            column("service", "Service"),
            column("from", "From"),
            column("to", "To"),
            column("reason", "Reason"),
            column("approved_by", "Approved by"),
            column("excluded", "Does not count"),
            column("why_not", "Why the rest counts"),
        ),
        rows=tuple(_row(material, *each) for each in rows),
        empty=_NO_EXCLUSION,
        note=Phrase("Exclusions that overlap each tell what lies under them: their times don't add up."),
    )


def _detail(material: Material, rows: Sequence[Stated]) -> Table:
    return Table(
        id="exclusions-detail",
        title=Phrase("Exclusions: who stated them, approval and over-run"),
        columns=(
            column("agreement", "Agreement"),
            column("service", "Service"),
            column("from", "From"),
            column("stated_by", "Stated by"),
            column("approved_at", "Approved at"),
            column("service_time", "In service hours"),
            column("overrun", "Over-run", "downtime after its end, in the outage that lay under it"),
            column("source", "Source"),
            column("id", "Id"),
        ),
        rows=tuple(_more(material, *each) for each in rows),
        empty=_NO_EXCLUSION,
        is_evidence=True,
    )


def _stated(material: Material) -> Mapping[Key, list[ToldExclusion | None]]:
    last = material.cuts.span.end.date() + _DAY
    found: dict[Key, list[ToldExclusion | None]] = defaultdict(list)
    for service in dict.fromkeys(each.service_id for each in material.exclusions):
        for told in material.told.exclusions(service, last):
            found[told.service_id, told.source, told.started_at, told.ended_at].append(told)
    return found


def _key(listed: ListedExclusion) -> Key:
    return listed.service_id, listed.source, listed.started_at, listed.ended_at


def _row(material: Material, listed: ListedExclusion, told: ToldExclusion | None) -> tuple[Cell, ...]:
    return (
        naming.agreement(material.definitions, listed.sla),
        naming.service(material.definitions, listed.service_id),
        Instant(listed.started_at),
        Instant(listed.ended_at),
        Foreign(told.reason) if told and told.reason else Unknown(Phrase("no reason is given")),
        Foreign(told.approved_by) if told and told.approved_by else _NOBODY,
        Seconds(listed.excluded_seconds),
        Phrase(listed.reason) if listed.reason else Unknown(Phrase("nothing of it counts")),
    )


def _more(material: Material, listed: ListedExclusion, told: ToldExclusion | None) -> tuple[Cell, ...]:
    return (
        naming.agreement(material.definitions, listed.sla),
        naming.service(material.definitions, listed.service_id),
        Instant(listed.started_at),
        Foreign(told.author) if told and told.author else _NOBODY,
        _approved(listed),
        Seconds(listed.service_seconds),
        Seconds(listed.overrun_seconds),
        Foreign(listed.source),
        Foreign(told.id) if told else Unknown(Phrase("not known")),
    )


def _approved(listed: ListedExclusion) -> Cell:
    if listed.approved_at is not None:
        return Instant(listed.approved_at)
    return Unknown(Phrase("not at an instant that is told"))


def _rules(material: Material) -> Table:
    return Table(
        id="exclusion-rules",
        title=Phrase("What was agreed about exclusions"),
        columns=(
            column("agreement", "Agreement"),
            column("mode", "Excluded time is"),
            column("notice", "Approved before, at least"),
            column("allowance", "At most in a period"),
            column("approvers", "Who may approve"),
        ),
        rows=tuple(_rule(material, material.judging(sla)) for sla in material.covered.agreements),
        empty=Phrase("No agreement."),
    )


def _rule(material: Material, agreement: Agreement) -> tuple[Cell, ...]:
    return (
        naming.agreement(material.definitions, agreement.id),
        Phrase(EXCLUDED_TIME[agreement.exclusion_mode]),
        Seconds(agreement.notice),
        Unknown(Phrase("any number")) if agreement.allowance is None else Seconds(agreement.allowance),
        Phrase("anybody") if agreement.approvers is None else Foreign(", ".join(sorted(agreement.approvers))),
    )
