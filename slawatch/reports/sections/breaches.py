"""Breaches: what was missed, why, who answers for it, what is done about it, and what it costs."""

from collections.abc import Iterator, Sequence
from typing import Final

from slawatch.engine.findings import Breach
from slawatch.model.agreement import Agreement, AgreementKind, Indicator
from slawatch.model.interval import Interval
from slawatch.model.result import Direction, ObjectiveFigure
from slawatch.reports import naming, promise_cells
from slawatch.reports.answers import answer, cause_told
from slawatch.reports.cells import Cell, Count, Foreign, Instant, Linked, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.columns import column
from slawatch.reports.cuts import named
from slawatch.reports.document import Block, Table
from slawatch.reports.draft import Draft
from slawatch.reports.joined import joined
from slawatch.reports.material import Material
from slawatch.reports.money import amount
from slawatch.reports.own_period import own_path, own_period

_HEADS: Final = (
    column("service", "Service"),
    column("agreement", "Agreement"),
    column("objective", "Objective"),
    column("period", "Period"),
)
_NO_BREACH: Final = Phrase("No objective was breached.")


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    if draft.material.covered.agreements:
        yield _breaches(draft, draft.breaches)
        if draft.breaches:
            yield _detail(draft.material, draft.breaches)
    owed = [each for each in draft.material.credits if each.credit.direction is Direction.OWED]
    if owed:
        yield _credits(draft.material)


def _breaches(draft: Draft, found: Sequence[Breach]) -> Table:
    return Table(
        id="breaches",
        title=Phrase("Breached objectives"),
        columns=(
            *_HEADS,
            column("target", "Target"),
            column("attained", "Attained"),
            column("cause", "Cause"),
            column("action", "Action"),
        ),
        rows=tuple(_row(draft, each) for each in found),
        empty=_NO_BREACH,
        note=Phrase("Of each agreement the periods that it judges by itself, those that ended in the report's."),
    )


def _detail(material: Material, found: Sequence[Breach]) -> Table:
    return Table(
        id="breaches-detail",
        title=Phrase("Breached objectives: instant, responsible party and credit"),
        columns=(
            *_HEADS,
            column("at", "Breached at", "when it could no longer be kept"),
            column("missed", "What was missed"),
            column("responsible", "Responsible"),
            column("credit", "Credit"),
        ),
        rows=tuple(_more(material, each.figure) for each in found),
        empty=_NO_BREACH,
        is_evidence=True,
    )


def _heads(material: Material, figure: ObjectiveFigure) -> tuple[Cell, ...]:
    return (
        naming.service(material.definitions, figure.service_id),
        naming.agreement(material.definitions, figure.sla),
        Linked(material.in_words(figure), own_path(material, figure)),
        Foreign(own_period(material, figure)),
    )


def _row(draft: Draft, breach: Breach) -> tuple[Cell, ...]:
    material, figure = draft.material, breach.figure
    return (
        *_heads(material, figure),
        promise_cells.target(material.objective(figure), figure.decimals),
        Linked(promise_cells.result(figure), own_path(material, figure)),
        cause_told(breach.ref, draft.notes, material),
        answer(breach.ref, draft.notes, material, otherwise=Unknown(Phrase("none yet"))),
    )


def _more(material: Material, figure: ObjectiveFigure) -> tuple[Cell, ...]:
    at = Unknown(Phrase("only its period's end told")) if figure.breached_at is None else Instant(figure.breached_at)
    return (
        *_heads(material, figure),
        at,
        _missed(figure),
        _responsible(material, material.agreement(figure.sla), figure),
        _credit(material, figure),
    )


def _missed(figure: ObjectiveFigure) -> Cell:
    missed = figure.events - figure.good
    if figure.indicator is Indicator.AVAILABILITY and figure.budget is not None:
        parts: dict[str, Cell] = {"lost": Seconds(missed), "allowed": Seconds(int(figure.budget.allowed))}
        return Phrase("{lost} lost, {allowed} allowed", parts)
    if figure.target_ratio is not None:
        return Phrase("{missed} of {n} missed", {"missed": Count(missed), "n": Count(figure.events)})
    return Phrase("the limit was exceeded")


def _responsible(material: Material, agreement: Agreement, figure: ObjectiveFigure) -> Cell:
    """Return who answers for it: who promised it, and within the organisation the owner of the service."""
    if agreement.kind is not AgreementKind.SLA:
        return naming.party(material.definitions, agreement.party)
    services = figure.services or (figure.service_id,)
    owners = dict.fromkeys(material.definitions.services[each].owner for each in services)
    told = [naming.party(material.definitions, owner) for owner in owners if owner]
    return joined(told, otherwise=Unknown(Phrase("the service has no owner")))


def _credit(material: Material, figure: ObjectiveFigure) -> Cell:
    if figure.indicator is not Indicator.AVAILABILITY or material.agreement(figure.sla).credits is None:
        return Phrase("none agreed")
    key = figure.service_id, figure.sla, figure.starts_at
    found = [
        each.credit
        for each in material.credits
        if (each.credit.service_id, each.credit.sla, each.credit.starts_at) == key
    ]
    return amount(found[0]) if found else Phrase("none agreed")


def _credits(material: Material) -> Table:
    return Table(
        id="credits-owed",
        title=Phrase("Credits owed to customers"),
        columns=(
            column("customer", "Customer"),
            column("agreement", "Agreement"),
            column("service", "Service"),
            column("period", "Period"),
            column("lost", "Time lost"),
            column("below", "Below", "the bound of the band that decides"),
            column("share", "Share of the fee"),
            column("amount", "Amount"),
            column("provisional", "Standing"),
        ),
        rows=tuple(_owed(material)),
        empty=Phrase("No credit is owed."),
        note=Phrase("While a period runs, an amount is what would be due if nothing more were lost."),
    )


def _owed(material: Material) -> Iterator[tuple[Cell, ...]]:
    for listed in material.credits:
        due = listed.credit
        if due.direction is Direction.OWED:
            agreement, none = material.agreement(due.sla), Phrase("no credit is due")
            yield (
                naming.party(material.definitions, agreement.party),
                naming.agreement(material.definitions, due.sla),
                naming.service(material.definitions, due.service_id),
                Foreign(named(agreement, Interval(due.starts_at, due.ends_at))),
                promise_cells.seconds(listed.lost_seconds),
                none if due.below_ratio is None else _share(due.below_ratio),
                none if due.share_ratio is None else _share(due.share_ratio),
                amount(due),
                Phrase("may still change" if due.provisional else "final"),
            )


def _share(ratio: float) -> Ratio:
    return Ratio(promise_cells.exact(ratio), 2, is_limit=True)
